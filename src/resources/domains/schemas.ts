import Type, { type Static } from 'typebox'
import { pageSchema } from '../../plugins/pagination.ts'

export const DomainParams = Type.Object({
  domain: Type.String({
    pattern: '^(\\*\\.)?[a-z0-9-]+(\\.[a-z0-9-]+)+$',
    'x-expected': 'a lower-case host name, or *. before one',
    maxLength: 253,
    description: 'A host name in lower case; a wildcard must be the whole leftmost label.',
    examples: ['shop.example.com']
  })
})

// Without examples: Swagger UI would fill in an id that does not exist.
const id = (noun: string) =>
  Type.Optional(
    Type.String({
      pattern: '^[\\w.-]{1,128}$',
      'x-expected': 'up to 128 letters, digits, _ . and -',
      description: `A ${noun}. Exactly one of distributionId and distributionTenantId is required.`
    })
  )

const targets = {
  distributionId: id('standard distribution'),
  distributionTenantId: id('distribution tenant')
}

/** The resource that is to get a domain, or whose certificate proves that the caller owns it. */
export const DomainTarget = Type.Object(targets, {
  additionalProperties: false,
  'x-component': 'DomainTarget',
  description: 'A distribution or a tenant.',
  examples: [{ distributionTenantId: 'dt_2wjDZi3hD1ivOXf6rpZJO1AB' }]
})
export type DomainTarget = Static<typeof DomainTarget>

export const DomainAssociation = Type.Object(
  {
    domain: Type.String({ description: 'The domain.' }),
    distributionId: Type.Optional(Type.String({ description: 'The distribution that has it now.' })),
    distributionTenantId: Type.Optional(Type.String({ description: 'The tenant that has it now.' }))
  },
  { 'x-component': 'DomainAssociation' }
)
export type DomainAssociation = Static<typeof DomainAssociation>

export const DomainConflict = Type.Object(
  {
    domain: Type.String({ description: 'The domain itself, or an overlapping one, such as a wildcard.' }),
    resourceType: Type.String({ description: '`distribution` or `distribution-tenant`.' }),
    resourceId: Type.String({ description: 'The id of the resource that has it, half of it masked by CloudFront.' }),
    accountId: Type.String({ description: 'The AWS account of that resource, masked in the same way.' })
  },
  { 'x-component': 'DomainConflict' }
)
export type DomainConflict = Static<typeof DomainConflict>

export const DomainConflictPage = pageSchema(DomainConflict, 'DomainConflictPage')

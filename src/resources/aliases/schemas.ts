import Type, { type Static } from 'typebox'
import { account } from '../../accounts/schemas.ts'
import { findingList } from '../../configuration/distributions/findings/schemas.ts'
import { ALIAS_EXPECTED, ALIAS_PATTERN } from '../../configuration/distributions/rules/viewers.ts'
import { pageSchema } from '../../plugins/pagination.ts'

export const alias = Type.String({
  pattern: ALIAS_PATTERN,
  'x-expected': ALIAS_EXPECTED,
  description: 'A host name in lower case; a wildcard must be the whole leftmost label.',
  examples: ['www.example.com']
})

export const Alias = Type.Object(
  { alias, distributionId: Type.String({ description: 'The distribution that has the alias now.' }), account },
  { 'x-component': 'Alias' }
)

export const AliasWithFindings = Type.Object(
  { ...Alias.properties, findings: { ...findingList, description: 'Settings that will not work or will cause harm.' } },
  { 'x-component': 'AliasWithFindings' }
)

export const Aliases = Type.Object(
  { items: Type.Array(Alias, { description: 'All of its aliases.' }), account },
  { 'x-component': 'Aliases' }
)

export const AliasConflict = Type.Object(
  {
    alias: Type.String({ description: 'The alias itself, or one that overlaps with it, such as a wildcard.' }),
    distributionId: Type.String({
      description: 'The id of the distribution that has it, half of it masked by CloudFront.'
    }),
    accountId: Type.String({ description: 'The AWS account of that distribution, masked in the same way.' })
  },
  { 'x-component': 'AliasConflict' }
)
export type AliasConflict = Static<typeof AliasConflict>

export const AliasConflicts = pageSchema(AliasConflict, 'AliasConflictPage')

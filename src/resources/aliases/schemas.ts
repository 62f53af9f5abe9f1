import Type, { type Static } from 'typebox'
import { ALIAS_PATTERN } from '../../configuration/distributions/rules/viewers.ts'
import { DistributionParams } from '../../configuration/distributions/schemas.ts'

const alias = Type.String({
  pattern: ALIAS_PATTERN,
  description: 'A host name in lower case; a wildcard is its whole leftmost label.',
  examples: ['www.example.com']
})

export const AliasParams = Type.Object({ ...DistributionParams.properties, alias })
export type AliasParams = Static<typeof AliasParams>

export const Alias = Type.Object(
  { alias, distributionId: Type.String({ description: 'The distribution that has the alias now.' }) },
  { 'x-component': 'Alias' }
)
export type Alias = Static<typeof Alias>

import Type from 'typebox'
import { findingList } from '../../configuration/distributions/findings/schemas.ts'
import { ALIAS_PATTERN } from '../../configuration/distributions/rules/viewers.ts'

export const alias = Type.String({
  pattern: ALIAS_PATTERN,
  description: 'A host name in lower case; a wildcard is its whole leftmost label.',
  examples: ['www.example.com']
})

export const Alias = Type.Object(
  { alias, distributionId: Type.String({ description: 'The distribution that has the alias now.' }) },
  { 'x-component': 'Alias' }
)

export const AliasWritten = Type.Object(
  { ...Alias.properties, findings: { ...findingList, description: 'What will not work or will hurt of it.' } },
  { 'x-component': 'AliasWritten' }
)

export const Aliases = Type.Object({ items: Type.Array(Alias) }, { 'x-component': 'Aliases' })

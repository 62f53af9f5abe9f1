import { inList } from './list.ts'
import { type Part } from './part.ts'

/** The host names of a distribution, which are their own keys. */
export const aliasPart: Part = {
  ...inList('aliases', alias => alias),
  noun: 'alias',
  notFound: 'ALIAS_NOT_FOUND',
  valueOf: (_, alias) => alias,
  shown: (alias, distributionId) => ({ alias, distributionId })
}

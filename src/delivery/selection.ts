import { matchesWildcards } from './patterns.ts'

/** Which headers (by lower-case name), cookies or query parameters a policy selects. */
export type Selection =
  | { readonly kind: 'none' }
  | { readonly kind: 'all' }
  | { readonly kind: 'only'; readonly names: ReadonlySet<string> }
  | { readonly kind: 'except'; readonly names: ReadonlySet<string> }
  /** Cookies whose names match one of the patterns with `*` and `?`, or none of them. */
  | { readonly kind: 'patterns'; readonly patterns: readonly string[]; readonly excluded: boolean }
  /** What at least one of them selects. */
  | { readonly kind: 'either'; readonly selections: readonly Selection[] }

export const NONE: Selection = { kind: 'none' }
export const ALL: Selection = { kind: 'all' }

export function only(names: Iterable<string>): Selection {
  const set = new Set(names)
  return set.size > 0 ? { kind: 'only', names: set } : NONE
}

export function selects(selection: Selection, name: string): boolean {
  switch (selection.kind) {
    case 'none':
      return false
    case 'all':
      return true
    case 'only':
      return selection.names.has(name)
    case 'except':
      return !selection.names.has(name)
    case 'patterns':
      return selection.patterns.some(pattern => matchesWildcards(pattern, name)) !== selection.excluded
    case 'either':
      return selection.selections.some(each => selects(each, name))
  }
}

/** What is selected of a request. */
export interface Selections {
  readonly headers: Selection
  readonly cookies: Selection
  readonly query: Selection
}

/** A parameter as it was sent: `a=1`, `a=` and `a` are all different. */
export interface QueryParameter {
  readonly name: string
  readonly text: string
}

/** The parameters of a raw query, in order. Names are compared as sent, without decoding [C]. */
export function queryParameters(query: string | undefined): QueryParameter[] {
  if (query === undefined || query === '') return []
  return query.split('&').map(text => {
    const equals = text.indexOf('=')
    return { name: equals < 0 ? text : text.slice(0, equals), text }
  })
}

/** The selected part of a raw query, in the viewer's order and spelling; undefined if nothing is left. */
export function selectQuery(query: string | undefined, isSelected: (name: string) => boolean): string | undefined {
  if (query === undefined) return undefined
  const kept = queryParameters(query).filter(({ name }) => isSelected(name))
  return kept.length > 0 ? kept.map(({ text }) => text).join('&') : undefined
}

/** Cookies of `Cookie` headers, in order; a pair without `=` has an empty name, as browsers read it (RFC 6265bis). */
export function cookiePairs(cookieHeaders: readonly string[]): (readonly [name: string, value: string])[] {
  return cookieHeaders
    .flatMap(header => header.split(';'))
    .map(part => part.trim())
    .filter(part => part !== '')
    .map(part => {
      const equals = part.indexOf('=')
      return equals < 0
        ? (['', part] as const)
        : ([part.slice(0, equals).trim(), part.slice(equals + 1).trim()] as const)
    })
}

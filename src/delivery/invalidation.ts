import { type CompiledDistribution } from './distribution.ts'
import { type HeaderList, headerValues } from './headers.ts'

/** What an invalidation's items are compared with. */
export interface Invalidated {
  /** Of the object's key. */
  readonly path: string
  /** The parameters in the object's key. */
  readonly query: string | undefined
  /** As `tagsOf` returns them. */
  readonly tags?: ReadonlySet<string>
}

/**
 * Which objects an invalidation removes [G:Invalidation]: `/a` the one without parameters in its key, `/a?b` the one with these,
 * `/a*` all that begin with it, across `/` and `?`. An asterisk elsewhere is an ordinary character, and case matters. `#tag`
 * removes what the origin tagged with it. All variants by header, cookie and encoding are removed. `/` is also the root object
 * [C].
 */
export function compileInvalidation(
  items: readonly string[],
  rootObject: string | undefined
): (object: Invalidated) => boolean {
  const exact = new Set<string>()
  const prefixes: string[] = []
  const tags = new Set<string>()
  for (const item of items) {
    if (item.startsWith('#')) tags.add(item.slice(1).trim().toLowerCase())
    else if (item.endsWith('*')) prefixes.push(item.slice(0, -1))
    else exact.add(item)
  }
  if (exact.has('/') && rootObject !== undefined) exact.add(`/${rootObject}`)
  return ({ path, query, tags: own }) => {
    const url = query === undefined ? path : `${path}?${query}`
    if (exact.has(url) || prefixes.some(prefix => url.startsWith(prefix))) return true
    return own !== undefined && tags.size > 0 && [...own].some(tag => tags.has(tag))
  }
}

/** The ids whose invalidations remove a distribution's objects: its own, which covers all tenants, and that of its tenant. */
export function ownersOf({ id, tenantId }: Pick<CompiledDistribution, 'id' | 'tenantId'>): readonly string[] {
  return tenantId === undefined ? [id] : [id, tenantId]
}

export const NO_TAGS: ReadonlySet<string> = new Set()

const TAGS_MAX = 50
const TAG_LENGTH_MAX = 256

/**
 * The tags that an answer gives its object: separated by commas, trimmed, in lower case; the first 50, each at most 256
 * characters [D:invalidation-by-tags].
 */
export function tagsOf(headers: HeaderList, cacheTagHeader: string | undefined): ReadonlySet<string> {
  if (cacheTagHeader === undefined) return NO_TAGS
  const tags = headerValues(headers, cacheTagHeader)
    .flatMap(value => value.split(','))
    .map(tag => tag.trim().toLowerCase())
    .filter(tag => tag !== '' && tag.length <= TAG_LENGTH_MAX)
  return new Set([...new Set(tags)].slice(0, TAGS_MAX))
}

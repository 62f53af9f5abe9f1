import { createHash } from 'node:crypto'
import { type CompiledDistribution } from './distribution.ts'
import { type HeaderList, headerValues } from './headers.ts'

/**
 * CloudFront's documented format, `1.1 <32 hex digits>.cloudfront.net (CloudFront)`. It matches anywhere in the value, so that a viewer
 * cannot hide it behind an unclosed quote, but only from the start of a word: long words would take quadratic time.
 */
const HOP = /(?<![^\s,"])[^\s,"]+ ([0-9a-f]{32}\.cloudfront\.net) \(CloudFront\)/g

/**
 * The name that an edge adds to `Via` for a distribution. Each distribution has its own, so that a loop can be told from a chain
 * [C].
 */
export function hopName(
  edgeName: string,
  { id, tenantId = '' }: Pick<CompiledDistribution, 'id' | 'tenantId'>
): string {
  return `${createHash('md5').update(`${edgeName} ${id} ${tenantId}`).digest('hex')}.cloudfront.net`
}

/** The CloudFront hops in `Via`. They are forwarded whatever the policies say, since loops would go unnoticed otherwise [C]. */
export function hopsOf(headers: HeaderList): readonly string[] {
  const values = headerValues(headers, 'via')
  return values.length === 0 ? values : values.flatMap(value => value.match(HOP) ?? [])
}

/**
 * Whether a request has passed this distribution before, because an origin leads back to it, perhaps through others. How
 * CloudFront ends loops is not documented; here they are refused, as in RFC 8586, before the cache, where the request would wait
 * for itself [C].
 */
export function isLoop(headers: HeaderList, edgeName: string, distribution: CompiledDistribution): boolean {
  const hops = hopsOf(headers)
  if (hops.length === 0) return false
  const name = hopName(edgeName, distribution)
  return hops.some(hop => hop.includes(name))
}

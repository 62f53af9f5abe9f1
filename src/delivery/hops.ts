import { createHash } from 'node:crypto'
import { type CompiledDistribution } from './distribution.ts'
import { type HeaderList, headerValues } from './headers.ts'

/**
 * The form that CloudFront documents: `1.1 <32 hex digits>.cloudfront.net (CloudFront)`. It is found wherever it is: what a viewer writes
 * before it, such as a quote that does not end, must not hide it. It begins where a word does, or long words would take quadratic time.
 */
const HOP = /(?<![^\s,"])[^\s,"]+ ([0-9a-f]{32}\.cloudfront\.net) \(CloudFront\)/g

/**
 * The name in `Via` by which a request has passed a distribution at an edge: another for each, so that coming back can be told
 * from going on [C].
 */
export function hopName(
  edgeName: string,
  { id, tenantId = '' }: Pick<CompiledDistribution, 'id' | 'tenantId'>
): string {
  return `${createHash('md5').update(`${edgeName} ${id} ${tenantId}`).digest('hex')}.cloudfront.net`
}

/** The hops of CloudFront in `Via`. They go on to every origin, whatever the policies say, or a loop would never be seen [C]. */
export function hopsOf(headers: HeaderList): readonly string[] {
  return headerValues(headers, 'via').flatMap(value => value.match(HOP) ?? [])
}

/**
 * Whether a request has passed this distribution before: an origin, perhaps through others, leads back to it. Distributions in
 * a row are no loop. How CloudFront ends one is not documented; here it is refused as RFC 8586 wants it, before the cache, where
 * it would wait for itself [C].
 */
export function isLoop(headers: HeaderList, edgeName: string, distribution: CompiledDistribution): boolean {
  const hops = hopsOf(headers)
  if (hops.length === 0) return false
  const name = hopName(edgeName, distribution)
  return hops.some(hop => hop.includes(name))
}

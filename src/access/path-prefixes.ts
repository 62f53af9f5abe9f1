/** The prefix in `/blog/*`. CloudFront compares paths as viewers request them: case-sensitive, without decoding. */
const literal = (prefix: string) => prefix.replace(/\*$/, '')

/**
 * Whether everything that an item, as it is sent to CloudFront, invalidates is under one of the prefixes. A wildcard
 * must come after the whole prefix. A cache tag is never under a prefix, since any object may have it; nor is a path
 * with dot or empty segments, which an origin may resolve to another path.
 */
export function liesUnder(item: string, prefixes: readonly string[]): boolean {
  if (item.startsWith('#') || isAmbiguous(item)) return false
  return prefixes.some(prefix => item.startsWith(literal(prefix)))
}

function isAmbiguous(item: string): boolean {
  const [path = ''] = item.slice(1).split('?', 1)
  let text = path
  // An origin may decode more than once.
  for (let rounds = 0; rounds < 4; rounds += 1) {
    const segments = text.split(/[/\\]/)
    if (segments.some((segment, index) => isDotSegment(segment) || (segment === '' && index < segments.length - 1)))
      return true
    const decoded = text.replace(/%(2e|2f|5c|25)/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
    if (decoded === text) return false
    text = decoded
  }
  return true
}

const isDotSegment = (segment: string) => segment === '.' || segment === '..'

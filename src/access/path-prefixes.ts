/**
 * The prefix that `/blog/*` stands for. A prefix is as viewers request it, which is how CloudFront compares: case counts, and
 * percent-encoding is not decoded.
 */
const literal = (prefix: string) => prefix.replace(/\*$/, '')

/**
 * Whether everything that an item of an invalidation removes is under one of the prefixes; the item as it is sent to CloudFront.
 * A wildcard is only where it comes after the whole prefix. A cache tag never is, since nobody knows what carries it, nor is a
 * path that climbs out of a folder or has an empty one, which an origin may resolve to another path.
 */
export function liesUnder(item: string, prefixes: readonly string[]): boolean {
  if (item.startsWith('#') || isOdd(item)) return false
  return prefixes.some(prefix => item.startsWith(literal(prefix)))
}

function isOdd(item: string): boolean {
  const [path = ''] = item.slice(1).split('?', 1)
  let text = path
  // An origin may decode more than once.
  for (let rounds = 0; rounds < 4; rounds += 1) {
    const segments = text.split(/[/\\]/)
    if (segments.some((segment, index) => isUp(segment) || (segment === '' && index < segments.length - 1))) return true
    const decoded = text.replace(/%(2e|2f|5c|25)/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
    if (decoded === text) return false
    text = decoded
  }
  return true
}

const isUp = (segment: string) => segment === '.' || segment === '..'

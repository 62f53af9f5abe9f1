/**
 * Whether everything that an item invalidates is permitted. Both are as sent to CloudFront, which compares paths as
 * viewers request them: case-sensitive, without decoding. A permitted path with a * at the end stands for all that
 * begin with what precedes it, any other for itself alone. A cache tag is never permitted, since any object may have it;
 * nor is a path with dot or empty segments, which an origin may resolve to another path.
 */
export function isPermitted(item: string, permitted: readonly string[]): boolean {
  if (item.startsWith('#') || isAmbiguous(item)) return false
  return permitted.some(path => (path.endsWith('*') ? item.startsWith(path.slice(0, -1)) : item === path))
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

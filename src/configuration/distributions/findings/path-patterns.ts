/**
 * Path patterns of behaviours: `*` is any characters with slashes, `?` exactly one, all others stand for themselves, the
 * slash at the beginning may be left out, case matters (CloudFront Developer Guide, "Path pattern").
 */
export function matchesPattern(pattern: string, path: string): boolean {
  return covers(pattern, path.replaceAll('*', '\0').replaceAll('?', '\0'))
}

/**
 * Whether every path that `inner` matches is matched by `outer`, too. Where it says no, they may still be equal in effect;
 * where it says yes, they are.
 */
export function covers(outer: string, inner: string): boolean {
  const all = withoutSlash(outer)
  const some = withoutSlash(inner)
  // reached[j]: the part of `outer` read so far covers the first j characters of `inner`.
  let reached = [true, ...Array.from(some, () => false)]
  if (some === '' && all === '') return true
  for (const symbol of all) {
    const next = Array.from({ length: some.length + 1 }, () => false)
    for (let at = 0; at <= some.length; at++) {
      if (symbol === '*') next[at] = Boolean(reached[at]) || (at > 0 && Boolean(next[at - 1]))
      else if (at > 0 && reached[at - 1]) next[at] = some[at - 1] === symbol || (symbol === '?' && some[at - 1] !== '*')
    }
    reached = next
  }
  return reached[some.length] ?? false
}

function withoutSlash(pattern: string): string {
  return pattern.startsWith('/') ? pattern.slice(1) : pattern
}

/**
 * CloudFront's patterns: `*` matches any characters, `?` exactly one, all others match themselves, and case matters. The running
 * time is bounded by the product of the lengths for every pattern, unlike that of a backtracking regular expression.
 */
export function matchesWildcards(pattern: string, text: string): boolean {
  let at = 0
  let symbol = 0
  let lastStar = -1
  let resumeAt = 0
  while (at < text.length) {
    const wanted = pattern[symbol]
    if (wanted === '*') {
      lastStar = symbol++
      resumeAt = at
    } else if (wanted !== undefined && (wanted === '?' || wanted === text[at])) {
      at++
      symbol++
    } else if (lastStar >= 0) {
      // The last star matches one more character.
      symbol = lastStar + 1
      at = ++resumeAt
    } else return false
  }
  while (pattern[symbol] === '*') symbol++
  return symbol === pattern.length
}

/**
 * Whether a behavior's path pattern matches a path: `*` also matches slashes, and the leading slash of the pattern is optional
 * [G:distribution-web-values-specify].
 */
export function matchesPathPattern(pattern: string, path: string): boolean {
  return matchesWildcards(withoutSlash(pattern), withoutSlash(path))
}

/** Whether every path that `inner` matches is matched by `outer`, too. False may be wrong, true never is. */
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

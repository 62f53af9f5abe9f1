/**
 * CloudFront's patterns: `*` matches any characters, `?` exactly one, all others match themselves, and case matters. The running
 * time is bounded by the product of the lengths for every pattern, unlike that of a backtracking regular expression.
 */
export function matchesWildcards(pattern: string, text: string): boolean {
  return matches(pattern, text, '')
}

/** Where `?` matches any character but the one excluded. */
function matches(pattern: string, text: string, excluded: string): boolean {
  let at = 0
  let symbol = 0
  let lastStar = -1
  let resumeAt = 0
  while (at < text.length) {
    const wanted = pattern[symbol]
    if (wanted === '*') {
      lastStar = symbol++
      resumeAt = at
    } else if (wanted !== undefined && (wanted === text[at] || (wanted === '?' && text[at] !== excluded))) {
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
  // Wildcards of `inner` are characters here: its `?` is any one character, its `*` only what a `*` of `outer` takes.
  return matches(withoutSlash(outer), withoutSlash(inner), '*')
}

function withoutSlash(pattern: string): string {
  return pattern.startsWith('/') ? pattern.slice(1) : pattern
}

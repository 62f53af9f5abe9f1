/**
 * The name that a mistyped word probably means: the nearest within two edits, ignoring case, else the only one that
 * ends with the word (`tags`: `cacheTags`). Undefined if there is none.
 */
export function closest(word: unknown, names: readonly unknown[]): string | undefined {
  if (typeof word !== 'string' || word.length > 64) return undefined
  let best: { name: string; edits: number } | undefined
  for (const name of names) {
    if (typeof name !== 'string' || Math.abs(name.length - word.length) > 2) continue
    const edits = editsBetween(word.toLowerCase(), name.toLowerCase())
    // Fewer edits for short names, where two letters are most of the word.
    if (edits <= Math.min(2, Math.floor(name.length / 3)) && edits < (best?.edits ?? Infinity)) best = { name, edits }
  }
  return best?.name ?? onlyOneEndingWith(word, names)
}

function onlyOneEndingWith(word: string, names: readonly unknown[]): string | undefined {
  const end = word.charAt(0).toUpperCase() + word.slice(1)
  // The capital marks the beginning of a word in the name.
  const found = names.filter(name => typeof name === 'string' && name.length > end.length && name.endsWith(end))
  return /^[A-Z][a-z]/.test(end) && found.length === 1 ? (found[0] as string) : undefined
}

/** The Levenshtein distance, row by row. */
function editsBetween(a: string, b: string): number {
  let previous = Array.from({ length: b.length + 1 }, (_, index) => index)
  for (let i = 1; i <= a.length; i++) {
    const row = [i]
    for (let j = 1; j <= b.length; j++) {
      const replaced = (previous[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1)
      row.push(Math.min(replaced, (previous[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1))
    }
    previous = row
  }
  return previous[b.length] ?? 0
}

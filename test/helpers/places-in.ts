/** Where each value of a document is, however deep: what holds it, and its name there. */
export function placesIn(document: unknown): [Record<string, unknown>, string][] {
  if (typeof document !== 'object' || document === null) return []
  const holder = document as Record<string, unknown>
  return Object.keys(holder).flatMap((name): [Record<string, unknown>, string][] => [
    [holder, name],
    ...placesIn(holder[name])
  ])
}

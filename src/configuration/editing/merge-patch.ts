import { isDeepStrictEqual } from 'node:util'

/** Applies a JSON merge patch (RFC 7396): null deletes a member, objects are merged, everything else is replaced whole. */
export function mergePatch(target: unknown, patch: unknown): unknown {
  if (!isObject(patch)) return patch
  const merged: Record<string, unknown> = isObject(target) ? { ...target } : {}
  for (const [name, value] of Object.entries(patch)) {
    if (value === null) delete merged[name]
    else merged[name] = mergePatch(merged[name], value)
  }
  return merged
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** The merge patch that makes one document into the other; neither holds null. */
export function mergePatchBetween(before: unknown, after: unknown): unknown {
  if (!isObject(before) || !isObject(after)) return after
  const removed = Object.keys(before).filter(name => after[name] === undefined)
  const changed = Object.keys(after).filter(
    name => after[name] !== undefined && !isDeepStrictEqual(before[name], after[name])
  )
  return Object.fromEntries([
    ...removed.map(name => [name, null]),
    ...changed.map(name => [name, mergePatchBetween(before[name], after[name])])
  ])
}

import { isDeepStrictEqual } from 'node:util'
import { isObject } from '../../json-object.ts'

/** Applies a JSON merge patch (RFC 7396): null deletes a member, objects are merged, everything else is replaced whole. */
export function mergePatch(target: unknown, patch: unknown): unknown {
  return merge(target, patch, (merged, name) => delete merged[name])
}

/** The same, but members that the patch deletes become null. */
export function mergePatchKeepingNulls(target: unknown, patch: unknown): unknown {
  return merge(target, patch, (merged, name) => (merged[name] = null))
}

function merge(
  target: unknown,
  patch: unknown,
  remove: (merged: Record<string, unknown>, name: string) => void
): unknown {
  if (!isObject(patch)) return patch
  const merged: Record<string, unknown> = isObject(target) ? { ...target } : {}
  for (const [name, value] of Object.entries(patch)) {
    if (value === null) remove(merged, name)
    else merged[name] = merge(merged[name], value, remove)
  }
  return merged
}

/** The merge patch that turns one document into the other; neither may contain null. */
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

import { isDeepStrictEqual } from 'node:util'
import { pointerOf } from '../../json-pointer.ts'
import { isObject } from '../../json-object.ts'

/** An operation of a JSON patch (RFC 6902), and the value that it replaces or removes. */
export type Change =
  | { readonly op: 'add'; readonly path: string; readonly value: unknown }
  | { readonly op: 'remove'; readonly path: string; readonly oldValue: unknown }
  | { readonly op: 'replace'; readonly path: string; readonly value: unknown; readonly oldValue: unknown }

/**
 * The changes that turn one JSON value into another, to be applied in order. In arrays, common prefixes and suffixes
 * are skipped; the elements between are compared by index.
 */
export function diff(before: unknown, after: unknown, path = ''): Change[] {
  if (isDeepStrictEqual(before, after)) return []
  if (Array.isArray(before) && Array.isArray(after)) return diffArrays(before, after, path)
  if (isObject(before) && isObject(after)) return diffObjects(before, after, path)
  return [{ op: 'replace', path, value: after, oldValue: before }]
}

function diffObjects(before: Record<string, unknown>, after: Record<string, unknown>, path: string): Change[] {
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])]
  return names.flatMap((name): Change[] => {
    const at = path + pointerOf([name])
    if (!Object.hasOwn(after, name)) return [{ op: 'remove', path: at, oldValue: before[name] }]
    if (!Object.hasOwn(before, name)) return [{ op: 'add', path: at, value: after[name] }]
    return diff(before[name], after[name], at)
  })
}

function diffArrays(before: readonly unknown[], after: readonly unknown[], path: string): Change[] {
  const shorter = Math.min(before.length, after.length)
  let start = 0
  while (start < shorter && isDeepStrictEqual(before[start], after[start])) start++
  let same = 0
  while (same < shorter - start && isDeepStrictEqual(before.at(-1 - same), after.at(-1 - same))) same++

  const [endBefore, endAfter] = [before.length - same, after.length - same]
  const changes: Change[] = []
  for (let index = start; index < Math.min(endBefore, endAfter); index++) {
    changes.push(...diff(before[index], after[index], path + pointerOf([index])))
  }
  // Backwards, so that the remaining indexes stay valid.
  for (let index = endBefore - 1; index >= endAfter; index--) {
    changes.push({ op: 'remove', path: path + pointerOf([index]), oldValue: before[index] })
  }
  for (let index = endBefore; index < endAfter; index++) {
    changes.push({ op: 'add', path: path + pointerOf([index]), value: after[index] })
  }
  return changes
}

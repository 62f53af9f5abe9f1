import { isDeepStrictEqual } from 'node:util'
import { isObject } from '../../json-object.ts'

/**
 * Whether one JSON value contains all of another: CloudFront adds omitted members, and does not keep the order of
 * methods, headers and names. In lists of objects, the order counts.
 */
export function contains(whole: unknown, part: unknown): boolean {
  if (isObject(part)) {
    return isObject(whole) && Object.entries(part).every(([name, value]) => contains(whole[name], value))
  }
  if (!Array.isArray(part)) return isDeepStrictEqual(whole, part)
  if (!Array.isArray(whole) || whole.length !== part.length) return false
  if (part.every(item => typeof item !== 'object')) return isDeepStrictEqual(whole.toSorted(), part.toSorted())
  return part.every((item, index) => contains(whole[index], item))
}

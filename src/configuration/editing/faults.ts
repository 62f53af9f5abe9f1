import { isDeepStrictEqual } from 'node:util'
import { stepsOf, valueAt } from '../../json-pointer.ts'

/** Something that is wrong at a place of a JSON document. */
export interface Fault {
  readonly pointer: string
  readonly detail: string
}

/**
 * Whether the version before does not have a fault with the same value: CloudFront has accepted those, and its values
 * may be newer than this model.
 */
export function newSince(
  before: { readonly value: unknown; readonly faults: readonly Fault[] },
  after: unknown
): (fault: Fault) => boolean {
  return ({ pointer, detail }) =>
    !before.faults.some(old => old.pointer === pointer && old.detail === detail) ||
    !isDeepStrictEqual(valueAt(after, stepsOf(pointer)), valueAt(before.value, stepsOf(pointer)))
}

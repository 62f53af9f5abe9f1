import { isDeepStrictEqual } from 'node:util'
import { valueAt } from './diff.ts'

/** Something that is wrong at a place of a JSON document. */
export interface Fault {
  readonly pointer: string
  readonly detail: string
}

interface Examined<Found extends Fault = Fault> {
  readonly value: unknown
  readonly faults: readonly Found[]
}

/**
 * The faults that the version before does not have with the same value: CloudFront has accepted those, and its values
 * may be newer than this model.
 */
export function newFaults<Found extends Fault>(after: Examined<Found>, before: Examined): Found[] {
  return after.faults.filter(
    ({ pointer, detail }) =>
      !before.faults.some(old => old.pointer === pointer && old.detail === detail) ||
      !isDeepStrictEqual(valueAt(after.value, pointer), valueAt(before.value, pointer))
  )
}

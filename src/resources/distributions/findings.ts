import { isDeepStrictEqual } from 'node:util'
import { valueAt } from './diff.ts'

/** Something that is wrong at a place of a JSON document. */
export interface Finding {
  readonly pointer: string
  readonly detail: string
}

interface Examined<Found extends Finding = Finding> {
  readonly value: unknown
  readonly findings: readonly Found[]
}

/**
 * The findings without those which the version before has with the same value: CloudFront has accepted them, and may hold
 * values that are newer than this model. A change beside them is good.
 */
export function newFindings<Found extends Finding>(after: Examined<Found>, before: Examined): Found[] {
  return after.findings.filter(
    ({ pointer, detail }) =>
      !before.findings.some(old => old.pointer === pointer && old.detail === detail) ||
      !isDeepStrictEqual(valueAt(after.value, pointer), valueAt(before.value, pointer))
  )
}

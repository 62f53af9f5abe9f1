import { isDeepStrictEqual } from 'node:util'
import { type FieldError, ServiceError } from '../../errors.ts'
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

/** Throws VALIDATION_FAILED with these errors, if there are any. */
export function refuse(errors: readonly FieldError[]): void {
  if (errors.length === 0) return
  const count = errors.length === 1 ? 'One member' : `${errors.length} members`
  throw new ServiceError('VALIDATION_FAILED', `${count} of the configuration would be refused by CloudFront.`, {
    errors
  })
}

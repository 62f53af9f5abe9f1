import { type Operation } from 'rfc6902'
import { type DistributionJsonPatch } from '../../configuration/distributions/schemas.ts'
import { namesIndexes } from '../../configuration/editing/json-patch.ts'
import { type FieldError, ServiceError } from '../../errors.ts'
import { type IfMatch } from '../../configuration/editing/if-match.ts'
import { isObject } from '../../configuration/editing/merge-patch.ts'
import { pointerOf } from '../../json-pointer.ts'

const ERRORS_MAX = 20

/** What is edited one at a time at an address of its own, by the member that holds all of it. */
const ADDRESSES: Readonly<Record<string, string>> = {
  origins: '/origins/{originId}',
  cacheBehaviors: '/behaviors/{pathPattern}',
  aliases: '/aliases/{alias}',
  customErrorResponses: '/error-pages/{errorCode}',
  errorPages: '/error-pages/{errorCode}',
  defaultCacheBehavior: '/behaviors/default'
}

/**
 * Throws PRECONDITION_REQUIRED for a merge patch that holds an array and names no version: arrays are replaced whole, and
 * with them what others have put there since.
 */
export function requireIfMatchForArrays(distributionId: string, patch: object, ifMatch: IfMatch | undefined): void {
  if (ifMatch !== undefined) return
  const arrays = arraysIn(patch, [])
  if (arrays.length === 0) return
  const errors = arrays.slice(0, ERRORS_MAX).map((path): FieldError => {
    const address = ADDRESSES[path[0] ?? '']
    const instead =
      address === undefined ? '' : ` ${`/distributions/${distributionId}${address}`} changes one and needs no If-Match.`
    return { pointer: pointerOf(path), detail: `An array is replaced whole.${instead}` }
  })
  throw new ServiceError('PRECONDITION_REQUIRED', 'A merge patch that replaces an array needs If-Match.', { errors })
}

/**
 * The same for a JSON patch: where the members of an array are named by their numbers, others may have moved them, unless a
 * `test` says what has to be there.
 */
export function requireIfMatchForIndexes(patch: DistributionJsonPatch, ifMatch: IfMatch | undefined): void {
  const operations = patch as Operation[]
  if (ifMatch !== undefined || !namesIndexes(operations) || operations.some(({ op }) => op === 'test')) return
  throw new ServiceError('PRECONDITION_REQUIRED', 'A JSON patch that names an index needs If-Match, or a test.')
}

function arraysIn(value: unknown, path: readonly string[]): (readonly string[])[] {
  if (Array.isArray(value)) return [path]
  if (!isObject(value)) return []
  return Object.entries(value).flatMap(([name, member]) => arraysIn(member, [...path, name]))
}

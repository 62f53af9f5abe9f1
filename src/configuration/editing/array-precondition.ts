import { type Operation } from 'rfc6902'
import { type FieldError, ServiceError } from '../../errors.ts'
import { type IfMatch } from './if-match.ts'
import { isObject } from '../../json-object.ts'
import { pointerOf, stepsOf } from '../../json-pointer.ts'

const ERRORS_MAX = 20

/**
 * Throws PRECONDITION_REQUIRED for a merge patch with an array but no If-Match: it would undo what others have changed
 * in the array since the caller read it. Null resets a member whatever its value, so it needs no If-Match.
 */
export function requireIfMatchForArrays(
  patch: object,
  ifMatch: IfMatch | undefined,
  /** The address at which elements of this member can be edited individually. */
  addressOf: (member: string) => string | undefined = () => undefined
): void {
  if (ifMatch !== undefined) return
  const arrays = arraysIn(patch, [])
  if (arrays.length === 0) return
  const errors = arrays.slice(0, ERRORS_MAX).map((path): FieldError => {
    const address = addressOf(path[0] ?? '')
    const instead = address === undefined ? '' : ` ${address} changes one and needs no If-Match.`
    return { pointer: pointerOf(path), detail: `It would replace the whole array.${instead}` }
  })
  throw new ServiceError('PRECONDITION_REQUIRED', 'A merge patch that replaces an array needs If-Match.', { errors })
}

/**
 * The same for a JSON patch that names an element by index, which others may have moved, or replaces a whole array,
 * unless an earlier `test` checks that element or array.
 */
export function requireIfMatchForLists(patch: readonly Operation[], ifMatch: IfMatch | undefined): void {
  if (ifMatch !== undefined) return
  const tested: string[][] = []
  const errors: FieldError[] = []
  for (const [index, operation] of patch.entries()) {
    if (operation.op === 'test') tested.push(stepsOf(operation.path))
    const unsure = operation.op === 'test' ? undefined : placesOf(operation).find(place => !isTested(place, tested))
    if (unsure === undefined || errors.length === ERRORS_MAX) continue
    errors.push({
      pointer: `/${index}`,
      detail: `${pointerOf(unsure) || 'The configuration'} may have been changed concurrently: test it first, or send If-Match.`
    })
  }
  if (errors.length === 0) return
  const detail = 'A JSON patch that names an index or replaces an array needs If-Match or a test operation.'
  throw new ServiceError('PRECONDITION_REQUIRED', detail, { errors })
}

/** The elements and arrays that an operation assumes to be unchanged. */
function placesOf(operation: Operation): string[][] {
  const path = stepsOf(operation.path)
  const elements = ('from' in operation ? [path, stepsOf(operation.from)] : [path]).flatMap(steps => {
    const at = steps.findIndex(step => /^\d+$/.test(step))
    return at === -1 ? [] : [steps.slice(0, at + 1)]
  })
  if (elements.length > 0) return elements
  // Appending does not depend on the other elements.
  if (path.at(-1) === '-') return []
  const holdsArrays = 'value' in operation && arraysIn(operation.value, []).length > 0
  return path.length === 0 || holdsArrays ? [path] : []
}

function isTested(place: readonly string[], tested: readonly (readonly string[])[]): boolean {
  const isElement = /^\d+$/.test(place.at(-1) ?? '')
  const begins = (whole: readonly string[], start: readonly string[]) => start.every((step, at) => whole[at] === step)
  return tested.some(test => begins(place, test) || (isElement && begins(test, place)))
}

function arraysIn(value: unknown, path: readonly string[]): (readonly string[])[] {
  if (Array.isArray(value)) return [path]
  if (!isObject(value)) return []
  return Object.entries(value).flatMap(([name, member]) => arraysIn(member, [...path, name]))
}

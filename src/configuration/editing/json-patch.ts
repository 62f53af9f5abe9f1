import { applyPatch, type Operation } from 'rfc6902'
import { type TSchema } from 'typebox'
import { type FieldError, ServiceError } from '../../errors.ts'
import { pointerOf, stepsOf, valueAt } from '../../json-pointer.ts'
import { countValues, isObject } from '../../json-object.ts'
import { unknownNulls } from '../../validation/merge-patches.ts'
import { SCHEMA_ERRORS_MAX } from '../../validation/schema-check.ts'
import { refuse } from './faults.ts'

/** Far more than the largest configuration has; repeated copy operations would double the size each time. */
const VALUES_MAX = 250_000

/**
 * Applies a JSON patch (RFC 6902) to a copy of the document. Throws PATCH_TEST_FAILED if a `test` fails, and
 * VALIDATION_FAILED for a path that does not exist and for members of the result that are null and that `whole`, its
 * schema, does not have. `keepsNulls`: members that are removed become null, as in `mergePatchKeepingNulls`.
 */
export function applyJsonPatch(
  document: object,
  operations: readonly Operation[],
  whole: TSchema,
  { keepsNulls = false } = {}
): unknown {
  // The root may be replaced, too.
  const holder = { document: structuredClone(document) as unknown }
  const removed: { from: Record<string, unknown>; name: string }[] = []
  operations.forEach((operation, index) => {
    if (!pathsExist(holder.document, operation)) throw pathNotFound(operation, index)
    if (keepsNulls && operation.op === 'remove') {
      const path = stepsOf(operation.path)
      const [parent, name] = [valueAt(holder.document, path.slice(0, -1)), path.at(-1)]
      if (name !== undefined && isObject(parent)) removed.push({ from: parent, name })
    }
    const [error] = applyPatch(holder, [inHolder(operation)])
    if (error) throw failed(operation, index, error)
    if ((operation.op === 'copy' || operation.op === 'add') && countValues(holder.document) > VALUES_MAX) {
      throw refused([{ pointer: `/${index}`, detail: 'The patched configuration would be too large.' }])
    }
  })
  // Only now: other operations must not find them (RFC 6902, section 4), and may have moved the objects or added them again.
  for (const { from, name } of removed) if (!Object.hasOwn(from, name)) from[name] = null
  // The schema does not see them: what follows drops null or makes it a default.
  const nulls = unknownNulls(whole, holder.document, SCHEMA_ERRORS_MAX)
  refuse(nulls.map(({ path, detail }) => ({ pointer: pointerOf(path), detail })))
  return holder.document
}

/**
 * What a patch that has been applied to the document says, in the form of its result: null is what the document had there
 * before, even if the patch moved or copied it.
 */
export function saidBy(operations: readonly Operation[], document: object): unknown {
  const holder = { document: blank(document) }
  for (const operation of operations) {
    if (operation.op !== 'test') applyPatch(holder, [inHolder(operation)])
  }
  return holder.document
}

function blank(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(blank)
  if (!isObject(value)) return null
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, blank(member)]))
}

/**
 * Whether the paths of an operation exist (RFC 6901, section 4): only own members of objects, and elements of arrays.
 * The library would also follow inherited members, up to shared prototypes.
 */
function pathsExist(document: unknown, operation: Operation): boolean {
  const adds = operation.op === 'add' || operation.op === 'move' || operation.op === 'copy'
  return (
    pathExists(document, operation.path, { adds }) && (!('from' in operation) || pathExists(document, operation.from))
  )
}

function pathExists(document: unknown, pointer: string, { adds = false } = {}): boolean {
  const steps = stepsOf(pointer)
  let value = document
  for (const [at, step] of steps.entries()) {
    const mayBeNew = adds && at === steps.length - 1
    if (Array.isArray(value)) {
      const index = INDEX.test(step) ? Number(step) : Infinity
      if (mayBeNew && (step === '-' || index === value.length)) return true
      if (index >= value.length) return false
      value = (value as unknown[])[index]
    } else if (typeof value === 'object' && value !== null) {
      if (!Object.hasOwn(value, step)) return mayBeNew && !(step in Object.prototype)
      value = (value as Record<string, unknown>)[step]
    } else {
      return false
    }
  }
  return true
}

const INDEX = /^(0|[1-9]\d{0,8})$/

function inHolder(operation: Operation): Operation {
  const path = `/document${operation.path}`
  return 'from' in operation ? { ...operation, path, from: `/document${operation.from}` } : { ...operation, path }
}

function failed(operation: Operation, index: number, error: Error): ServiceError {
  if (error.name === 'TestError') {
    return new ServiceError('PATCH_TEST_FAILED', `The test of ${operation.path || 'the whole configuration'} failed.`, {
      errors: [{ pointer: `/${index}`, detail: 'The current value differs.' }]
    })
  }
  return pathNotFound(operation, index)
}

function pathNotFound({ op }: Operation, index: number): ServiceError {
  return refused([{ pointer: `/${index}`, detail: `${op} cannot be applied: its path does not exist.` }])
}

function refused(errors: readonly FieldError[]): ServiceError {
  return new ServiceError('VALIDATION_FAILED', 'The JSON patch cannot be applied to the configuration.', { errors })
}

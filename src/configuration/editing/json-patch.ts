import { applyPatch, type Operation } from 'rfc6902'
import { type FieldError, ServiceError } from '../../errors.ts'
import { stepsOf } from '../../json-pointer.ts'
import { countValues } from '../../validation/document-rules.ts'

/** Far more than the largest configuration has: a patch that copies what it has copied doubles it each time. */
const VALUES_MAX = 250_000

/**
 * The document with a JSON patch (RFC 6902) applied, all of it or nothing; the document given stays as it is. Throws
 * PATCH_TEST_FAILED where a `test` does not hold, and VALIDATION_FAILED for a path that leads nowhere.
 */
export function applyJsonPatch(document: object, operations: readonly Operation[]): unknown {
  // The root may be replaced, too.
  const holder = { document: structuredClone(document) as unknown }
  operations.forEach((operation, index) => {
    if (!leadsSomewhere(holder.document, operation)) throw nowhere(operation, index)
    const [error] = applyPatch(holder, [inHolder(operation)])
    if (error) throw failed(operation, index, error)
    if ((operation.op === 'copy' || operation.op === 'add') && countValues(holder.document) > VALUES_MAX) {
      throw refused([{ pointer: `/${index}`, detail: 'The patched configuration would be too large.' }])
    }
  })
  return holder.document
}

/**
 * Whether the paths of an operation are of the document alone (RFC 6901, section 4): own members of objects, and elements of
 * arrays. The library also follows what these inherit, up to the functions that the whole process shares.
 */
function leadsSomewhere(document: unknown, operation: Operation): boolean {
  const adds = operation.op === 'add' || operation.op === 'move' || operation.op === 'copy'
  return leadsTo(document, operation.path, { adds }) && (!('from' in operation) || leadsTo(document, operation.from))
}

function leadsTo(document: unknown, pointer: string, { adds = false } = {}): boolean {
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
  return nowhere(operation, index)
}

function nowhere({ op }: Operation, index: number): ServiceError {
  return refused([{ pointer: `/${index}`, detail: `${op} cannot be applied: its path does not exist.` }])
}

function refused(errors: readonly FieldError[]): ServiceError {
  return new ServiceError('VALIDATION_FAILED', 'The JSON patch cannot be applied to the configuration.', { errors })
}

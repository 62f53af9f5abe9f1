import { applyPatch, type Operation } from 'rfc6902'
import { type FieldError, ServiceError } from '../../errors.ts'
import { stepsOf } from '../../json-pointer.ts'
import { sizeOf } from '../../validation/document-rules.ts'

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
    // The library leaves such a step out, and would change something else.
    if (pathsOf(operation).some(path => stepsOf(path).some(step => step in Object.prototype))) {
      throw nowhere(operation, index)
    }
    const [error] = applyPatch(holder, [inHolder(operation)])
    if (error) throw failed(operation, index, error)
    if ((operation.op === 'copy' || operation.op === 'add') && sizeOf(holder.document) > VALUES_MAX) {
      throw refused([{ pointer: `/${index}`, detail: 'The configuration becomes too large.' }])
    }
  })
  return holder.document
}

/** Whether an operation that changes something names a place in an array by its number, which another writer may move. */
export function namesIndexes(operations: readonly Operation[]): boolean {
  const isIndex = (pointer: string) => stepsOf(pointer).some(step => /^\d+$/.test(step))
  return operations.some(operation => operation.op !== 'test' && pathsOf(operation).some(isIndex))
}

function pathsOf(operation: Operation): string[] {
  return 'from' in operation ? [operation.path, operation.from] : [operation.path]
}

function inHolder(operation: Operation): Operation {
  const path = `/document${operation.path}`
  return 'from' in operation ? { ...operation, path, from: `/document${operation.from}` } : { ...operation, path }
}

function failed(operation: Operation, index: number, error: Error): ServiceError {
  if (error.name === 'TestError') {
    return new ServiceError('PATCH_TEST_FAILED', `The test of ${operation.path} does not hold.`, {
      errors: [{ pointer: `/${index}`, detail: 'Something else is there now.' }]
    })
  }
  return nowhere(operation, index)
}

function nowhere({ op }: Operation, index: number): ServiceError {
  return refused([{ pointer: `/${index}`, detail: `${op} cannot be applied: its path leads nowhere.` }])
}

function refused(errors: readonly FieldError[]): ServiceError {
  return new ServiceError('VALIDATION_FAILED', 'The JSON patch cannot be applied to the configuration.', { errors })
}

import Type from 'typebox'
import { type Operation, operations } from '../../cloudfront/model/shapes.ts'
import { validationFailed } from '../../plugins/validation.ts'
import { type Json } from './family.ts'

export type Stage = 'DEVELOPMENT' | 'LIVE'

export const stage = Type.Enum(['DEVELOPMENT', 'LIVE'], {
  type: 'string',
  description: 'DEVELOPMENT is what was last written, LIVE what was last published. Default: DEVELOPMENT.'
})

/** Throws VALIDATION_FAILED unless the body has exactly one of these members. */
export function requireOne(body: Json, names: readonly string[]): void {
  const given = names.filter(name => body[name] !== undefined)
  if (given.length === 1) return
  throw validationFailed([{ pointer: '', detail: `exactly one of ${names.join(' and ')} is required` }])
}

export function operationOf(name: string): Operation {
  const operation = operations.get(name)
  if (!operation) throw new Error(`the SDK's model has no operation ${name}`)
  return operation
}

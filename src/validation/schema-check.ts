import { type TSchema } from 'typebox'
import { Compile, type Validator } from 'typebox/compile'
import { stepsOf } from '../json-pointer.ts'
import { explain, type SchemaError } from './explain.ts'

/** If there are as many, there may be further ones. */
export const SCHEMA_ERRORS_MAX = 20

/** Compiled on first use: compiling all would take half of a start, and most processes need few. */
const validators = new WeakMap<TSchema, Validator>()

function validatorOf(schema: TSchema): Validator {
  let validator = validators.get(schema)
  if (!validator) validators.set(schema, (validator = Compile(schema)))
  return validator
}

export function fits(schema: TSchema, value: unknown): boolean {
  return validatorOf(schema).Check(value)
}

/** Why a value does not fit the schema; empty if it does. */
export function schemaErrorsOf(schema: TSchema, value: unknown): readonly SchemaError[] {
  const validator = validatorOf(schema)
  if (validator.Check(value)) return []
  const errors = explain(schema, value, SCHEMA_ERRORS_MAX)
  if (errors.length > 0) return errors
  // For a keyword that explain() does not support, TypeBox's own message is better than none.
  return validator.Errors(value).map(({ instancePath, message }) => ({ path: stepsOf(instancePath), detail: message }))
}

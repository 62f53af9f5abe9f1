import { type TSchema } from 'typebox'
import { type FieldError } from '../../errors.ts'
import { pointerOf } from '../../json-pointer.ts'
import { type DocumentRules } from '../../validation/document-rules.ts'
import { brokenRules } from '../../validation/repairs.ts'
import { fits, schemaErrorsOf } from '../../validation/schema-check.ts'
import { newSince } from './faults.ts'

/**
 * What is wrong with a value that is computed while a request is served and replaces another one: the rules that it
 * breaks or, if it does not fit the schema, the schema errors and the rules that it breaks however these are repaired.
 */
export function findErrors<Value>(
  schema: TSchema,
  value: unknown,
  before: unknown,
  rules: DocumentRules<Value>
): readonly FieldError[] {
  const broken = (document: unknown) => rules(document as Value)
  if (fits(schema, value)) return broken(value)
  const errorsOf = (each: unknown) =>
    schemaErrorsOf(schema, each).map(error => ({ ...error, pointer: pointerOf(error.path) }))
  const old = { value: before, faults: errorsOf(before) }
  const newIn = (each: unknown) => errorsOf(each).filter(newSince(old, each))
  const errors = newIn(value)
  if (errors.length === 0) return broken(value)
  return [
    ...errors.map(({ pointer, detail }) => ({ pointer, detail })),
    ...brokenRules(schema, value, errors, { rules: broken, fits: each => newIn(each).length === 0 })
  ]
}

import { type TSchema } from 'typebox'
import { Compile, type Validator } from 'typebox/compile'
import { type FieldError } from '../../errors.ts'
import { pointerOf, stepsOf } from '../../json-pointer.ts'
import { brokenRules, type DocumentRules, countValues } from '../../validation/document-rules.ts'
import { explain, type SchemaError } from '../../validation/explain.ts'
import { type Fault, newFaults } from './faults.ts'

const ERRORS_MAX = 20
const validators = new WeakMap<TSchema, Validator>()

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
  if (validatorOf(schema).Check(value)) return rules(value as Value)
  const old = { value: before, faults: schemaErrorsOf(schema, before) }
  const newIn = (each: unknown) => newFaults({ value: each, faults: schemaErrorsOf(schema, each) }, old)
  const found = newIn(value)
  // CloudFront has accepted all the others in the version before.
  if (found.length === 0) return rules(value)
  if (found.length >= ERRORS_MAX) return found.map(toFieldError)
  const broken = brokenRules(schema, value, found, {
    rules: document => rules(document as Value),
    fits: each => validatorOf(schema).Check(each) || newIn(each).length === 0,
    size: countValues(value)
  })
  return [...found.map(toFieldError), ...broken]
}

function schemaErrorsOf(schema: TSchema, value: unknown): (SchemaError & Fault)[] {
  const findings = explain(schema, value, ERRORS_MAX)
  if (findings.length > 0) return findings.map(finding => ({ ...finding, pointer: pointerOf(finding.path) }))
  // A keyword that explain() does not cover: TypeBox's own message is better than none.
  return validatorOf(schema)
    .Errors(value)
    .map(({ instancePath, message }) => ({ pointer: instancePath, path: stepsOf(instancePath), detail: message }))
}

function toFieldError({ pointer, detail }: Fault): FieldError {
  return { pointer, detail }
}

function validatorOf(schema: TSchema): Validator {
  const known = validators.get(schema)
  if (known) return known
  const validator = Compile(schema)
  validators.set(schema, validator)
  return validator
}

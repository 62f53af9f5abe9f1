import { type TSchema } from 'typebox'
import { Compile, type Validator } from 'typebox/compile'
import { type FieldError } from '../../errors.ts'
import { explain } from '../../plugins/validation/explain.ts'
import { pointerOf } from '../../json-pointer.ts'
import { type Finding, newFindings } from './findings.ts'

const ERRORS_MAX = 20
const validators = new WeakMap<TSchema, Validator>()

/** Where a value does not fit a schema, for values that are made while a request is served. */
export function findMisfits(schema: TSchema, value: unknown, before: unknown): FieldError[] {
  if (validatorOf(schema).Check(value)) return []
  return newFindings({ value, findings: misfits(schema, value) }, { value: before, findings: misfits(schema, before) })
}

function misfits(schema: TSchema, value: unknown): Finding[] {
  const findings = explain(schema, value, ERRORS_MAX).map(({ path, detail }) => ({
    pointer: pointerOf(path),
    detail
  }))
  if (findings.length > 0) return findings
  // A keyword that explain() does not speak of: TypeBox's own words are better than none.
  return validatorOf(schema)
    .Errors(value)
    .map(({ instancePath, message }) => ({ pointer: instancePath, detail: message }))
}

function validatorOf(schema: TSchema): Validator {
  const known = validators.get(schema)
  if (known) return known
  const validator = Compile(schema)
  validators.set(schema, validator)
  return validator
}

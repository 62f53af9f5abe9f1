import { closest } from './closest.ts'
import { explainFormat } from './formats.ts'
import { isObject } from '../json-object.ts'
import { explainType, type JsonSchema, typesOf } from './json-schema.ts'

export interface SchemaError {
  readonly path: readonly (string | number)[]
  readonly detail: string
  /** For an unknown member, the one that was probably meant. */
  readonly meant?: string | undefined
}

type Path = readonly (string | number)[]

/**
 * Explains why a value does not fit a schema, with at most `limit` errors, each with the path of its member, which may be
 * missing or unknown. For a union, only the branch that was probably meant is explained.
 */
export function explain(schema: JsonSchema, value: unknown, limit: number): SchemaError[] {
  const errors: SchemaError[] = []
  visit(schema, value, [], errors, limit)
  return errors.slice(0, limit)
}

function visit(schema: JsonSchema, value: unknown, path: Path, errors: SchemaError[], limit: number): void {
  if (errors.length >= limit) return
  const add = (detail: string) => errors.push({ path, detail })
  for (const part of schema.allOf ?? []) visit(part, value, path, errors, limit)
  const branches = schema.anyOf ?? schema.oneOf
  const values = schema.enum ?? (branches && constantsOf(branches))
  if (branches && !values) errors.push(...explainUnion(branches, value, path, limit))
  if ('const' in schema && schema.const !== value) add(`must be ${JSON.stringify(schema.const)}`)
  if (values && !values.includes(value)) {
    // The list of values implies the type.
    add(oneOf(values, value))
    return
  }
  const wrongType = schema.type === undefined ? undefined : explainType(schema, value)
  if (wrongType !== undefined) {
    // Other keywords say nothing useful about a value of the wrong type.
    add(wrongType)
    return
  }
  if (typeof value === 'string') explainString(schema, value, add)
  else if (typeof value === 'number') explainNumber(schema, value, add)
  else if (Array.isArray(value)) explainArray(schema, value, path, errors, limit)
  else if (isObject(value)) explainObject(schema, value, path, errors, limit)
}

function explainString(schema: JsonSchema, value: string, add: (detail: string) => void): void {
  const { minLength = 0, maxLength = Infinity, pattern, format } = schema
  const length = value.length < minLength || value.length > maxLength ? [...value].length : value.length
  if (length < minLength) add(minLength === 1 ? 'must not be empty' : `must have at least ${minLength} characters`)
  else if (length > maxLength) add(`must have at most ${maxLength} characters`)
  else if (pattern !== undefined && !regExp(pattern).test(value)) add(`must be ${expected(schema)}`)
  else if (format !== undefined) {
    const detail = explainFormat(format, value)
    if (detail !== undefined) add(detail)
  }
}

function expected(schema: JsonSchema): string {
  const { 'x-expected': words = `text that matches ${schema.pattern}`, examples = [] } = schema
  return examples.length > 0 ? `${words}, such as ${String(examples[0])}` : words
}

function explainNumber(schema: JsonSchema, value: number, add: (detail: string) => void): void {
  const { minimum = -Infinity, maximum = Infinity, exclusiveMinimum = -Infinity, exclusiveMaximum = Infinity } = schema
  if (value < minimum || value > maximum) {
    if (minimum === -Infinity) add(`must be at most ${maximum}`)
    else if (maximum === Infinity) add(`must be at least ${minimum}`)
    else add(`must be from ${minimum} to ${maximum}`)
  }
  if (value <= exclusiveMinimum) add(`must be more than ${exclusiveMinimum}`)
  if (value >= exclusiveMaximum) add(`must be less than ${exclusiveMaximum}`)
  if (schema.multipleOf !== undefined && value % schema.multipleOf !== 0)
    add(`must be a multiple of ${schema.multipleOf}`)
}

function explainArray(schema: JsonSchema, value: unknown[], path: Path, errors: SchemaError[], limit: number): void {
  const { minItems = 0, maxItems = Infinity, items } = schema
  const add = (detail: string) => errors.push({ path, detail })
  if (value.length < minItems) add(minItems === 1 ? 'must not be empty' : `must have at least ${minItems} items`)
  if (value.length > maxItems) add(`must have at most ${count(maxItems, 'item')}, not ${value.length}`)
  if (schema.uniqueItems && new Set(value.map(item => JSON.stringify(item))).size < value.length) {
    add('must not contain duplicates')
  }
  if (!items) return
  for (const [index, item] of value.entries()) {
    if (errors.length >= limit) return
    visit(items, item, [...path, index], errors, limit)
  }
}

function explainObject(
  schema: JsonSchema,
  value: Record<string, unknown>,
  path: Path,
  errors: SchemaError[],
  limit: number
): void {
  const { properties = {}, patternProperties = {}, required = [], additionalProperties = true } = schema
  const { minProperties = 0, maxProperties = Infinity, 'x-expected-names': nameWords } = schema
  const names = Object.keys(value)
  if (names.length < minProperties)
    errors.push({ path, detail: `must have at least ${count(minProperties, 'member')}` })
  if (names.length > maxProperties) errors.push({ path, detail: `must have at most ${count(maxProperties, 'member')}` })
  for (const name of required) {
    if (!Object.hasOwn(value, name)) errors.push({ path: [...path, name], detail: 'is required' })
  }
  for (const name of names) {
    if (errors.length >= limit) return
    const at = [...path, name]
    const known = Object.hasOwn(properties, name) ? properties[name] : undefined
    const patterns = Object.entries(patternProperties).filter(([pattern]) => regExp(pattern).test(name))
    if (known) visit(known, value[name], at, errors, limit)
    for (const [, member] of patterns) visit(member, value[name], at, errors, limit)
    if (known ?? patterns.length > 0) continue
    if (additionalProperties === false) errors.push({ path: at, ...unknown(name, Object.keys(properties), nameWords) })
    else if (additionalProperties !== true) visit(additionalProperties, value[name], at, errors, limit)
  }
}

/** The values of a union of constants; undefined if it has another branch. */
function constantsOf(branches: readonly JsonSchema[]): readonly unknown[] | undefined {
  const constants = branches.flatMap(branch => ('const' in branch ? [branch.const] : (branch.enum ?? [undefined])))
  return constants.includes(undefined) ? undefined : constants
}

function explainUnion(branches: readonly JsonSchema[], value: unknown, path: Path, limit: number): SchemaError[] {
  const fitting = branches.filter(branch => explainType(branch, value) === undefined)
  const wrongType = fitting.length > 0 ? undefined : explainType({ type: branches.flatMap(typesOf) }, value)
  if (wrongType !== undefined) return [{ path, detail: wrongType }]
  const explained = fitting.map(branch => ({
    errors: explain(branch, value, limit),
    distance: distance(branch, value)
  }))
  if (explained.some(({ errors }) => errors.length === 0)) return []
  explained.sort((a, b) => a.distance - b.distance || a.errors.length - b.errors.length)
  return (explained[0]?.errors ?? []).map(error => ({ ...error, path: [...path, ...error.path] }))
}

/** How far a value is from a branch: differing constants (`{ kind: 'a' }`) count most, then unknown and missing members. */
function distance(branch: JsonSchema, value: unknown): number {
  if (!isObject(value)) return 0
  const { properties = {}, required = [] } = branch
  const wrongConstants = Object.entries(properties).filter(
    ([name, member]) => 'const' in member && Object.hasOwn(value, name) && value[name] !== member.const
  ).length
  const unknownMembers = Object.keys(value).filter(name => !Object.hasOwn(properties, name)).length
  const missingMembers = required.filter(name => !Object.hasOwn(value, name)).length
  return wrongConstants * 1_000 + unknownMembers + missingMembers
}

const count = (number: number, thing: string) => `${number} ${thing}${number === 1 ? '' : 's'}`

const SHOWN = 20

function oneOf(values: readonly unknown[], value: unknown): string {
  const guess = closest(value, values)
  const list = values.slice(0, SHOWN).map(each => JSON.stringify(each))
  if (values.length > SHOWN) list.push('…')
  if (list.length === 1) return `must be ${list[0]}`
  return `must be one of ${list.join(', ')}${guess === undefined ? '' : `; did you mean ${JSON.stringify(guess)}?`}`
}

function unknown(
  name: string,
  names: readonly string[],
  nameWords: string | undefined
): Pick<SchemaError, 'detail' | 'meant'> {
  if (nameWords !== undefined) return { detail: `is not ${nameWords}` }
  const meant = closest(name, names)
  return { detail: `is not known here${meant === undefined ? '' : `; did you mean ${JSON.stringify(meant)}?`}`, meant }
}

const compiled = new Map<string, RegExp>()

/** Patterns come only from the routes' schemas, so the cache is bounded. */
function regExp(pattern: string): RegExp {
  const known = compiled.get(pattern) ?? new RegExp(pattern, 'u')
  compiled.set(pattern, known)
  return known
}

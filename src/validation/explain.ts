import { closest } from './closest.ts'
import { explainFormat } from './formats.ts'
import { isOfType, type JsonSchema, kindOf, typesOf } from './json-schema.ts'

export interface Finding {
  readonly path: readonly (string | number)[]
  readonly detail: string
  /** Of an unknown member: the one that was probably meant. */
  readonly meant?: string | undefined
}

type Path = readonly (string | number)[]

/**
 * Says in sentences why a value does not fit a schema, at most `limit` of them, each at the member it is about: a missing
 * member at its own place, an unknown one too. Of a union only the branch that was probably meant is spoken of.
 */
export function explain(schema: JsonSchema, value: unknown, limit: number): Finding[] {
  const findings: Finding[] = []
  visit(schema, value, [], findings, limit)
  return findings.slice(0, limit)
}

function visit(schema: JsonSchema, value: unknown, path: Path, findings: Finding[], limit: number): void {
  if (findings.length >= limit) return
  const add = (detail: string) => findings.push({ path, detail })
  for (const part of schema.allOf ?? []) visit(part, value, path, findings, limit)
  const branches = schema.anyOf ?? schema.oneOf
  if (branches) findings.push(...explainUnion(branches, value, path, limit))
  if ('const' in schema && schema.const !== value) add(`must be ${JSON.stringify(schema.const)}`)
  if (schema.enum && !schema.enum.includes(value)) {
    // It names every value there is, and with them the type.
    add(oneOf(schema.enum, value))
    return
  }
  if (schema.type !== undefined && !typesOf(schema).some(type => isOfType(value, type))) {
    // Of a value of the wrong type nothing else is worth saying.
    add(wrongType(typesOf(schema), value))
    return
  }
  if (typeof value === 'string') explainString(schema, value, add)
  else if (typeof value === 'number') explainNumber(schema, value, add)
  else if (Array.isArray(value)) explainArray(schema, value, path, findings, limit)
  else if (kindOf(value) === 'object') explainObject(schema, value as Record<string, unknown>, path, findings, limit)
}

function explainString(schema: JsonSchema, value: string, add: (detail: string) => void): void {
  const { minLength = 0, maxLength = Infinity, pattern, format } = schema
  const length = value.length < minLength || value.length > maxLength ? [...value].length : value.length
  if (length < minLength) add(minLength === 1 ? 'must not be empty' : `must have at least ${minLength} characters`)
  else if (length > maxLength) add(`must have at most ${maxLength} characters`)
  else if (pattern !== undefined && !regExp(pattern).test(value)) add(`must match ${pattern}`)
  else if (format !== undefined) {
    const detail = explainFormat(format, value)
    if (detail !== undefined) add(detail)
  }
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

function explainArray(schema: JsonSchema, value: unknown[], path: Path, findings: Finding[], limit: number): void {
  const { minItems = 0, maxItems = Infinity, items } = schema
  const add = (detail: string) => findings.push({ path, detail })
  if (value.length < minItems) add(minItems === 1 ? 'must not be empty' : `must have at least ${minItems} items`)
  if (value.length > maxItems) add(`must have at most ${count(maxItems, 'item')}, not ${value.length}`)
  if (schema.uniqueItems && new Set(value.map(item => JSON.stringify(item))).size < value.length) {
    add('must not hold the same item twice')
  }
  if (!items) return
  for (const [index, item] of value.entries()) {
    if (findings.length >= limit) return
    visit(items, item, [...path, index], findings, limit)
  }
}

function explainObject(
  schema: JsonSchema,
  value: Record<string, unknown>,
  path: Path,
  findings: Finding[],
  limit: number
): void {
  const { properties = {}, patternProperties = {}, required = [], additionalProperties = true } = schema
  const { minProperties = 0, maxProperties = Infinity } = schema
  const names = Object.keys(value)
  if (names.length < minProperties)
    findings.push({ path, detail: `must have at least ${count(minProperties, 'member')}` })
  if (names.length > maxProperties)
    findings.push({ path, detail: `must have at most ${count(maxProperties, 'member')}` })
  for (const name of required) {
    if (!Object.hasOwn(value, name)) findings.push({ path: [...path, name], detail: 'is required' })
  }
  for (const name of names) {
    if (findings.length >= limit) return
    const at = [...path, name]
    const known = Object.hasOwn(properties, name) ? properties[name] : undefined
    const patterns = Object.entries(patternProperties).filter(([pattern]) => regExp(pattern).test(name))
    if (known) visit(known, value[name], at, findings, limit)
    for (const [, member] of patterns) visit(member, value[name], at, findings, limit)
    if (known ?? patterns.length > 0) continue
    if (additionalProperties === false) findings.push({ path: at, ...unknown(name, Object.keys(properties)) })
    else if (additionalProperties !== true) visit(additionalProperties, value[name], at, findings, limit)
  }
}

function explainUnion(branches: readonly JsonSchema[], value: unknown, path: Path, limit: number): Finding[] {
  const constants = branches.flatMap(branch => ('const' in branch ? [branch.const] : (branch.enum ?? [undefined])))
  if (!constants.includes(undefined))
    return constants.includes(value) ? [] : [{ path, detail: oneOf(constants, value) }]
  const fitting = branches.filter(branch => {
    const types = typesOf(branch)
    return types.length === 0 || types.some(type => isOfType(value, type))
  })
  if (fitting.length === 0) return [{ path, detail: wrongType(branches.flatMap(typesOf), value) }]
  const explained = fitting.map(branch => ({
    findings: explain(branch, value, limit),
    distance: distance(branch, value)
  }))
  if (explained.some(({ findings }) => findings.length === 0)) return []
  explained.sort((a, b) => a.distance - b.distance || a.findings.length - b.findings.length)
  return (explained[0]?.findings ?? []).map(finding => ({ ...finding, path: [...path, ...finding.path] }))
}

/** A branch whose constants (`{ kind: 'a' }`) agree with the value was meant; next, the one that knows most members. */
function distance(branch: JsonSchema, value: unknown): number {
  if (kindOf(value) !== 'object') return 0
  const members = value as Record<string, unknown>
  const { properties = {}, required = [] } = branch
  const wrongConstants = Object.entries(properties).filter(
    ([name, member]) => 'const' in member && Object.hasOwn(members, name) && members[name] !== member.const
  ).length
  const unknownMembers = Object.keys(members).filter(name => !Object.hasOwn(properties, name)).length
  const missingMembers = required.filter(name => !Object.hasOwn(members, name)).length
  return wrongConstants * 1_000 + unknownMembers + missingMembers
}

const article = (type: string) => (type === 'null' ? 'null' : /^[aio]/.test(type) ? `an ${type}` : `a ${type}`)
const count = (number: number, thing: string) => `${number} ${thing}${number === 1 ? '' : 's'}`

function wrongType(types: readonly string[], value: unknown): string {
  const wanted = [...new Set(types)].map(article).join(' or ')
  return `must be ${wanted}, not ${Number.isFinite(value) && types.includes('integer') ? 'a fraction' : article(kindOf(value))}`
}

const SHOWN = 20

function oneOf(values: readonly unknown[], value: unknown): string {
  const guess = closest(value, values)
  const list = values.slice(0, SHOWN).map(each => JSON.stringify(each))
  if (values.length > SHOWN) list.push('…')
  if (list.length === 1) return `must be ${list[0]}`
  return `must be one of ${list.join(', ')}${guess === undefined ? '' : `; did you mean ${JSON.stringify(guess)}?`}`
}

function unknown(name: string, names: readonly string[]): Pick<Finding, 'detail' | 'meant'> {
  const meant = closest(name, names)
  return { detail: `is not known here${meant === undefined ? '' : `; did you mean ${JSON.stringify(meant)}?`}`, meant }
}

const compiled = new Map<string, RegExp>()

/** Patterns come from the routes' schemas only, so their number is bounded. */
function regExp(pattern: string): RegExp {
  const known = compiled.get(pattern) ?? new RegExp(pattern, 'u')
  compiled.set(pattern, known)
  return known
}

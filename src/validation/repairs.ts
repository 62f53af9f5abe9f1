import { type FieldError } from '../errors.ts'
import { countValues } from '../json-object.ts'
import { pointerOf, stepsOf, valueAt } from '../json-pointer.ts'
import { type DocumentRules } from './document-rules.ts'
import { type SchemaError } from './explain.ts'
import { type JsonSchema } from './json-schema.ts'
import { SCHEMA_ERRORS_MAX } from './schema-check.ts'

type Path = readonly (string | number)[]

/** A change that may correct a schema error: a member is removed or set. */
type Repair = { readonly kind: 'remove' } | { readonly kind: 'set'; readonly value: unknown; readonly at: Path }

const VALUES_MAX = 12
/** The most repairs to try for a document of up to this many values; proportionally fewer for larger ones. */
const TRIES_MAX = 60
const VALUES_OF_MOST_TRIES = 20_000

/**
 * The rules that a document breaks although it does not fit its schema, as far as that is certain: the schema errors are
 * repaired in different ways, and what is broken in all of them is reported, except at the schema errors themselves. None
 * if there may be further schema errors. `fits` is the schema's check, `size` the document's number of values.
 */
export function brokenRules(
  schema: JsonSchema,
  value: unknown,
  errors: readonly SchemaError[],
  {
    rules,
    fits,
    size = countValues(value)
  }: { rules: DocumentRules<unknown>; fits: (value: unknown) => boolean; size?: number }
): readonly FieldError[] {
  if (errors.length >= SCHEMA_ERRORS_MAX) return []
  const triesMax = Math.max(4, Math.min(TRIES_MAX, Math.floor((TRIES_MAX * VALUES_OF_MOST_TRIES) / size)))
  const first = firstThatFits(schema, value, errors, fits)
  if (!first) return []
  const wrong = errors.map(({ path }) => pointerOf(path))
  let broken = rules(first.document).filter(({ pointer }) => !wrong.some(each => touches(pointer ?? '', each)))
  // Rules compare texts with each other, so the texts that break one are the most useful samples.
  const texts = broken
    .map(({ pointer = '' }) => valueAt(value, stepsOf(pointer)))
    .filter(text => typeof text === 'string')
  let tries = 0
  for (const [index, error] of errors.entries()) {
    for (const repair of repairsOf(schema, value, error, texts.slice(0, 6))) {
      if (broken.length === 0 || tries >= triesMax) return broken
      const others = first.repairs.map((chosen, n) => (n === index ? repair : chosen))
      const document = withRepairs(value, errors, others)
      if (!fits(document)) continue
      tries += 1
      const again = new Set(rules(document).map(({ pointer, detail }) => `${pointer} ${detail}`))
      broken = broken.filter(({ pointer, detail }) => again.has(`${pointer} ${detail}`))
    }
  }
  return broken
}

/** Whether two JSON pointers are equal, or one is inside the other. */
function touches(one: string, other: string): boolean {
  return one === other || one.startsWith(`${other}/`) || other.startsWith(`${one}/`)
}

/**
 * Repairs to try for a schema error, a representative selection: the name that was probably meant, each value of an
 * enumeration, the ends of a range. `texts` are tried where any text fits.
 */
function repairsOf(schema: JsonSchema, value: unknown, error: SchemaError, texts: readonly string[]): Repair[] {
  const { path, meant } = error
  const given = valueAt(value, path)
  const member = schemaAt(schema, path)
  const set = (to: unknown, where: Path = path): Repair => ({ kind: 'set', value: to, at: where })
  // Items are not removed, because that would shift the ones after them.
  const removed: Repair[] = typeof path.at(-1) === 'number' ? [] : [{ kind: 'remove' }]
  if (!member) return [...removed, ...(meant === undefined ? [] : [set(given, [...path.slice(0, -1), meant])])]
  return [...removed, ...samplesOf(member, given, texts).map(sample => set(sample))]
}

/** The document with every schema error repaired, by the first repairs that together make it fit. */
function firstThatFits(
  schema: JsonSchema,
  value: unknown,
  errors: readonly SchemaError[],
  fits: (value: unknown) => boolean
): { document: unknown; repairs: readonly Repair[] } | undefined {
  const choices = errors.map(error => repairsOf(schema, value, error, []))
  const most = Math.max(...choices.map(({ length }) => length))
  for (let n = 0; n < most; n += 1) {
    const repairs = choices.map(all => all[Math.min(n, all.length - 1)] ?? { kind: 'remove' as const })
    const document = withRepairs(value, errors, repairs)
    if (fits(document)) return { document, repairs }
  }
  return undefined
}

/** The document with a repair for each of its schema errors. */
function withRepairs(value: unknown, errors: readonly SchemaError[], repairs: readonly Repair[]): unknown {
  return errors.reduce(
    (document, { path }, index) => repaired(document, path, repairs[index] ?? { kind: 'remove' }),
    value
  )
}

/** A copy of the value with the repair made at its path. */
function repaired(value: unknown, path: Path, repair: Repair): unknown {
  const copy = changed(value, path, holder => holder.delete(path.at(-1)))
  return repair.kind === 'remove'
    ? copy
    : changed(repair.at === path ? value : copy, repair.at, holder => holder.set(repair.at.at(-1), repair.value))
}

interface Holder {
  delete(step: string | number | undefined): void
  set(step: string | number | undefined, value: unknown): void
}

/** Copies only the objects on the path: a value may be large, and is repaired many times. */
function changed(value: unknown, path: Path, change: (holder: Holder) => void): unknown {
  const [step, ...rest] = path
  if (step === undefined || typeof value !== 'object' || value === null) {
    let root = value
    if (step === undefined) change({ delete: () => undefined, set: (_, to) => (root = to) })
    return root
  }
  const copy = (Array.isArray(value) ? [...(value as unknown[])] : { ...value }) as Record<string | number, unknown>
  if (rest.length > 0) copy[step] = changed(copy[step], rest, change)
  else change({ delete: () => delete copy[step], set: (_, to) => (copy[step] = to) })
  return copy
}

/** The schema at a path; undefined if there is none. In a union, the first branch that has one counts. */
function schemaAt(schema: JsonSchema, [step, ...rest]: Path): JsonSchema | undefined {
  if (step === undefined) return schema
  for (const branch of schema.anyOf ?? schema.oneOf ?? schema.allOf ?? []) {
    const found = schemaAt(branch, [step, ...rest])
    if (found) return found
  }
  if (typeof step === 'number') return schema.items && schemaAt(schema.items, rest)
  const { properties = {}, patternProperties = {}, additionalProperties } = schema
  const [pattern] = Object.entries(patternProperties).filter(([text]) => new RegExp(text, 'u').test(step))
  const others = typeof additionalProperties === 'object' ? additionalProperties : undefined
  const member = Object.hasOwn(properties, step) ? properties[step] : (pattern?.[1] ?? others)
  return member && schemaAt(member, rest)
}

function samplesOf(schema: JsonSchema, given: unknown, texts: readonly string[]): unknown[] {
  if ('const' in schema) return [schema.const]
  if (schema.enum) return schema.enum.slice(0, VALUES_MAX)
  const branches = schema.anyOf ?? schema.oneOf
  if (branches) return branches.flatMap(branch => samplesOf(branch, given, texts)).slice(0, VALUES_MAX)
  const { type, minimum = 0, maximum = 2 ** 31, items, properties = {}, required = [] } = schema
  const text = typeof given === 'string' ? given : (JSON.stringify(given) ?? '')
  if (type === 'boolean') return [true, false]
  if (type === 'string') return [text, ...texts, 'a', 'another'].slice(0, VALUES_MAX)
  if (type === 'integer' || type === 'number')
    return [Number(text), minimum, minimum + 1, maximum].filter(Number.isFinite)
  if (type === 'array') {
    const one = items ? samplesOf(items, given, texts) : []
    return [[], [given], ...one.map(item => [item])].slice(0, VALUES_MAX)
  }
  if (type !== 'object') return []
  const members = Object.entries(properties).filter(([name]) => required.includes(name))
  const choices = members.map(([name, member]) => [name, samplesOf(member, undefined, texts)] as const)
  return [0, 1].map(n =>
    Object.fromEntries(choices.map(([name, values]) => [name, values[Math.min(n, values.length - 1)]]))
  )
}

import { type FieldError } from '../errors.ts'
import { pointerOf, stepsOf, valueAt } from '../json-pointer.ts'
import { type SchemaError } from './explain.ts'
import { type JsonSchema } from './json-schema.ts'
import { firstThatFits, repairsOf, withRepairs } from './repairs.ts'
import { SCHEMA_ERRORS_MAX } from './schema-check.ts'

/** Checks what a schema cannot express, for a document that fits the schema. A pure function. */
export type DocumentRules<Document> = (document: Document) => readonly FieldError[]

const registered = new WeakMap<object, DocumentRules<never>>()

/**
 * Registers the rules of a body, so that broken ones are reported together with schema errors. If the body fits its
 * schema, the service must apply the rules itself.
 */
export function registerDocumentRules<Document>(schema: object, rules: DocumentRules<Document>): void {
  registered.set(schema, rules)
}

/** The rules that were registered for the schema. */
export function findDocumentRules(schema: object): DocumentRules<unknown> | undefined {
  return registered.get(schema) as DocumentRules<unknown> | undefined
}

/** How many values a document contains, including objects and arrays. */
export function countValues(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 1
  let count = 1
  for (const member of Object.values(value)) count += countValues(member)
  return count
}

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

import { type FieldError } from '../errors.ts'
import { pointerOf, stepsOf } from '../json-pointer.ts'
import { type Finding } from './explain.ts'
import { type JsonSchema } from './json-schema.ts'
import { at, type Repair, repaired, repairsOf } from './repairs.ts'

/** What a document breaks beyond its schema. Makes no calls, changes nothing, and is given documents that fit the schema. */
export type DocumentRules<Document> = (document: Document) => readonly FieldError[]

const registered = new WeakMap<object, DocumentRules<never>>()

/** Has the rules of a body reported beside what does not fit its schema. A service applies the same rules itself. */
export function reportBeside<Document>(schema: object, rules: DocumentRules<Document>): void {
  registered.set(schema, rules)
}

/** What `reportBeside` was given for the schema. */
export function rulesBeside(schema: object): DocumentRules<unknown> | undefined {
  return registered.get(schema) as DocumentRules<unknown> | undefined
}

/** How many values a document holds. */
export function sizeOf(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 1
  let size = 1
  for (const member of Object.values(value)) size += sizeOf(member)
  return size
}

/** So many repairs are tried at most, fewer of a large document. */
const TRIES_MAX = 60
const SIZE_OF_MANY_TRIES = 20_000

/**
 * What the rules say of a document that does not fit its schema, as far as it holds however the misfits are repaired: the
 * document is repaired in different ways, and only what is broken in all of them is reported, and nothing at the misfits
 * themselves. `fits` is the schema's check, `size` how many values the document has.
 */
export function brokenBeside(
  schema: JsonSchema,
  value: unknown,
  findings: readonly Finding[],
  { rules, fits, size }: { rules: DocumentRules<unknown>; fits: (value: unknown) => boolean; size: number }
): readonly FieldError[] {
  const triesMax = Math.max(4, Math.min(TRIES_MAX, Math.floor((TRIES_MAX * SIZE_OF_MANY_TRIES) / size)))
  const first = firstThatFits(schema, value, findings, fits)
  if (!first) return []
  const misfits = findings.map(({ path }) => pointerOf(path))
  let broken = rules(first.document).filter(({ pointer }) => !misfits.some(misfit => touches(pointer ?? '', misfit)))
  // What the rules spoke of is what a text is most likely to be compared with.
  const texts = broken.map(({ pointer = '' }) => at(value, stepsOf(pointer))).filter(text => typeof text === 'string')
  let tries = 0
  for (const [index, finding] of findings.entries()) {
    for (const repair of repairsOf(schema, value, finding, texts.slice(0, 6))) {
      if (broken.length === 0 || tries >= triesMax) return broken
      const others = first.repairs.map((chosen, n) => (n === index ? repair : chosen))
      const document = withRepairs(value, findings, others)
      if (!fits(document)) continue
      tries += 1
      const again = new Set(rules(document).map(({ pointer, detail }) => `${pointer} ${detail}`))
      broken = broken.filter(({ pointer, detail }) => again.has(`${pointer} ${detail}`))
    }
  }
  return broken
}

/** For each finding the first of its repairs after which nothing is wrong at its place, all of them together. */
function firstThatFits(
  schema: JsonSchema,
  value: unknown,
  findings: readonly Finding[],
  fits: (value: unknown) => boolean
): { document: unknown; repairs: readonly Repair[] } | undefined {
  const choices = findings.map(finding => repairsOf(schema, value, finding, []))
  const most = Math.max(...choices.map(({ length }) => length))
  for (let n = 0; n < most; n += 1) {
    const repairs = choices.map(all => all[Math.min(n, all.length - 1)] ?? { kind: 'remove' as const })
    const document = withRepairs(value, findings, repairs)
    if (fits(document)) return { document, repairs }
  }
  return undefined
}

function withRepairs(value: unknown, findings: readonly Finding[], repairs: readonly Repair[]): unknown {
  return findings.reduce(
    (document, { path }, index) => repaired(document, path, repairs[index] ?? { kind: 'remove' }),
    value
  )
}

/** Whether one of the places is, or holds, the other. */
function touches(one: string, other: string): boolean {
  return one === other || one.startsWith(`${other}/`) || other.startsWith(`${one}/`)
}

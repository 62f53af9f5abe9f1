type Json = Record<string, unknown>

/**
 * Collects named schemas while the document is made: `withoutNamed` replaces each by its name and its description in
 * that place. Hundreds of operations share the same objects, so each is walked through once, and a document that
 * repeats them all, which takes 150 MB, is never made.
 */
export function createComponentShelf() {
  const kept = new Map<string, Json>()
  const seen = new WeakMap<object, unknown>()

  function withoutNamed(value: unknown): unknown {
    if (typeof value !== 'object' || value === null) return value
    const known = seen.get(value)
    if (known !== undefined) return known
    const result = Array.isArray(value) ? value.map(withoutNamed) : reduced(value as Json)
    seen.set(value, result)
    return result
  }

  function reduced(value: Json): Json {
    const { 'x-document': keywords, ...own } = value
    // Merged here, so that the result does not depend on whether a validator checks a keyword, too.
    const members = Object.entries(own).map(([key, member]) => [key, withoutNamed(member)] as const)
    const whole = withKeywords(Object.fromEntries(members), withoutNamed(keywords) as Json | undefined)
    const { 'x-component': name, description, examples, 'x-examples': named } = value
    if (typeof name !== 'string') return whole
    const same = kept.get(name) ?? whole
    if (textOf(same) !== textOf(whole)) throw new Error(`two different schemas are called ${name}`)
    kept.set(name, same)
    // @fastify/swagger looks for the examples of a body in its schema.
    return { 'x-component': name, [KEPT]: true, description, examples, 'x-examples': named }
  }

  return { withoutNamed, kept: kept as ReadonlyMap<string, Json> }
}

const KEPT = 'x-component-kept'

/** Compares schemas without examples and descriptions, which may differ by place. */
function textOf({ description: _, examples: __, 'x-examples': ___, ...shape }: Json): string {
  return JSON.stringify(sorted(shape))
}

/**
 * Moves every subschema with `x-component: 'Name'` to `components.schemas.Name` and leaves a `$ref`. A description that
 * is specific to the place stays beside the reference; the component is described by `x-component-description`, or by
 * the first description. Throws if two different schemas have one name. Schemas in `kept` are taken from there.
 * Keywords in `x-document`, which validators do not read, are merged into their schema.
 */
export function hoistComponents(document: Json, kept: ReadonlyMap<string, Json> = new Map()): Json {
  const components = new Map<string, { schema: Json; text: string }>()
  const ofShelf = new Set<string>()

  const ofKept = (name: string, description: unknown): Json => {
    const known = components.get(name)
    if (known && ofShelf.has(name)) return pointer(name, known.schema, description)
    ofShelf.add(name)
    const { 'x-examples': _, ...whole } = kept.get(name) ?? {}
    const { 'x-component': __, 'x-component-description': own, ...schema } = whole
    return reference(name, own, { ...(visit(schema) as Json), description })
  }

  const visit = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(visit)
    if (typeof value !== 'object' || value === null) return value
    const { 'x-component': name, 'x-component-description': own, 'x-document': keywords, ...rest } = value as Json
    if (KEPT in rest) return ofKept(String(name), rest.description)
    const members = Object.entries(rest).map(([key, member]) => [key, visit(member)] as const)
    const visited = nullableInPlace(withKeywords(Object.fromEntries(members), visit(keywords) as Json | undefined))
    return typeof name === 'string' ? reference(name, own, visited) : visited
  }

  // Examples are shown with the request that has them.
  const reference = (name: string, own: unknown, { description: ofPlace, examples: _, ...shape }: Json): Json => {
    const text = JSON.stringify(sorted(shape))
    const description = own ?? ofPlace
    const component = components.get(name) ?? {
      schema: { ...shape, ...(description !== undefined && { description }) },
      text
    }
    if (component.text !== text) throw new Error(`two different schemas are called ${name}`)
    components.set(name, component)
    return pointer(name, component.schema, ofPlace)
  }

  const { components: given = {}, ...visited } = visit(document) as { components?: Json } & Json
  const schemas = Object.fromEntries(
    [...components].sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, { schema }]) => [name, schema])
  )
  return { ...visited, components: { ...given, schemas: { ...(given.schemas as Json | undefined), ...schemas } } }
}

function pointer(name: string, { description }: Json, ofPlace: unknown): Json {
  const isSpecific = ofPlace !== undefined && ofPlace !== description
  return { $ref: `#/components/schemas/${name}`, ...(isSpecific && { description: ofPlace }) }
}

function withKeywords(schema: Json, keywords: Json = {}): Json {
  const { items, ...others } = keywords
  return {
    ...schema,
    ...others,
    ...(items !== undefined && { items: { ...(schema.items as Json), ...(items as Json) } })
  }
}

const PLAIN = new Set(['string', 'integer', 'number', 'boolean', 'array', 'object'])

/**
 * A nullable member with an inline type gets two types. A named one keeps its `anyOf`, with the description beside it,
 * where generators look for it. So does one with a default, because generators would require a member with a default
 * beside its type.
 */
function nullableInPlace(schema: Json): Json {
  const [branch, none, ...others] = (schema.anyOf ?? []) as Json[]
  if (!branch || none?.type !== 'null' || others.length > 0) return schema
  const { type, enum: values, ...rest } = branch
  if (PLAIN.has(String(type)) && branch.default === undefined) {
    const { anyOf: _, ...outside } = schema
    return {
      ...rest,
      ...outside,
      type: [type, 'null'],
      ...(Array.isArray(values) && { enum: [...(values as unknown[]), null] })
    }
  }
  const { description, ...undescribed } = branch
  if (description === undefined || schema.description !== undefined) return schema
  return { description, ...schema, anyOf: [undescribed, none] }
}

/** The order of keys is insignificant in a schema. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted)
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))
  return Object.fromEntries(entries.map(([key, member]) => [key, sorted(member)]))
}

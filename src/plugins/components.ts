type Json = Record<string, unknown>

/**
 * Gives named schemas one place: every subschema that carries `x-component: 'Name'` moves to `components.schemas.Name` and
 * leaves a `$ref`. Its description stays beside the reference where it speaks of the place; the component is described by
 * `x-component-description`, or by the first description there is. Throws when two different schemas have one name.
 * Keywords in `x-document` are put beside those of their schema: the document says them, and no validator reads them.
 */
export function hoistComponents(document: Json): Json {
  const components = new Map<string, { schema: Json; text: string }>()

  const visit = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(visit)
    if (typeof value !== 'object' || value === null) return value
    const { 'x-component': name, 'x-component-description': own, 'x-document': said, ...rest } = value as Json
    const members = Object.entries(rest).map(([key, member]) => [key, visit(member)] as const)
    const visited = describedOutside(withKeywords(Object.fromEntries(members), said as Json | undefined))
    return typeof name === 'string' ? reference(name, own, visited) : visited
  }

  // Examples belong to the request that shows them.
  const reference = (name: string, own: unknown, { description: ofPlace, examples: _, ...shape }: Json): Json => {
    const text = JSON.stringify(sorted(shape))
    const description = own ?? ofPlace
    const component = components.get(name) ?? {
      schema: { ...shape, ...(description !== undefined && { description }) },
      text
    }
    if (component.text !== text) throw new Error(`two different schemas are called ${name}`)
    components.set(name, component)
    const speaksOfPlace = ofPlace !== undefined && ofPlace !== component.schema.description
    return { $ref: `#/components/schemas/${name}`, ...(speaksOfPlace && { description: ofPlace }) }
  }

  const { components: given = {}, ...visited } = visit(document) as { components?: Json } & Json
  const schemas = Object.fromEntries(
    [...components].sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, { schema }]) => [name, schema])
  )
  return { ...visited, components: { ...given, schemas: { ...(given.schemas as Json | undefined), ...schemas } } }
}

function withKeywords(schema: Json, keywords: Json = {}): Json {
  const { items, ...others } = keywords
  return {
    ...schema,
    ...others,
    ...(items !== undefined && { items: { ...(schema.items as Json), ...(items as Json) } })
  }
}

/** What may be null is described as a whole: generators look for a member's description beside its `anyOf`. */
function describedOutside(schema: Json): Json {
  const [branch, none, ...others] = (schema.anyOf ?? []) as Json[]
  if (!branch || none?.type !== 'null' || others.length > 0 || schema.description !== undefined) return schema
  const { description, ...rest } = branch
  return description === undefined ? schema : { description, ...schema, anyOf: [rest, none] }
}

/** The order of keys means nothing in a schema. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted)
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))
  return Object.fromEntries(entries.map(([key, member]) => [key, sorted(member)]))
}

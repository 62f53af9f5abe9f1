type Json = Record<string, unknown>

/**
 * Gives named schemas one place: every subschema that carries `x-component: 'Name'` moves to `components.schemas.Name` and
 * leaves a `$ref`. Its description stays beside the reference where it speaks of the place; the component is described by
 * `x-component-description`, or by the first description there is. Throws when two different schemas have one name.
 */
export function hoistComponents(document: Json): Json {
  const components = new Map<string, { schema: Json; text: string }>()

  const visit = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(visit)
    if (typeof value !== 'object' || value === null) return value
    const { 'x-component': name, 'x-component-description': own, ...rest } = value as Json
    const visited = Object.fromEntries(Object.entries(rest).map(([key, member]) => [key, visit(member)]))
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

  const { components: given = {}, ...rest } = document as { components?: Json } & Json
  const visited = visit(rest) as Json
  const schemas = Object.fromEntries(
    [...components].sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, { schema }]) => [name, schema])
  )
  return { ...visited, components: { ...given, schemas: { ...(given.schemas as Json | undefined), ...schemas } } }
}

/** The order of keys means nothing in a schema. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted)
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))
  return Object.fromEntries(entries.map(([key, member]) => [key, sorted(member)]))
}

import { type JsonSchema, kindOf, typesOf } from './json-schema.ts'

const NUMBER = /^-?(0|[1-9]\d*)(\.\d+)?$/

/**
 * Converts the strings of a query, headers or a path to the types of the schema, and fills in defaults. Converts exact
 * numbers, `true` and `false` only; the check refuses everything else. (TypeBox's Value.Convert would read `1.5` as the
 * integer 1 and an empty string as 0.)
 */
export function coerce(schema: JsonSchema, input: unknown): Record<string, unknown> {
  const given = kindOf(input) === 'object' ? (input as Record<string, unknown>) : {}
  const result: Record<string, unknown> = { ...given }
  for (const [name, member] of Object.entries(schema.properties ?? {})) {
    if (Object.hasOwn(given, name)) result[name] = coerceValue(member, given[name])
    else if (member.default !== undefined) result[name] = member.default
  }
  return result
}

function coerceValue(schema: JsonSchema, value: unknown): unknown {
  if (schema.type === 'array') {
    const items = Array.isArray(value) ? (value as unknown[]) : [value]
    return items.map(item => (schema.items ? coerceValue(schema.items, item) : item))
  }
  if (typeof value !== 'string') return value
  const types = typesOf(schema)
  if (types.includes('boolean') && (value === 'true' || value === 'false')) return value === 'true'
  if ((types.includes('integer') || types.includes('number')) && NUMBER.test(value)) return Number(value)
  return value
}

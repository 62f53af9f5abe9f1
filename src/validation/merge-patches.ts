import { explain, type SchemaError } from './explain.ts'
import { type JsonSchema, kindOf } from './json-schema.ts'

const wholes = new WeakMap<object, JsonSchema>()

/** Registers what a body is a merge patch (RFC 7396) of, so that its unknown members are refused even if they are null. */
export function registerMergePatch(patch: object, whole: object): void {
  wholes.set(patch, whole)
}

/** What a body is a merge patch of. */
export function findWhole(patch: object): JsonSchema | undefined {
  return wholes.get(patch)
}

/**
 * The members of a document, such as a merge patch, that are null and that the whole cannot have, at most `limit`. The
 * schema finds other unknown members in the patched document, from which null is removed before.
 */
export function unknownNulls(whole: JsonSchema, document: unknown, limit: number): SchemaError[] {
  const errors: SchemaError[] = []
  visit([whole], document, [], errors, limit)
  return errors
}

function visit(
  branches: readonly JsonSchema[],
  value: unknown,
  path: readonly (string | number)[],
  errors: SchemaError[],
  limit: number
): void {
  const kind = kindOf(value)
  if (kind !== 'array' && kind !== 'object') return
  const all = branches.flatMap(branch => [branch, ...(branch.anyOf ?? branch.oneOf ?? []), ...(branch.allOf ?? [])])
  if (Array.isArray(value)) {
    const items = all.flatMap(branch => branch.items ?? [])
    for (const [index, item] of value.entries()) {
      if (errors.length >= limit) return
      visit(items, item, [...path, index], errors, limit)
    }
    return
  }
  const objects = all.filter(branch => branch.properties)
  if (objects.length === 0) return
  const closed = objects.every(branch => branch.additionalProperties === false && !branch.patternProperties)
  for (const [name, member] of Object.entries(value as Record<string, unknown>)) {
    if (errors.length >= limit) return
    const at = [...path, name]
    const known = objects.flatMap(
      ({ properties = {} }) => (Object.hasOwn(properties, name) ? properties[name] : []) ?? []
    )
    if (known.length > 0) visit(known, member, at, errors, limit)
    else if (member === null && closed) {
      const properties = Object.assign({}, ...objects.map(branch => branch.properties)) as Record<string, JsonSchema>
      const found = explain({ properties, additionalProperties: false }, { [name]: null }, 1)
      errors.push(...found.map(({ detail }) => ({ path: at, detail })))
    }
  }
}

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
 * The members of a merge patch that are null and that its target cannot have. The schema finds other unknown members in
 * the patched document, from which null has removed these.
 */
export function unknownNulls(
  branches: readonly JsonSchema[],
  patch: unknown,
  path: readonly (string | number)[] = []
): SchemaError[] {
  const all = branches.flatMap(branch => [branch, ...(branch.anyOf ?? branch.oneOf ?? []), ...(branch.allOf ?? [])])
  if (Array.isArray(patch)) {
    const items = all.flatMap(branch => branch.items ?? [])
    return patch.flatMap((item, index) => unknownNulls(items, item, [...path, index]))
  }
  const objects = all.filter(branch => branch.properties)
  if (kindOf(patch) !== 'object' || objects.length === 0) return []
  const known = Object.assign({}, ...objects.map(branch => branch.properties)) as Record<string, JsonSchema>
  const closed = objects.every(branch => branch.additionalProperties === false && !branch.patternProperties)
  return Object.entries(patch as Record<string, unknown>).flatMap(([name, value]) => {
    if (Object.hasOwn(known, name)) return unknownNulls([known[name] ?? {}], value, [...path, name])
    if (value !== null || !closed) return []
    const found = explain({ properties: known, additionalProperties: false }, { [name]: value }, 1)
    return found.map(({ detail }) => ({ path: [...path, name], detail }))
  })
}

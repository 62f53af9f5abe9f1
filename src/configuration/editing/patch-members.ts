import { type TSchema } from 'typebox'

interface Whole {
  readonly properties: Readonly<Record<string, TSchema>>
  readonly required?: readonly string[] | undefined
}

/**
 * What the document says of a merge patch: it has the members of the whole that it is a patch of, each of which may be left out,
 * or null where it is not required. The whole describes them. Nothing checks a patch against them: what it makes of the version
 * before is checked.
 */
export function patchMembers({ properties, required = [] }: Whole) {
  const members = Object.entries(properties).map(([name, member]) => {
    const schema = undescribed(member)
    return [
      name,
      required.includes(name) || 'anyOf' in schema ? schema : { anyOf: [schema, { type: 'null' }] }
    ] as const
  })
  return { 'x-document': { properties: Object.fromEntries(members) } }
}

function undescribed(schema: object): object {
  const { description: _, examples: __, anyOf, ...rest } = schema as Record<string, unknown>
  return { ...rest, ...(Array.isArray(anyOf) && { anyOf: (anyOf as object[]).map(undescribed) }) }
}

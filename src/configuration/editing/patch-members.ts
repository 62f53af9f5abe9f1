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
    const schema = ofPatch(member)
    return [
      name,
      required.includes(name) || 'anyOf' in schema ? schema : { anyOf: [schema, { type: 'null' }] }
    ] as const
  })
  return { 'x-document': { properties: Object.fromEntries(members) } }
}

/**
 * Without a default, which generators put into what is sent: what a patch leaves out would be reset. The elements of an array,
 * which is replaced as a whole, stay as they are.
 */
function ofPatch(schema: object): object {
  const whole = schema as Record<string, unknown>
  if (whole.type === 'object') return partOf(whole)
  const { description: _, examples: __, default: ___, anyOf, 'x-document': said, ...rest } = whole
  return {
    ...rest,
    ...(said !== undefined && { 'x-document': withoutDefault(said as object) }),
    ...(Array.isArray(anyOf) && { anyOf: (anyOf as object[]).map(ofPatch) })
  }
}

/** Any part of an object is a patch of it, whose schema is closed and requires members. */
function partOf({ 'x-component': name }: Record<string, unknown>): object {
  return {
    type: 'object',
    additionalProperties: true,
    ...(typeof name === 'string' && { description: `A merge patch of ${name}.` })
  }
}

function withoutDefault(keywords: object): object {
  const { default: _, ...rest } = keywords as Record<string, unknown>
  return rest
}

import { type TSchema } from 'typebox'

interface Whole {
  readonly properties: Readonly<Record<string, TSchema>>
  readonly required?: readonly string[] | undefined
}

/**
 * What the OpenAPI document says about a merge patch: it has the members of the whole, each of which may be omitted, or
 * null if it is not required. Of the patch itself, only unknown members that are null are refused; all else is checked in
 * its result.
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
 * Without defaults, because generated clients may send them, which would reset what a patch omits. The schemas of array
 * elements stay the same, since arrays are replaced as a whole.
 */
function ofPatch(schema: object): object {
  const whole = schema as Record<string, unknown>
  if (whole.type === 'object') return partOf(whole)
  const { examples: _, default: __, anyOf, 'x-document': document, ...rest } = whole
  return {
    ...rest,
    ...(document !== undefined && { 'x-document': withoutDefault(document as object) }),
    ...(Array.isArray(anyOf) && { anyOf: (anyOf as object[]).map(ofPatch) })
  }
}

/** A patch of an object may omit members that its own schema requires. */
function partOf({ 'x-component': name, description }: Record<string, unknown>): object {
  const sentences = [description, typeof name === 'string' && `A merge patch of ${name}.`].filter(Boolean)
  return {
    type: 'object',
    additionalProperties: true,
    ...(sentences.length > 0 && { description: sentences.join(' ') })
  }
}

function withoutDefault(keywords: object): object {
  const { default: _, ...rest } = keywords as Record<string, unknown>
  return rest
}

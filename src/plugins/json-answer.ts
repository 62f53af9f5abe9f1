import Type, { type TSchema } from 'typebox'

/** Headers that answers have; those that hooks set on all of them are in general-answers.ts. */
export const etagHeader = { ETag: Type.String({ description: "The version of the distribution's configuration." }) }
export const locationHeader = {
  Location: Type.String({ description: 'The address of what was made, or of the operation that does the work.' })
}

/** An answer in JSON for a route's `response` schema, with what it says and, where there are some, its headers. */
export function jsonAnswer<Schema extends TSchema>(
  description: string,
  schema: Schema,
  headers: Readonly<Record<string, TSchema>> = {}
) {
  return { description, headers, content: { 'application/json': { schema } } }
}

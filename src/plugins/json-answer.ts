import Type, { type TSchema } from 'typebox'

/** Headers of single answers; those that hooks add to all answers are in general-answers.ts. */
export const etagHeader = { ETag: Type.String({ description: 'The version of the configuration.' }) }
export const locationHeader = {
  Location: Type.String({ description: 'The address of what was created, or of the operation that does the work.' })
}

/** A JSON answer for a route's `response` schema, with its description and headers. */
export function jsonAnswer<Schema extends TSchema>(
  description: string,
  schema: Schema,
  headers: Readonly<Record<string, TSchema>> = {}
) {
  return { description, headers, content: { 'application/json': { schema } } }
}

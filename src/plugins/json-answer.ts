import { type TSchema } from 'typebox'

/** An answer in JSON for a route's `response` schema, with what it says and, where there are some, its headers. */
export function jsonAnswer<Schema extends TSchema>(
  description: string,
  schema: Schema,
  headers: Readonly<Record<string, TSchema>> = {}
) {
  return { description, headers, content: { 'application/json': { schema } } }
}

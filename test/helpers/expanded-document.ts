import { openApiDocument } from '../../src/openapi-document.ts'
import { withAllMediaTypes } from '../../src/plugins/other-media-types.ts'

type Json = Readonly<Record<string, unknown>>

/** The OpenAPI document as `expandedFrom` gives it. */
export async function expandedDocument(): Promise<Json> {
  return expandedFrom(JSON.parse(JSON.stringify(await openApiDocument())) as Json)
}

/** A document with its shared parameters, headers and answers where they belong, and all its media types in `content`; schemas stay references. */
export function expandedFrom(document: Json): Json {
  const components = document.components as Json

  const expanded = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(expanded)
    if (typeof value !== 'object' || value === null) return value
    const { $ref: reference } = value as { $ref?: unknown }
    const [, kind = '', name = ''] =
      /^#\/components\/(parameters|headers|responses)\/(.+)$/.exec(String(reference)) ?? []
    if (kind !== '') return expanded((components[kind] as Json)[name])
    return Object.fromEntries(Object.entries(withAllMediaTypes(value)).map(([key, member]) => [key, expanded(member)]))
  }
  return expanded(document) as Json
}

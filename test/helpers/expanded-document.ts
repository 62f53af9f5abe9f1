import { openApiDocument } from '../../src/openapi-document.ts'
import { type Answers, withEachStatus } from '../../src/plugins/default-answer.ts'
import { withAllMediaTypes } from '../../src/plugins/other-media-types.ts'

type Json = Readonly<Record<string, unknown>>

/** The OpenAPI document as `expandedFrom` gives it. */
export async function expandedDocument(): Promise<Json> {
  return expandedFrom(JSON.parse(JSON.stringify(await openApiDocument())) as Json)
}

/**
 * A document with its shared parameters, bodies, headers and answers where they belong, each status by itself and all media types in
 * `content`; schemas stay references.
 */
export function expandedFrom(document: Json): Json {
  const components = document.components as Json

  const expanded = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(expanded)
    if (typeof value !== 'object' || value === null) return value
    const { $ref: reference } = value as { $ref?: unknown }
    const [, kind = '', name = ''] =
      /^#\/components\/(parameters|headers|requestBodies|responses)\/(.+)$/.exec(String(reference)) ?? []
    if (kind !== '') return expanded((components[kind] as Json)[name])
    const { responses, ...rest } = withAllMediaTypes(value) as { responses?: Answers } & Json
    const whole = responses ? { ...rest, responses: withEachStatus(responses, components.responses as Answers) } : rest
    return Object.fromEntries(Object.entries(whole).map(([key, member]) => [key, expanded(member)]))
  }
  return expanded(document) as Json
}

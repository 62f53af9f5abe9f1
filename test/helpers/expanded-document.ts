import { openApiDocument } from '../../src/openapi-document.ts'
import { type Answers, withEachStatus } from '../../src/plugins/default-answer.ts'
import { withImpliedByWrites } from '../../src/plugins/dry-runs.ts'
import { ON_EVERY_ANSWER } from '../../src/plugins/general-answers.ts'
import { withAllMediaTypes } from '../../src/plugins/other-media-types.ts'

type Json = Readonly<Record<string, unknown>>
type Answer = Json & { readonly headers?: Json }
interface PathItem extends Json {
  readonly parameters?: readonly Json[]
}

/** The OpenAPI document as `expandedFrom` gives it. */
export async function expandedDocument(): Promise<Json> {
  return expandedFrom(JSON.parse(JSON.stringify(await openApiDocument())) as Json)
}

/**
 * A document with its shared parameters, bodies, headers and answers where they belong, each status by itself and all media types in
 * `content`; schemas stay references. Operations have the parameters of their path, answers the headers of every answer, and dry
 * runs the failures of their writes.
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
    const members = Object.entries(rest).map(([key, member]) => [key, expanded(member)] as const)
    if (!responses) return Object.fromEntries(members)
    const answers = withEachStatus(responses, components.responses as Answers)
    return { ...Object.fromEntries(members), responses: withHeadersOfEveryAnswer(expanded(answers) as Answers) }
  }

  const { paths, ...others } = withImpliedByWrites(document)
  const items = Object.entries(paths as Record<string, PathItem>)
  const whole = items.map(([path, item]) => [path, withParametersOfPath(item)] as const)
  return expanded({ ...others, paths: Object.fromEntries(whole) }) as Json
}

function withHeadersOfEveryAnswer(answers: Readonly<Record<string, Answer>>): Record<string, Answer> {
  return Object.fromEntries(
    Object.entries(answers).map(([status, answer]) => {
      return [status, { ...answer, headers: { ...answer.headers, ...ON_EVERY_ANSWER } }]
    })
  )
}

function withParametersOfPath({ parameters: ofPath = [], ...methods }: PathItem): Json {
  const operations = Object.entries(methods as Record<string, PathItem>).map(([method, operation]) => {
    return [method, { ...operation, parameters: [...(operation.parameters ?? []), ...ofPath] }] as const
  })
  return Object.fromEntries(operations)
}

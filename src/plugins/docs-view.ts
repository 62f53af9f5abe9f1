import { catalogue, type ErrorCode, ServiceError } from '../errors.ts'
import { DRY_RUN_JSON } from './media-types.ts'
import { type Told, withAllMediaTypes } from './other-media-types.ts'
import { problemOf } from './problems.ts'

type Json = Record<string, unknown>

/**
 * The document as its page reads it. Swagger UI takes OpenAPI 3.1 by a reader that needs four times as long as the one for 3.0,
 * and draws a whole answer with its example for every status: in 3.0, with the problems of an operation in one answer, a page
 * opens in a third of the time, see bench/README.md. Programs read /openapi.json, which keeps everything.
 */
export function docsView(document: Json): Json {
  const paths = document.paths as Record<string, Record<string, Operation>>
  const { responses: shared = {}, examples, ...components } = (document.components ?? {}) as Components
  const schemas = (components.schemas ?? {}) as Readonly<Record<string, Json>>
  const view = Object.fromEntries(
    Object.entries(paths).map(([path, operations]) => [
      path,
      Object.fromEntries(
        Object.entries(operations).map(([method, operation]) => [
          method,
          {
            ...operation,
            ...(operation.requestBody && { requestBody: withAllMediaTypes(operation.requestBody) }),
            responses: withOneAnswerForProblems(operation.responses, shared)
          }
        ])
      )
    ])
  )
  const { description, ...info } = document.info as { description: string }
  const shortened =
    `${description}\n\nThis page shows the problems of an operation as one answer. Programs read the whole document, in OpenAPI 3.1: ` +
    '[/openapi.json](/openapi.json), or [as YAML](/docs/yaml).'
  return converter({ schemas, examples })({
    ...document,
    info: { ...info, description: shortened },
    openapi: '3.0.3',
    paths: view,
    components
  }) as Json
}

interface Response extends Told {
  readonly $ref?: string
  readonly description: string
}
type Responses = Readonly<Record<string, Response>>
interface Operation {
  readonly requestBody?: Told
  readonly responses: Responses
}
interface Kept {
  readonly schemas: Readonly<Record<string, Json>>
  readonly examples: Json | undefined
}
interface Components extends Json {
  readonly examples?: Json
  readonly responses?: Responses
}

const PROBLEM = 'application/problem+json'
/** In the example of a problem. */
const REQUEST_ID = '0b6f7d2e-5f1c-4c55-9f0e-3f1d2a7c9b10'

/** Each status and its codes is a line of one answer: `**412** [ETAG_MISMATCH](/problems/ETAG_MISMATCH)`. */
function withOneAnswerForProblems(responses: Responses, shared: Responses): Responses {
  const resolved = Object.entries(responses).map(([status, response]) => {
    return [status, withAllMediaTypes((response.$ref && shared[nameOf(response.$ref)]) || response)] as const
  })
  const problems = resolved.filter(([, { content = {} }]) => PROBLEM in content)
  const others = resolved.filter(([, { content = {} }]) => !(PROBLEM in content))
  const [, first] = problems[0] ?? []
  if (first?.content === undefined) return responses
  const lines = problems.map(([status, response]) => {
    const codes = codesOf(response).map(code => `[${code}](/problems/${code})`)
    return `- **${status}** ${codes.join(', ')}`
  })
  const [example] = codesOf(first).map(code =>
    problemOf(new ServiceError(code, `${catalogue[code].title}.`), REQUEST_ID)
  )
  return {
    ...Object.fromEntries(others.map(([status, response]) => [status, withAcceptableType(response)])),
    default: {
      description: `A problem. What its code means is one click away.\n\n${lines.join('\n')}`,
      content: { [PROBLEM]: { ...(first.content[PROBLEM] as Json), example } }
    }
  }
}

/**
 * Swagger UI asks for the first type of the first success: what is a dry run alone stands under the type that is answered
 * to both, or a write would be refused with 406.
 */
function withAcceptableType(response: Response): Response {
  const { [DRY_RUN_JSON]: dryRun, ...others } = response.content ?? {}
  if (dryRun === undefined || 'application/json' in others) return response
  return { ...response, content: { 'application/json': dryRun, ...others } }
}

/** A description names each of its codes as `CODE`. */
function codesOf({ description }: Response): ErrorCode[] {
  return [...description.matchAll(/`([A-Z][A-Z0-9_]+)`/g)].map(([, code]) => code as ErrorCode)
}

// What they hold is data, whatever its members are called.
const DATA = new Set(['example', 'default', 'enum'])

/** In OpenAPI 3.0 null is no type, nothing stands beside a reference, and a schema has one example and no constant. */
function converter({ schemas, examples: kept = {} }: Kept): (value: unknown) => unknown {
  function convert(value: unknown): unknown {
    if (Array.isArray(value)) return value.map(convert)
    if (typeof value !== 'object' || value === null) return value
    const { const: constant, examples, anyOf, $ref, properties, ...rest } = value as Json
    const converted = Object.fromEntries(
      Object.entries(rest).map(([key, member]) => [key, DATA.has(key) ? member : convert(member)])
    )
    if (constant !== undefined) converted.enum = [constant]
    if (Array.isArray(examples)) converted.example ??= examples[0]
    else if (examples !== undefined) converted.examples = inlined(examples as Json)
    if (typeof properties === 'object' && properties !== null)
      converted.properties = Object.fromEntries(
        Object.entries(properties).map(([name, property]) => [name, convert(property)])
      )
    if (Array.isArray(anyOf)) Object.assign(converted, alternatives(anyOf as Json[]))
    if (typeof $ref !== 'string') return converted
    return Object.keys(converted).length === 0 ? { $ref } : { ...converted, allOf: [{ $ref }] }
  }

  // Swagger UI follows no reference here.
  function inlined(examples: Json): Json {
    const entries = Object.entries(examples as Record<string, { $ref?: string }>)
    return Object.fromEntries(entries.map(([name, { $ref, ...own }]) => [name, $ref ? kept[nameOf($ref)] : own]))
  }

  function alternatives(anyOf: Json[]): Json {
    const others = anyOf.filter(({ type }) => type !== 'null')
    const nullable = others.length < anyOf.length
    const [only] = others
    if (others.length !== 1 || only === undefined) return { anyOf: others.map(convert), ...(nullable && { nullable }) }
    const converted = convert(only) as Json
    if (!nullable) return converted
    if (typeof only.$ref !== 'string') return { ...converted, nullable }
    return { allOf: [{ $ref: only.$ref }], type: schemas[nameOf(only.$ref)]?.type ?? 'object', nullable }
  }

  return convert
}

function nameOf(reference: string): string {
  return reference.slice(reference.lastIndexOf('/') + 1)
}

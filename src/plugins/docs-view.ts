import { catalogue, type ErrorCode, ServiceError } from '../errors.ts'
import { withEachStatus } from './default-answer.ts'
import { DRY_RUN_PREFIX, DRY_RUNS_TAG } from './dry-runs.ts'
import { NAMES_ON_EVERY_ANSWER } from './general-answers.ts'
import { type WithContent, withAllMediaTypes } from './other-media-types.ts'
import { codesIn } from './problem-schema.ts'
import { problemOf } from './problems.ts'
import { methodsOf } from './shared-parts.ts'

type Json = Record<string, unknown>

/**
 * The document for the API page. Swagger UI's reader for OpenAPI 3.1 takes four times as long as the one for 3.0, and
 * it renders a whole answer with its example for every status: in 3.0, with one answer for all problems of an
 * operation, the page opens in a third of the time (bench/README.md). Dry runs become parameters of their writes, and
 * headers of all answers are omitted. Programs use /openapi.json, which is complete.
 */
export function docsView(document: Json): Json {
  const paths = document.paths as Record<string, Record<string, Operation>>
  const { responses = {}, requestBodies = {}, examples, ...components } = (document.components ?? {}) as Components
  const schemas = (components.schemas ?? {}) as Readonly<Record<string, Json>>
  const shown = new Set<ErrorCode>()
  const view = Object.fromEntries(
    Object.entries(paths)
      .filter(([path]) => !path.startsWith(DRY_RUN_PREFIX))
      .map(([path, operations]) => {
        const dryRuns = paths[DRY_RUN_PREFIX + path] ?? {}
        // Swagger UI prefills examples only of an operation's own parameters.
        const ofPath = (operations.parameters ?? []) as unknown as readonly Json[]
        const viewed = Object.entries(methodsOf(operations)).map(([method, operation]) => {
          const whole = { ...operation, parameters: [...ofPath, ...(operation.parameters ?? [])] }
          return [method, operationView(whole, method in dryRuns, responses, shown)] as const
        })
        return [path, Object.fromEntries(viewed)] as const
      })
  )
  const { description, ...info } = document.info as { description: string }
  const tags = document.tags as readonly { readonly name: string }[]
  return converter(schemas)({
    ...document,
    info: { ...info, description: `${description}\n\n${ABOUT_THE_PAGE}` },
    openapi: '3.0.3',
    tags: tags.filter(({ name }) => name !== DRY_RUNS_TAG),
    paths: view,
    components: {
      ...components,
      requestBodies: Object.fromEntries(
        Object.entries(requestBodies).map(([name, body]) => [name, withAllMediaTypes(body)])
      ),
      examples: {
        ...examples,
        ...Object.fromEntries([...shown].map(code => [exampleNameOf(code), exampleOf(code)]))
      }
    }
  }) as Json
}

const ABOUT_THE_PAGE =
  'Errors are problems as defined by RFC 9457; [/problems](/problems) explains all of them. This page shows the ' +
  'problems of an operation as one answer, and its dry run as a parameter. The complete document, for programs, is ' +
  'in OpenAPI 3.1: [/openapi.json](/openapi.json), or [as YAML](/docs/yaml).'

interface Body extends WithContent {
  readonly $ref?: string
}
interface Response extends Body {
  readonly description: string
  readonly headers?: Json
}
type Responses = Readonly<Record<string, Response>>
interface Operation extends Json {
  readonly parameters?: readonly Json[]
  readonly requestBody?: Body
  readonly responses: Responses
}
interface Components extends Json {
  readonly examples?: Json
  readonly requestBodies?: Readonly<Record<string, Body>>
  readonly responses?: Responses
}

const DRY_RUN = {
  name: 'dryRun',
  in: 'query',
  description: 'Checks everything, answers 200 with what would change, and changes nothing.',
  schema: { type: 'boolean' }
}

function operationView(operation: Operation, hasDryRun: boolean, shared: Responses, shown: Set<ErrorCode>): Json {
  const { 'x-cloudfront-operations': _, parameters = [], responses, ...rest } = operation
  return {
    ...rest,
    parameters: hasDryRun ? [...parameters, DRY_RUN] : parameters,
    responses: withOneAnswerForProblems(responses, shared, shown)
  }
}

const PROBLEM = 'application/problem+json'
/** The request id in examples of problems. */
const REQUEST_ID = '0b6f7d2e-5f1c-4c55-9f0e-3f1d2a7c9b10'

/** Merges problems into one answer with a line for each status: `**412** [ETAG_MISMATCH](/problems/ETAG_MISMATCH)`. */
function withOneAnswerForProblems(responses: Responses, shared: Responses, shown: Set<ErrorCode>): Responses {
  const { default: general, ...own } = responses
  const answers = Object.entries(own).map(([status, response]) => {
    const { headers = {}, ...answer } = withAllMediaTypes(resolved(response, shared))
    const told = Object.entries(headers).filter(([name]) => !NAMES_ON_EVERY_ANSWER.has(name))
    return [status, { ...answer, ...(told.length > 0 && { headers: Object.fromEntries(told) }) }] as const
  })
  const problems = answers.filter(([, { content = {} }]) => PROBLEM in content)
  const others = answers.filter(([, { content = {} }]) => !(PROBLEM in content))
  const ofAnyRequest = Object.entries(general ? withEachStatus({ default: general }, shared) : {}).filter(
    ([status]) => !(status in own)
  )
  const codes = [...problems, ...ofAnyRequest].flatMap(([, response]) => codesIn(resolved(response, shared)))
  const [code] = codes
  if (code === undefined) return responses
  shown.add(code)
  const lines = problems.map(([status, response]) => {
    const links = codesIn(response).map(each => `[${each}](/problems/${each})`)
    return `- **${status}** ${links.join(', ')}`
  })
  if (ofAnyRequest.length > 0) {
    lines.push(`- any request: ${ofAnyRequest.map(([status]) => status).join(', ')}`)
  }
  return {
    ...Object.fromEntries(withEachBodyOnce(others)),
    default: {
      description: `A [problem](/problems).\n\n${lines.join('\n')}`,
      content: {
        [PROBLEM]: {
          schema: { $ref: '#/components/schemas/Problem' },
          example: { $ref: `#/components/examples/${exampleNameOf(code)}/value` }
        }
      }
    }
  }
}

const exampleNameOf = (code: ErrorCode) => `Problem.${code}`

function exampleOf(code: ErrorCode): object {
  return { value: problemOf(new ServiceError(code, `${catalogue[code].title}.`), REQUEST_ID) }
}

/** A body that several statuses share is shown with the first of them only. */
function withEachBodyOnce(answers: readonly (readonly [string, Response])[]): (readonly [string, Response])[] {
  const firstWith = new Map<string, string>()
  return answers.map(([status, { content, ...answer }]) => {
    if (!content) return [status, answer]
    const text = JSON.stringify(content)
    const first = firstWith.get(text)
    if (first === undefined) {
      firstWith.set(text, status)
      return [status, { ...answer, content }]
    }
    return [status, { ...answer, description: `${answer.description} The body is as with ${first}.` }]
  })
}

// Their content is data, not schemas, whatever its members are called.
const DATA = new Set(['example', 'default', 'enum'])

/**
 * In OpenAPI 3.0, null is not a type, references have no siblings, and schemas have a single example and no constant.
 */
function converter(schemas: Readonly<Record<string, Json>>): (value: unknown) => unknown {
  function convert(value: unknown): unknown {
    if (Array.isArray(value)) return value.map(convert)
    if (typeof value !== 'object' || value === null) return value
    const { const: constant, examples, anyOf, $ref, properties, ...rest } = value as Json
    const converted = Object.fromEntries(
      Object.entries(rest).map(([key, member]) => [key, DATA.has(key) ? member : convert(member)])
    )
    if (constant !== undefined) converted.enum = [constant]
    if (Array.isArray(examples)) converted.example ??= examples[0]
    else if (examples !== undefined) Object.assign(converted, withoutChoice(examples as Json))
    if (typeof properties === 'object' && properties !== null)
      converted.properties = Object.fromEntries(
        Object.entries(properties).map(([name, property]) => [name, convert(property)])
      )
    if (Array.isArray(anyOf)) Object.assign(converted, alternatives(anyOf as Json[]))
    if (Array.isArray(converted.type)) Object.assign(converted, typeOf(converted.type as string[]))
    if (typeof $ref !== 'string') return converted
    return Object.keys(converted).length === 0 ? { $ref } : { ...converted, allOf: [{ $ref }] }
  }

  /** Replaces a single named example, for which the page would offer a useless choice. */
  function withoutChoice(examples: Json): Json {
    const [only, ...others] = Object.values(examples) as { readonly $ref?: string }[]
    return only?.$ref === undefined || others.length > 0 ? { examples } : { example: { $ref: `${only.$ref}/value` } }
  }

  function typeOf(types: readonly string[]): Json {
    const others = types.filter(type => type !== 'null')
    const [type] = others
    if (type === undefined || others.length > 1) throw new Error(`no type of OpenAPI 3.0: ${types.join(', ')}`)
    return { type, ...(others.length < types.length && { nullable: true }) }
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

function resolved<Part extends Body>(part: Part, shared: Readonly<Record<string, Part>>): Part {
  return (part.$ref !== undefined && shared[nameOf(part.$ref)]) || part
}

function nameOf(reference: string): string {
  return reference.slice(reference.lastIndexOf('/') + 1)
}

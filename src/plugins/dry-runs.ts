import {
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
  type FastifySchema,
  type RouteOptions
} from 'fastify'
import { forAllRoutes } from './for-all-routes.ts'
import Type, { type TObject, type TSchema } from 'typebox'
import { isRead } from '../cloudfront/before-writes.ts'
import { quoteEtag } from './conditional-requests.ts'
import { etagHeader } from './json-answer.ts'
import { DRY_RUN_JSON } from './media-types.ts'

/** The prefix that makes the address of a write's dry run. */
export const DRY_RUN_PREFIX = '/dry-run'
export const DRY_RUNS_TAG = 'Dry runs'
export const ABOUT_DRY_RUNS =
  'What a write would do: send it to its address prefixed with `/dry-run`, or with `dryRun=true`. Nothing is changed. A dry run fails ' +
  'with the same problems as its write, except for those that CloudFront alone can find, and calls those of its CloudFront operations that read.'
const WOULD_CHANGE = 'What would change.'

interface Answer {
  readonly description: string
  readonly headers?: Readonly<Record<string, unknown>>
  readonly content?: Readonly<Record<string, unknown>>
}
type Answers = Readonly<Record<string, Answer>>

/**
 * Gives the dry run of every write with a `dryRun` parameter its own address: that of the write, prefixed with
 * `/dry-run`. The document has it only there, so that each operation has one type of answer: generators make a union of
 * all answers of an operation, whatever their media types. `dryRun=true` on the write itself is equivalent.
 */
export const dryRuns = forAllRoutes(async (app: FastifyInstance) => {
  app.addHook('onRoute', route => {
    const { schema } = route
    if (!schema || schema.hide || !hasDryRun(schema, route.method)) return
    const dryRun = dryRunOf(route, schema)
    app.route(dryRun)
    // Fastify serves the root of a prefix with and without a trailing slash, but calls this hook only for the one
    // without.
    if (route.prefix !== '' && route.url === route.prefix) {
      app.route({ ...dryRun, url: `${dryRun.url}/`, schema: { ...dryRun.schema, hide: true } })
    }
  })
})

/** The content of a dry run, among the answers of its write. */
export function dryRunContent(schema: TSchema): Record<string, { readonly schema: TSchema }> {
  return { [DRY_RUN_JSON]: { schema } }
}

/** The answer to a dry run for a route's `response` schema, if the write itself has no content. */
export function dryRunAnswer(schema: TSchema) {
  return { description: WOULD_CHANGE, headers: etagHeader, content: dryRunContent(schema) }
}

/** The answer to a dry run, with the version that would be changed as its ETag. */
export function dryRunReply<DryRun extends { readonly etag?: string }>(reply: FastifyReply, dryRun: DryRun): DryRun {
  if (dryRun.etag !== undefined) reply.header('etag', quoteEtag(dryRun.etag))
  reply.type(DRY_RUN_JSON)
  return dryRun
}

function dryRunOf(route: RouteOptions, schema: FastifySchema): RouteOptions {
  const { method, url, handler, config, bodyLimit, preValidation, preHandler } = route
  const { operationId = '', summary = '', querystring, headers, ...rest } = schema
  const write = `\`${String(method)} ${url.replace(/(?<=.)\/$/, '').replace(/:(\w+)/g, '{$1}')}\``
  return {
    method,
    url: DRY_RUN_PREFIX + url,
    handler,
    ...(config && { config }),
    ...(bodyLimit !== undefined && { bodyLimit }),
    ...(preValidation && { preValidation }),
    preHandler: [asDryRun, preHandler ?? []].flat(),
    schema: {
      ...rest,
      [CALLS]: readsOf(schema),
      operationId: `dryRun${operationId.charAt(0).toUpperCase()}${operationId.slice(1)}`,
      summary: `${summary}: dry run`,
      description: `What ${write} would do.`,
      tags: [DRY_RUNS_TAG],
      querystring: without(querystring, 'dryRun'),
      // A dry run has no deployment to wait for.
      ...(headers !== undefined && { headers: without(headers, 'prefer') }),
      response: answersOfDryRun(schema.response as Answers)
    }
  }
}

async function asDryRun(request: FastifyRequest): Promise<void> {
  Object.assign(request.query as object, { dryRun: true })
}

/** The write in the document, without its dry run. */
export function withoutDryRun(schema: FastifySchema, method: RouteOptions['method']): FastifySchema {
  if (!hasDryRun(schema, method)) return schema
  const answers = Object.entries(schema.response as Answers).flatMap(([status, answer]) => {
    const { [DRY_RUN_JSON]: dryRun, ...content } = answer.content ?? {}
    if (dryRun === undefined) return [[status, answer] as const]
    return Object.keys(content).length > 0 ? [[status, { ...answer, content }] as const] : []
  })
  return { ...schema, querystring: without(schema.querystring, 'dryRun'), response: Object.fromEntries(answers) }
}

const CALLS = 'x-cloudfront-operations'

interface Documented {
  readonly [CALLS]?: readonly string[]
  readonly responses: Readonly<Record<string, object>>
}
type Paths = Readonly<Record<string, Readonly<Record<string, Documented>>>>

/** Omits from dry runs what follows from their writes, which halves their size. */
export function withoutImpliedByWrites(document: Record<string, unknown>): Record<string, unknown> {
  return eachDryRun(document, (dryRun, write) => {
    const isOwn = ([status, answer]: [string, object]) =>
      !(Number(status) >= 400) || JSON.stringify(answer) !== JSON.stringify(write.responses[status])
    const { [CALLS]: _, responses, ...rest } = dryRun
    return { ...rest, responses: Object.fromEntries(Object.entries(responses).filter(isOwn)) }
  })
}

/** The inverse: every dry run with all of its answers and calls. */
export function withImpliedByWrites(document: Record<string, unknown>): Record<string, unknown> {
  return eachDryRun(document, (dryRun, write) => {
    const failures = Object.entries(write.responses).filter(([status]) => Number(status) >= 400)
    return {
      ...dryRun,
      [CALLS]: readsOf(write),
      responses: { ...Object.fromEntries(failures), ...dryRun.responses }
    }
  })
}

function readsOf(write: { readonly [CALLS]?: readonly string[] }): string[] {
  return (write[CALLS] ?? []).filter(isRead)
}

function eachDryRun(
  document: Record<string, unknown>,
  change: (dryRun: Documented, write: Documented) => Documented
): Record<string, unknown> {
  const paths = document.paths as Paths
  const changed = Object.entries(paths).map(([path, item]) => {
    const writes = path.startsWith(DRY_RUN_PREFIX) ? paths[path.slice(DRY_RUN_PREFIX.length)] : undefined
    if (!writes) return [path, item] as const
    const own = Object.entries(item).map(([method, dryRun]) => {
      const write = method === 'parameters' ? undefined : writes[method]
      return [method, write ? change(dryRun, write) : dryRun] as const
    })
    return [path, Object.fromEntries(own)] as const
  })
  return { ...document, paths: Object.fromEntries(changed) }
}

/** For a read, `dryRun` is a filter. */
function hasDryRun({ querystring }: FastifySchema, method: RouteOptions['method']): boolean {
  const isWrite = ![method].flat().every(name => name === 'GET' || name === 'HEAD')
  return isWrite && 'dryRun' in ((querystring as TObject | undefined)?.properties ?? {})
}

function answersOfDryRun(answers: Answers): Answers {
  const failures = Object.entries(answers).filter(([status]) => Number(status) >= 400)
  const found = Object.values(answers).find(({ content }) => content && DRY_RUN_JSON in content)
  if (!found) throw new Error('a write with dryRun declares no answer to it')
  const { ETag, etag = ETag } = (found.headers ?? {}) as Record<string, unknown>
  const answer = {
    description: WOULD_CHANGE,
    ...(etag !== undefined && { headers: { ETag: etag } }),
    content: { [DRY_RUN_JSON]: found.content?.[DRY_RUN_JSON] }
  }
  return { 200: answer, ...Object.fromEntries(failures) }
}

function without(schema: unknown, name: string): TObject {
  const { [name]: _, ...properties } = (schema as TObject | undefined)?.properties ?? {}
  return Type.Object(properties)
}

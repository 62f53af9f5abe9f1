import { type FastifyInstance } from 'fastify'
import { type TObject } from 'typebox'
import { problemsOf } from '../../cloudfront/operation-problems.ts'
import { ConfigDryRun, DryRunQuery, toDryRun } from '../../configuration/editing/dry-run.ts'
import { Tags, TagsPatch } from '../../configuration/tags/schemas.ts'
import { ComputedIfMatchHeader, computedEtagHeader, sendComputed } from '../../plugins/computed-etags.ts'
import { type IfMatchHeader, readIfMatch } from '../../plugins/conditional-requests.ts'
import { dryRunContent, dryRunReply } from '../../plugins/dry-runs.ts'
import { jsonAnswer } from '../../plugins/json-answer.ts'
import { problemResponses } from '../../plugins/problem-schema.ts'
import { type TagService } from './service.ts'

interface TagRouteOptions {
  readonly service: TagService
  /** The name in operationIds: `Distribution`. */
  readonly name: string
  /** The name in sentences, with its article: `a distribution`. */
  readonly one: string
  /** The group in the document. */
  readonly tag: string
  /** A single parameter: the id. */
  readonly params: TObject
  /** The operation of CloudFront that returns its ARN. */
  readonly getOperation: string
}

/** GET, PUT and PATCH of the tags of any kind of resource. */
export async function tagRoutes(app: FastifyInstance, options: TagRouteOptions): Promise<void> {
  const { service, name, one, tag, params, getOperation } = options
  const [parameter = ''] = Object.keys(params.properties)
  const reads = [getOperation, 'ListTagsForResource']
  const writes = [...reads, 'TagResource', 'UntagResource']
  const readProblems = problemResponses('VALIDATION_FAILED', ...problemsOf(...reads))
  const writeProblems = problemResponses(
    'VALIDATION_FAILED',
    'ETAG_MISMATCH',
    'STORE_UNAVAILABLE',
    ...problemsOf(...writes)
  )
  const written = {
    description: 'All tags as they are now.',
    headers: computedEtagHeader,
    content: { 'application/json': { schema: Tags }, ...dryRunContent(ConfigDryRun) }
  }
  const idOf = (request: { readonly params: Readonly<Record<string, string>> }) => request.params[parameter] ?? ''
  interface Route {
    Params: Readonly<Record<string, string>>
  }
  interface Write extends Route {
    Querystring: DryRunQuery
    Headers: IfMatchHeader
  }

  app.get<Route>(
    '/',
    {
      config: { etagCoversAnswer: true },
      schema: {
        operationId: `get${name}Tags`,
        'x-cloudfront-operations': reads,
        summary: `Read the tags of ${one}`,
        description: 'An object of keys and values. Tags are not part of the configuration; their ETag is their own.',
        tags: [tag],
        params,
        response: { 200: jsonAnswer('All tags.', Tags, computedEtagHeader), ...readProblems }
      }
    },
    async (request, reply) => sendComputed(reply, await service.get(idOf(request)))
  )

  app.put<Write & { Body: Tags }>(
    '/',
    {
      schema: {
        operationId: `replace${name}Tags`,
        'x-cloudfront-operations': writes,
        summary: `Replace the tags of ${one}`,
        description: 'Tags set by AWS itself (`aws:…`) stay, and may be sent back unchanged.',
        tags: [tag],
        params,
        querystring: DryRunQuery,
        headers: ComputedIfMatchHeader,
        body: Tags,
        response: { 200: written, ...writeProblems }
      }
    },
    async (request, reply) => {
      const ifMatch = readIfMatch(request.headers['if-match'])
      if (request.query.dryRun) {
        return dryRunReply(reply, toDryRun(await service.previewReplace(idOf(request), request.body, ifMatch)))
      }
      return sendComputed(reply, await service.replace(idOf(request), request.body, ifMatch))
    }
  )

  app.patch<Write & { Body: TagsPatch }>(
    '/',
    {
      schema: {
        operationId: `patch${name}Tags`,
        'x-cloudfront-operations': writes,
        summary: `Set and remove some tags of ${one}`,
        description: 'A JSON merge patch (RFC 7396): null removes a tag, and tags that are not named stay.',
        tags: [tag],
        params,
        querystring: DryRunQuery,
        headers: ComputedIfMatchHeader,
        body: {
          content: { 'application/merge-patch+json': { schema: TagsPatch }, 'application/json': { schema: TagsPatch } }
        },
        response: { 200: written, ...writeProblems }
      }
    },
    async (request, reply) => {
      const ifMatch = readIfMatch(request.headers['if-match'])
      if (request.query.dryRun) {
        return dryRunReply(reply, toDryRun(await service.previewPatch(idOf(request), request.body, ifMatch)))
      }
      return sendComputed(reply, await service.patch(idOf(request), request.body, ifMatch))
    }
  )
}

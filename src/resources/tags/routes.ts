import { type FastifyInstance } from 'fastify'
import { type TObject } from 'typebox'
import { problemsOf } from '../../cloudfront/operation-problems.ts'
import { jsonAnswer } from '../../plugins/json-answer.ts'
import { problemResponses } from '../../plugins/problem-schema.ts'
import { Tags, TagsPatch } from '../../configuration/tags/schemas.ts'
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
  const writeProblems = problemResponses('VALIDATION_FAILED', 'STORE_UNAVAILABLE', ...problemsOf(...writes))
  const idOf = (request: { readonly params: Readonly<Record<string, string>> }) => request.params[parameter] ?? ''
  interface Route {
    Params: Readonly<Record<string, string>>
  }

  app.get<Route>(
    '/',
    {
      schema: {
        operationId: `get${name}Tags`,
        'x-cloudfront-operations': reads,
        summary: `Read the tags of ${one}`,
        description: 'An object of keys and values. Tags are not versioned and not part of the configuration.',
        tags: [tag],
        params,
        response: { 200: jsonAnswer('All tags.', Tags), ...readProblems }
      }
    },
    async request => service.get(idOf(request))
  )

  app.put<Route & { Body: Tags }>(
    '/',
    {
      schema: {
        operationId: `replace${name}Tags`,
        'x-cloudfront-operations': writes,
        summary: `Replace the tags of ${one}`,
        description: 'Tags set by AWS itself (`aws:…`) stay, and may be sent back unchanged.',
        tags: [tag],
        params,
        body: Tags,
        response: { 200: jsonAnswer('All tags as they are now.', Tags), ...writeProblems }
      }
    },
    async request => service.replace(idOf(request), request.body)
  )

  app.patch<Route & { Body: TagsPatch }>(
    '/',
    {
      schema: {
        operationId: `patch${name}Tags`,
        'x-cloudfront-operations': writes,
        summary: `Set and remove some tags of ${one}`,
        description: 'A JSON merge patch (RFC 7396): null removes a tag, and tags that are not named stay.',
        tags: [tag],
        params,
        body: {
          content: { 'application/merge-patch+json': { schema: TagsPatch }, 'application/json': { schema: TagsPatch } }
        },
        response: { 200: jsonAnswer('All tags as they are now.', Tags), ...writeProblems }
      }
    },
    async request => service.patch(idOf(request), request.body)
  )
}

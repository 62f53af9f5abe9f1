import { type FastifyReply } from 'fastify'
import Type from 'typebox'
import { problemsOf } from '../../cloudfront/operation-problems.ts'
import { DryRunQuery } from '../../configuration/editing/dry-run.ts'
import { IfMatchHeader, quoteEtag, readIfMatch } from '../../plugins/conditional-requests.ts'
import { dryRunAnswer, dryRunContent, dryRunReply } from '../../plugins/dry-runs.ts'
import { etagHeader, jsonAnswer } from '../../plugins/json-answer.ts'
import { pageOf, readCursor } from '../../plugins/pagination.ts'
import { problemResponses } from '../../plugins/problem-schema.ts'
import { type Routes } from '../../plugins/type-provider.ts'
import {
  Item,
  ItemPage,
  ItemParams,
  ItemsPatch,
  ItemsQuery,
  KeyValueItemsDryRun,
  KeyValueStoreTotals,
  ItemValue,
  StoreParams
} from './schemas.ts'
import { type KeyValueItemService } from './service.ts'

/** Items have their own AWS API, whose operations are named with their prefix in IAM. */
const ofItems = (...names: string[]) => [
  'DescribeKeyValueStore',
  ...['DescribeKeyValueStore', ...names].map(name => `cloudfront-keyvaluestore:${name}`)
]
const tags = ['Functions']
const headers = Type.Object(IfMatchHeader.properties)
const config = { slashesIn: ['key'] }
/** A store that is not ready yet is a conflict. */
const ofReads = [
  ...(['VALIDATION_FAILED', 'RESOURCE_NOT_FOUND', 'CLOUDFRONT_CONFLICT'] as const),
  ...problemsOf('DescribeKeyValueStore')
] as const
const refused = [...ofReads, 'ETAG_MISMATCH', 'CLOUDFRONT_REFUSED', 'RESOURCE_TOO_LARGE'] as const
const ITEMS = 'key-value-items'

const written = {
  description: 'The store after the change; the ETag covers all its items.',
  headers: etagHeader,
  content: { 'application/json': { schema: KeyValueStoreTotals }, ...dryRunContent(KeyValueItemsDryRun) }
}
const unlessNamed =
  'Without If-Match, the newest version is changed; after a concurrent change, the request is applied again.'

function send(
  reply: FastifyReply,
  { etag, ...rest }: { readonly etag: string } & KeyValueStoreTotals
): KeyValueStoreTotals {
  reply.header('etag', quoteEtag(etag))
  return rest
}

/** The items of key value stores, which functions read at the edge. */
export const keyValueItemRoutes: Routes<{ service: KeyValueItemService }> = async (app, { service }) => {
  app.get(
    '/',
    {
      schema: {
        operationId: 'listKeyValueItems',
        summary: 'List the items of a key value store',
        description: 'The ETag covers all items: it changes whenever one of them does.',
        tags,
        params: StoreParams,
        querystring: ItemsQuery,
        'x-cloudfront-operations': ofItems('ListKeys'),
        response: {
          200: jsonAnswer('A page of items.', ItemPage, etagHeader),
          ...problemResponses(...ofReads)
        }
      }
    },
    async (request, reply) => {
      const { limit, cursor } = request.query
      const marker = readCursor(ITEMS, cursor)
      const { etag, page } = await service.list(request.params.keyValueStoreName, { limit, marker })
      reply.header('etag', quoteEtag(etag))
      return pageOf(request, reply, ITEMS, page)
    }
  )

  app.patch(
    '/',
    {
      schema: {
        operationId: 'patchKeyValueItems',
        summary: 'Set and remove several items of a key value store',
        description: unlessNamed,
        tags,
        params: StoreParams,
        querystring: DryRunQuery,
        headers,
        body: ItemsPatch,
        'x-cloudfront-operations': ofItems('UpdateKeys', 'GetKey'),
        response: { 200: written, ...problemResponses(...refused) }
      }
    },
    async (request, reply) => {
      const { keyValueStoreName } = request.params
      const ifMatch = readIfMatch(request.headers['if-match'])
      if (request.query.dryRun) {
        return dryRunReply(reply, await service.previewPatch(keyValueStoreName, request.body, ifMatch))
      }
      return send(reply, await service.patch(keyValueStoreName, request.body, ifMatch))
    }
  )

  app.get(
    '/:key',
    {
      config,
      schema: {
        operationId: 'getKeyValueItem',
        summary: 'Read an item of a key value store',
        tags,
        params: ItemParams,
        'x-cloudfront-operations': ofItems('GetKey'),
        response: { 200: jsonAnswer('The item.', Item), ...problemResponses(...ofReads) }
      }
    },
    async request => service.get(request.params.keyValueStoreName, request.params.key)
  )

  app.put(
    '/:key',
    {
      config,
      schema: {
        operationId: 'replaceKeyValueItem',
        summary: 'Add or replace an item of a key value store',
        description: unlessNamed,
        tags,
        params: ItemParams,
        querystring: DryRunQuery,
        headers,
        body: ItemValue,
        'x-cloudfront-operations': ofItems('PutKey', 'GetKey'),
        response: { 200: written, ...problemResponses(...refused) }
      }
    },
    async (request, reply) => {
      const { keyValueStoreName, key } = request.params
      const ifMatch = readIfMatch(request.headers['if-match'])
      const { value } = request.body
      if (request.query.dryRun) {
        return dryRunReply(reply, await service.previewPut(keyValueStoreName, key, value, ifMatch))
      }
      return send(reply, await service.put(keyValueStoreName, key, value, ifMatch))
    }
  )

  app.delete(
    '/:key',
    {
      config,
      schema: {
        operationId: 'deleteKeyValueItem',
        summary: 'Remove an item of a key value store',
        description: unlessNamed,
        tags,
        params: ItemParams,
        querystring: DryRunQuery,
        headers,
        'x-cloudfront-operations': ofItems('DeleteKey', 'GetKey'),
        response: {
          200: dryRunAnswer(KeyValueItemsDryRun),
          204: { description: 'The item was removed.', headers: etagHeader },
          ...problemResponses(...refused)
        }
      }
    },
    async (request, reply) => {
      const { keyValueStoreName, key } = request.params
      const ifMatch = readIfMatch(request.headers['if-match'])
      if (request.query.dryRun) {
        return dryRunReply(reply, await service.previewRemove(keyValueStoreName, key, ifMatch))
      }
      const { etag } = await service.remove(keyValueStoreName, key, ifMatch)
      return reply.header('etag', quoteEtag(etag)).code(204).send()
    }
  )
}

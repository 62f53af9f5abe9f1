import { type FastifyPluginAsync } from 'fastify'
import Type from 'typebox'
import { problemsOf } from '../../cloudfront/operation-problems.ts'
import { type InvalidationItems } from '../../invalidation/items.ts'
import { InvalidationItemPage, InvalidationItemQuery } from '../../invalidation/schemas.ts'
import { type TargetKind } from '../../invalidation/targets.ts'
import { jsonAnswer } from '../../plugins/json-answer.ts'
import { pageOf, readCursor } from '../../plugins/pagination.ts'
import { problemResponses } from '../../plugins/problem-schema.ts'
import { InvalidationId, kinds, type TargetParams, targetOf } from './target-params.ts'

interface InvalidationItemRouteOptions {
  readonly service: InvalidationItems
  /** The kind of target in the prefix. */
  readonly kind: TargetKind
}

export const invalidationItemRoutes: FastifyPluginAsync<InvalidationItemRouteOptions> = async (app, options) => {
  const { service, kind } = options
  const { params, infix, calls } = kinds[kind]

  app.get<{ Params: TargetParams & { invalidationId: string }; Querystring: InvalidationItemQuery }>(
    '/:invalidationId/items',
    {
      schema: {
        operationId: `list${infix}InvalidationItems`,
        'x-cloudfront-operations': calls.read,
        summary: 'List the paths and cache tags of an invalidation',
        description:
          'All of them in the order of the request, each with its current status. They are kept as long as the ' +
          'invalidation: until 90 days after it ended.',
        tags: ['Invalidations'],
        params: Type.Object({ ...params.properties, invalidationId: InvalidationId }),
        querystring: InvalidationItemQuery,
        response: {
          200: jsonAnswer('A page of paths and cache tags.', InvalidationItemPage),
          ...problemResponses(
            'VALIDATION_FAILED',
            'INVALIDATION_ITEMS_NOT_KEPT',
            'STORE_UNAVAILABLE',
            ...problemsOf('GetInvalidation')
          )
        }
      }
    },
    async (request, reply) => {
      const { limit, cursor } = request.query
      const { invalidationId } = request.params
      // Only the id: with the address of a tenant, cursors would be too long.
      const list = `items/${invalidationId}`
      const page = await service.list(targetOf(kind, request.params), invalidationId, {
        limit,
        marker: readCursor(list, cursor)
      })
      return pageOf(request, reply, list, page)
    }
  )
}

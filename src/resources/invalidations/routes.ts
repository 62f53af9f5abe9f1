import { type FastifyPluginAsync } from 'fastify'
import Type, { type Static } from 'typebox'
import { problemsOf } from '../../cloudfront/operation-problems.ts'
import { PageQuery, pageOf, readCursor } from '../../plugins/pagination.ts'
import { problemResponses } from '../../plugins/problem-schema.ts'
import { DistributionParams } from '../distributions/schemas.ts'
import { Invalidation, InvalidationCreate, InvalidationPage } from './schemas.ts'
import { type InvalidationService } from './service.ts'

const InvalidationParams = Type.Object({
  ...DistributionParams.properties,
  invalidationId: Type.String({ pattern: '^[A-Za-z0-9_-]{1,64}$', description: "The invalidation's id." })
})

export const invalidationRoutes: FastifyPluginAsync<{ service: InvalidationService }> = async (app, { service }) => {
  app.post<{ Params: Static<typeof DistributionParams>; Body: InvalidationCreate }>(
    '/',
    {
      schema: {
        operationId: 'createInvalidation',
        summary: 'Remove files from the edge caches',
        tags: ['Invalidations'],
        params: DistributionParams,
        body: InvalidationCreate,
        response: {
          201: {
            description: 'The invalidation; CloudFront is carrying it out.',
            headers: { Location: Type.String({ description: "The invalidation's address." }) },
            content: { 'application/json': { schema: Invalidation } }
          },
          ...problemResponses('VALIDATION_FAILED', ...problemsOf('CreateInvalidation'))
        }
      }
    },
    async (request, reply) => {
      const { distributionId } = request.params
      const invalidation = await service.create(distributionId, request.body, request.callerReference)
      reply.code(201).header('location', `/distributions/${distributionId}/invalidations/${invalidation.id}`)
      return invalidation
    }
  )

  app.get<{ Params: Static<typeof DistributionParams>; Querystring: Static<typeof PageQuery> }>(
    '/',
    {
      schema: {
        operationId: 'listInvalidations',
        summary: "List a distribution's invalidations, newest first",
        tags: ['Invalidations'],
        params: DistributionParams,
        querystring: PageQuery,
        response: {
          200: InvalidationPage,
          ...problemResponses('VALIDATION_FAILED', ...problemsOf('ListInvalidations'))
        }
      }
    },
    async (request, reply) => {
      const { limit, cursor } = request.query
      const { distributionId } = request.params
      const list = `invalidations/${distributionId}`
      const page = await service.list(distributionId, { limit, marker: readCursor(list, cursor) })
      return pageOf(request, reply, list, page)
    }
  )

  app.get<{ Params: Static<typeof InvalidationParams> }>(
    '/:invalidationId',
    {
      schema: {
        operationId: 'getInvalidation',
        summary: 'Read an invalidation and its progress',
        tags: ['Invalidations'],
        params: InvalidationParams,
        response: { 200: Invalidation, ...problemResponses('VALIDATION_FAILED', ...problemsOf('GetInvalidation')) }
      }
    },
    async request => {
      const { distributionId, invalidationId } = request.params
      return service.get(distributionId, invalidationId)
    }
  )
}

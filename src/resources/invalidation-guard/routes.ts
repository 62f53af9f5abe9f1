import { problemsOf } from '../../cloudfront/operation-problems.ts'
import { problemResponses } from '../../plugins/problem-schema.ts'
import { type Routes } from '../../plugins/type-provider.ts'
import { DistributionParams } from '../../configuration/distributions/schemas.ts'
import { InvalidationGuard } from '../../invalidation/guard/schemas.ts'
import { type InvalidationGuardService } from './service.ts'

const tags = ['Invalidations']
const problems = problemResponses('VALIDATION_FAILED', 'STORE_UNAVAILABLE', ...problemsOf('GetDistribution'))
const answer = { description: 'The guard.', content: { 'application/json': { schema: InvalidationGuard } } }

export const invalidationGuardRoutes: Routes<{ service: InvalidationGuardService }> = async (app, { service }) => {
  app.get(
    '/',
    {
      schema: {
        operationId: 'getInvalidationGuard',
        'x-cloudfront-operations': ['GetDistribution'],
        summary: 'Read the limits for invalidations of a distribution',
        tags,
        params: DistributionParams,
        response: { 200: answer, ...problems }
      }
    },
    async request => service.get(addressOf(request.params))
  )

  app.put(
    '/',
    {
      schema: {
        operationId: 'replaceInvalidationGuard',
        'x-cloudfront-operations': ['GetDistribution'],
        summary: 'Limit invalidations of a distribution',
        description:
          'Replaces the whole guard; limits that are omitted do not apply. It takes effect for new requests, on every ' +
          'instance.',
        tags,
        params: DistributionParams,
        body: InvalidationGuard,
        response: { 200: answer, ...problems }
      }
    },
    async request => service.replace(addressOf(request.params), request.body)
  )

  app.delete(
    '/',
    {
      schema: {
        operationId: 'deleteInvalidationGuard',
        'x-cloudfront-operations': ['GetDistribution'],
        summary: 'Remove the limits for invalidations of a distribution',
        description: 'Invalidations that were held back are submitted now. Safe to repeat.',
        tags,
        params: DistributionParams,
        response: {
          204: { description: 'The limits were removed.' },
          ...problemResponses('VALIDATION_FAILED', 'STORE_UNAVAILABLE')
        }
      }
    },
    async (request, reply) => {
      await service.remove(addressOf(request.params))
      return reply.code(204).send()
    }
  )
}

function addressOf({ distributionId }: { distributionId: string }): string {
  return `/distributions/${distributionId}`
}

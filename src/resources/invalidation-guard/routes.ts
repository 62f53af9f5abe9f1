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
        description: 'For requests from now on, on every instance. A whole new guard: what is left out is not limited.',
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
        description: 'What was held back is submitted now. A repeat is harmless.',
        tags,
        params: DistributionParams,
        response: {
          204: { description: 'There are no limits any more.' },
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

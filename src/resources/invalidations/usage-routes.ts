import { type FastifyPluginAsync } from 'fastify'
import { problemResponses } from '../../plugins/problem-schema.ts'
import { kinds, type TargetParams, targetOf } from './target-params.ts'
import { type TargetKind } from '../../invalidation/targets.ts'
import { InvalidationUsage, type InvalidationUsageService } from '../../invalidation/usage/usage.ts'

interface InvalidationUsageRouteOptions {
  readonly service: InvalidationUsageService
  /** The kind of target in the prefix. */
  readonly kind: TargetKind
}

export const invalidationUsageRoutes: FastifyPluginAsync<InvalidationUsageRouteOptions> = async (app, options) => {
  const { service, kind } = options
  const { params, infix, of, absent, calls } = kinds[kind]

  app.get<{ Params: TargetParams }>(
    '/',
    {
      schema: {
        operationId: `get${infix}InvalidationUsage`,
        'x-cloudfront-operations': calls.exists,
        summary: `Read how much a ${of} uses of the quotas and the budget for invalidations`,
        tags: ['Invalidations'],
        params,
        response: {
          200: { description: 'The current usage.', content: { 'application/json': { schema: InvalidationUsage } } },
          ...problemResponses('VALIDATION_FAILED', 'STORE_UNAVAILABLE', ...absent)
        }
      }
    },
    async request => service.get(targetOf(kind, request.params), { ofAccount: !request.caller.grant.distributions })
  )
}

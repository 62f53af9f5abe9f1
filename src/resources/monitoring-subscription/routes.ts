import { type FastifyPluginAsync } from 'fastify'
import { type Static } from 'typebox'
import { problemsOf } from '../../cloudfront/operation-problems.ts'
import { jsonAnswer } from '../../plugins/json-answer.ts'
import { problemResponses } from '../../plugins/problem-schema.ts'
import { DistributionParams } from '../../configuration/distributions/schemas.ts'
import { MonitoringSubscription } from './schemas.ts'
import { type MonitoringSubscriptionService } from './service.ts'

type Params = Static<typeof DistributionParams>

export const monitoringSubscriptionRoutes: FastifyPluginAsync<{ service: MonitoringSubscriptionService }> = async (
  app,
  { service }
) => {
  app.get<{ Params: Params }>(
    '/',
    {
      schema: {
        operationId: 'getMonitoringSubscription',
        'x-cloudfront-operations': ['GetMonitoringSubscription'],
        summary: 'Read whether a distribution has additional metrics',
        tags: ['Distributions'],
        params: DistributionParams,
        response: {
          200: jsonAnswer('Whether there are additional metrics.', MonitoringSubscription),
          ...problemResponses('VALIDATION_FAILED', ...problemsOf('GetMonitoringSubscription'))
        }
      }
    },
    async request => service.get(request.params.distributionId)
  )

  app.put<{ Params: Params; Body: MonitoringSubscription }>(
    '/',
    {
      schema: {
        operationId: 'replaceMonitoringSubscription',
        'x-cloudfront-operations': [
          'GetMonitoringSubscription',
          'CreateMonitoringSubscription',
          'DeleteMonitoringSubscription'
        ],
        summary: 'Turn the additional metrics of a distribution on or off',
        description: 'May be repeated. AWS bills additional metrics.',
        tags: ['Distributions'],
        params: DistributionParams,
        body: MonitoringSubscription,
        response: {
          200: jsonAnswer('The subscription as it is now.', MonitoringSubscription),
          ...problemResponses(
            'VALIDATION_FAILED',
            ...problemsOf('CreateMonitoringSubscription', 'GetMonitoringSubscription', 'DeleteMonitoringSubscription')
          )
        }
      }
    },
    async request => service.put(request.params.distributionId, request.body)
  )

  app.delete<{ Params: Params }>(
    '/',
    {
      schema: {
        operationId: 'deleteMonitoringSubscription',
        'x-cloudfront-operations': ['GetMonitoringSubscription', 'DeleteMonitoringSubscription'],
        summary: 'Remove the monitoring subscription of a distribution',
        tags: ['Distributions'],
        params: DistributionParams,
        response: {
          204: { description: 'There are no additional metrics any more.' },
          ...problemResponses(
            'VALIDATION_FAILED',
            ...problemsOf('GetMonitoringSubscription', 'DeleteMonitoringSubscription')
          )
        }
      }
    },
    async (request, reply) => {
      await service.remove(request.params.distributionId)
      return reply.code(204).send()
    }
  )
}

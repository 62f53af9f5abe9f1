import { type FastifyPluginAsync } from 'fastify'
import { type Static } from 'typebox'
import { problemsOf } from '../../cloudfront/operation-problems.ts'
import { ConfigDryRun, DryRunQuery, toDryRun } from '../../configuration/editing/dry-run.ts'
import { DistributionParams } from '../../configuration/distributions/schemas.ts'
import { ComputedIfMatchHeader, computedEtagHeader, sendComputed } from '../../plugins/computed-etags.ts'
import { type IfMatchHeader, readIfMatch } from '../../plugins/conditional-requests.ts'
import { dryRunAnswer, dryRunContent, dryRunReply } from '../../plugins/dry-runs.ts'
import { jsonAnswer } from '../../plugins/json-answer.ts'
import { problemResponses } from '../../plugins/problem-schema.ts'
import { MonitoringSubscription } from './schemas.ts'
import { type MonitoringSubscriptionService } from './service.ts'

interface Read {
  Params: Static<typeof DistributionParams>
}
interface Write extends Read {
  Querystring: DryRunQuery
  Headers: IfMatchHeader
}

export const monitoringSubscriptionRoutes: FastifyPluginAsync<{ service: MonitoringSubscriptionService }> = async (
  app,
  { service }
) => {
  app.get<Read>(
    '/',
    {
      config: { etagCoversAnswer: true },
      schema: {
        operationId: 'getMonitoringSubscription',
        'x-cloudfront-operations': ['GetMonitoringSubscription'],
        summary: 'Read whether a distribution has additional metrics',
        tags: ['Distributions'],
        params: DistributionParams,
        response: {
          200: jsonAnswer('Whether there are additional metrics.', MonitoringSubscription, computedEtagHeader),
          ...problemResponses('VALIDATION_FAILED', ...problemsOf('GetMonitoringSubscription'))
        }
      }
    },
    async (request, reply) => sendComputed(reply, await service.get(request.params.distributionId))
  )

  app.put<Write & { Body: MonitoringSubscription }>(
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
        querystring: DryRunQuery,
        headers: ComputedIfMatchHeader,
        body: MonitoringSubscription,
        response: {
          200: {
            description: 'The subscription as it is now.',
            headers: computedEtagHeader,
            content: { 'application/json': { schema: MonitoringSubscription }, ...dryRunContent(ConfigDryRun) }
          },
          ...problemResponses(
            'VALIDATION_FAILED',
            'ETAG_MISMATCH',
            ...problemsOf('CreateMonitoringSubscription', 'GetMonitoringSubscription', 'DeleteMonitoringSubscription')
          )
        }
      }
    },
    async (request, reply) => {
      const { distributionId } = request.params
      const ifMatch = readIfMatch(request.headers['if-match'])
      if (request.query.dryRun) {
        return dryRunReply(reply, toDryRun(await service.previewPut(distributionId, request.body, ifMatch)))
      }
      return sendComputed(reply, await service.put(distributionId, request.body, ifMatch))
    }
  )

  app.delete<Write>(
    '/',
    {
      schema: {
        operationId: 'deleteMonitoringSubscription',
        'x-cloudfront-operations': ['GetMonitoringSubscription', 'DeleteMonitoringSubscription'],
        summary: 'Remove the monitoring subscription of a distribution',
        tags: ['Distributions'],
        params: DistributionParams,
        querystring: DryRunQuery,
        headers: ComputedIfMatchHeader,
        response: {
          200: dryRunAnswer(ConfigDryRun),
          204: { description: 'There are no additional metrics any more.' },
          ...problemResponses(
            'VALIDATION_FAILED',
            'ETAG_MISMATCH',
            ...problemsOf('GetMonitoringSubscription', 'DeleteMonitoringSubscription')
          )
        }
      }
    },
    async (request, reply) => {
      const { distributionId } = request.params
      const ifMatch = readIfMatch(request.headers['if-match'])
      if (request.query.dryRun) {
        return dryRunReply(reply, toDryRun(await service.previewRemove(distributionId, ifMatch)))
      }
      await service.remove(distributionId, ifMatch)
      return reply.code(204).send()
    }
  )
}

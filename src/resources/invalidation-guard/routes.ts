import { type FastifyPluginAsync } from 'fastify'
import { type Static } from 'typebox'
import { problemsOf } from '../../cloudfront/operation-problems.ts'
import { ConfigDryRun, DryRunQuery, toDryRun } from '../../configuration/editing/dry-run.ts'
import { DistributionParams } from '../../configuration/distributions/schemas.ts'
import { InvalidationGuard } from '../../invalidation/guard/schemas.ts'
import { computedEtagHeader, sendComputed } from '../../plugins/computed-etags.ts'
import { IfMatchHeader, readIfMatch } from '../../plugins/conditional-requests.ts'
import { dryRunAnswer, dryRunContent, dryRunReply } from '../../plugins/dry-runs.ts'
import { jsonAnswer } from '../../plugins/json-answer.ts'
import { problemResponses } from '../../plugins/problem-schema.ts'
import { type InvalidationGuardService } from './service.ts'

const tags = ['Invalidations']
const problems = problemResponses('VALIDATION_FAILED', 'STORE_UNAVAILABLE', ...problemsOf('GetDistribution'))

interface Read {
  Params: Static<typeof DistributionParams>
}
interface Write extends Read {
  Querystring: DryRunQuery
  Headers: IfMatchHeader
}

export const invalidationGuardRoutes: FastifyPluginAsync<{ service: InvalidationGuardService }> = async (
  app,
  { service }
) => {
  app.get<Read>(
    '/',
    {
      config: { etagCoversAnswer: true },
      schema: {
        operationId: 'getInvalidationGuard',
        'x-cloudfront-operations': ['GetDistribution'],
        summary: 'Read the limits for invalidations of a distribution',
        tags,
        params: DistributionParams,
        response: { 200: jsonAnswer('The guard.', InvalidationGuard, computedEtagHeader), ...problems }
      }
    },
    async (request, reply) => sendComputed(reply, await service.get(addressOf(request.params)))
  )

  app.put<Write & { Body: InvalidationGuard }>(
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
        querystring: DryRunQuery,
        headers: IfMatchHeader,
        body: InvalidationGuard,
        response: {
          200: {
            description: 'The guard as it is now.',
            headers: computedEtagHeader,
            content: { 'application/json': { schema: InvalidationGuard }, ...dryRunContent(ConfigDryRun) }
          },
          ...problemResponses(
            'VALIDATION_FAILED',
            'ETAG_MISMATCH',
            'STORE_UNAVAILABLE',
            ...problemsOf('GetDistribution')
          )
        }
      }
    },
    async (request, reply) => {
      const target = addressOf(request.params)
      const ifMatch = readIfMatch(request.headers['if-match'])
      if (request.query.dryRun) {
        return dryRunReply(reply, toDryRun(await service.previewReplace(target, request.body, ifMatch)))
      }
      return sendComputed(reply, await service.replace(target, request.body, ifMatch))
    }
  )

  app.delete<Write>(
    '/',
    {
      schema: {
        operationId: 'deleteInvalidationGuard',
        'x-cloudfront-operations': ['GetDistribution'],
        summary: 'Remove the limits for invalidations of a distribution',
        description: 'Invalidations that were held back are submitted now. Safe to repeat.',
        tags,
        params: DistributionParams,
        querystring: DryRunQuery,
        headers: IfMatchHeader,
        response: {
          200: dryRunAnswer(ConfigDryRun),
          204: { description: 'The limits were removed.' },
          ...problemResponses('VALIDATION_FAILED', 'ETAG_MISMATCH', 'STORE_UNAVAILABLE')
        }
      }
    },
    async (request, reply) => {
      const target = addressOf(request.params)
      const ifMatch = readIfMatch(request.headers['if-match'])
      if (request.query.dryRun) return dryRunReply(reply, toDryRun(await service.previewRemove(target, ifMatch)))
      await service.remove(target, ifMatch)
      return reply.code(204).send()
    }
  )
}

function addressOf({ distributionId }: { distributionId: string }): string {
  return `/distributions/${distributionId}`
}

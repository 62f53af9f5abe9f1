import { type FastifyPluginAsync } from 'fastify'
import Type from 'typebox'
import { problemsOf } from '../../cloudfront/operation-problems.ts'
import { ServiceError } from '../../errors.ts'
import {
  createStateStream,
  eventAnswers,
  LastEventIdHeader,
  readLastEventId,
  sendEventStream,
  type StreamSlots
} from '../../plugins/event-stream.ts'
import { problemResponses } from '../../plugins/problem-schema.ts'
import { EVENTS, InvalidationSummary } from '../../invalidation/schemas.ts'
import { type InvalidationService } from '../../invalidation/service.ts'
import { InvalidationId, kinds, type TargetParams, targetOf } from './target-params.ts'
import { type TargetKind } from '../../invalidation/targets.ts'

interface InvalidationEventRouteOptions {
  readonly service: Pick<InvalidationService, 'get' | 'describe' | 'watch'>
  /** The kind of target in the prefix. */
  readonly kind: TargetKind
  /** Shared with the streams of other resources. */
  readonly streams: StreamSlots
  readonly heartbeatMs?: number
}

export const invalidationEventRoutes: FastifyPluginAsync<InvalidationEventRouteOptions> = async (app, options) => {
  const { service, kind, streams, heartbeatMs } = options
  const { params, infix, calls } = kinds[kind]
  app.get<{ Params: TargetParams & { invalidationId: string }; Headers: LastEventIdHeader }>(
    '/:invalidationId/events',
    {
      // HEAD would be answered only when the invalidation has ended.
      exposeHeadRoute: false,
      schema: {
        operationId: `follow${infix}Invalidation`,
        'x-cloudfront-operations': calls.read,
        summary: 'Follow an invalidation',
        description:
          'Server-sent events: the invalidation without its paths, as `progress` now and whenever it changes, then once as ' +
          '`succeeded`, `failed` or `cancelled`. A client that reconnects sends Last-Event-ID.',
        tags: ['Invalidations'],
        params: Type.Object({ ...params.properties, invalidationId: InvalidationId }),
        headers: LastEventIdHeader,
        response: {
          ...eventAnswers(EVENTS, InvalidationSummary),
          ...problemResponses(
            'VALIDATION_FAILED',
            'TOO_MANY_EVENT_STREAMS',
            'STORE_UNAVAILABLE',
            ...problemsOf('GetInvalidation')
          )
        }
      }
    },
    async (request, reply) => {
      const { invalidationId } = request.params
      // CloudFront's id may belong to one of Frontage's invalidations.
      const { id } = await service.get(targetOf(kind, request.params), invalidationId)
      const found = await service.describe(id)
      if (!found) {
        throw new ServiceError(
          'INVALIDATION_NOT_FOUND',
          `${id} was not created through Frontage and cannot be followed.`
        )
      }
      const after = readLastEventId(request)
      if (found.ended && after >= found.version) return reply.code(204).send()
      const invalidation = { describe: () => service.describe(id), watch: () => service.watch(id), heartbeatMs }
      return sendEventStream(reply, streams, () => createStateStream(invalidation, after, request))
    }
  )
}

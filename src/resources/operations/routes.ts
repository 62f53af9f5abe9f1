import { type FastifyRequest } from 'fastify'
import { scopeOfAddress } from '../../access/scopes.ts'
import { type Reach } from '../../configuration/distributions/reach.ts'
import { ServiceError } from '../../errors.ts'
import { EVENT_TYPES } from '../../jobs/operation.ts'
import { requireScope } from '../../plugins/authorization.ts'
import {
  createStreamSlots,
  eventAnswers,
  LastEventIdHeader,
  readLastEventId,
  sendEventStream,
  type StreamSlots
} from '../../plugins/event-stream.ts'
import { findAsPreferred, PreferHeader } from '../../plugins/prefer.ts'
import { pageOf, readCursor } from '../../plugins/pagination.ts'
import { jsonAnswer } from '../../plugins/json-answer.ts'
import { problemResponses } from '../../plugins/problem-schema.ts'
import { noteCallsBefore } from '../../plugins/request-context.ts'
import { type Routes } from '../../plugins/type-provider.ts'
import { createEventStream, type EventStreamOptions } from './event-stream.ts'
import { Operation, OperationEvent, OperationPage, OperationParams, OperationQuery } from './schemas.ts'
import { type OperationService } from './service.ts'

interface OperationRouteOptions {
  readonly service: OperationService
  readonly events: EventStreamOptions
  readonly reach: Pick<Reach, 'includesAddress' | 'idsWithin'>
  /** Shared with the streams of other resources. */
  readonly streams?: StreamSlots
}

const tags = ['Operations']
/** Cancelling or retrying an operation is in the history of its resource. */
const recordedAs = (service: Pick<OperationService, 'get'>) => async (request: FastifyRequest) => {
  const { operationId: operation } = request.params as { operationId: string }
  const { resource } = await service.get(operation)
  return { operation, resource }
}
const answer = (description: string) => jsonAnswer(description, Operation)

export const operationRoutes: Routes<OperationRouteOptions> = async (app, options) => {
  const { service, events, reach, streams = createStreamSlots() } = options

  app.addHook('preHandler', async request => {
    const { operationId: id } = request.params as { operationId?: string }
    if (id === undefined) return
    // Cancelling or retrying an operation changes its resource.
    const writes = request.method === 'POST'
    await request.allow(async () => {
      const { distributions: limits } = request.caller.grant
      if (!limits && !writes) return
      const { resource } = await service.get(id)
      if (!(await reach.includesAddress(limits, resource))) {
        throw new ServiceError('OPERATION_NOT_FOUND', `There is no operation ${id}.`)
      }
      const scope = writes ? scopeOfAddress(request.method, resource) : undefined
      if (scope !== undefined) requireScope(request.caller.grant, scope)
    })
  })

  app.get(
    '/',
    {
      config: { accounts: 'filter' },
      schema: {
        operationId: 'listOperations',
        summary: 'List operations',
        description: 'Newest first. Operations are kept for 90 days after they end.',
        tags,
        querystring: OperationQuery,
        response: {
          200: jsonAnswer('A page of operations, the newest first.', OperationPage),
          ...problemResponses('VALIDATION_FAILED', 'STORE_UNAVAILABLE')
        }
      }
    },
    async (request, reply) => {
      const { limit, cursor, ...filter } = request.query
      const marker = readCursor('operations', cursor)
      const within = await noteCallsBefore(request, async () => reach.idsWithin(request.caller.grant.distributions))
      const page = await service.list({ ...filter, account: request.listedAccount, within, limit, marker })
      return pageOf(request, reply, 'operations', page)
    }
  )

  app.get(
    '/:operationId',
    {
      schema: {
        operationId: 'getOperation',
        summary: 'Read an operation',
        description: 'With `Prefer: wait=N` the answer comes when the operation has ended, or after N seconds.',
        tags,
        params: OperationParams,
        headers: PreferHeader,
        response: {
          200: answer('The operation.'),
          ...problemResponses('VALIDATION_FAILED', 'OPERATION_NOT_FOUND', 'STORE_UNAVAILABLE')
        }
      }
    },
    async (request, reply) =>
      findAsPreferred(request, reply, async seconds => service.get(request.params.operationId, seconds, request.gone))
  )

  app.post(
    '/:operationId/cancel',
    {
      config: { recordedAs: recordedAs(service) },
      schema: {
        operationId: 'cancelOperation',
        summary: 'Cancel an operation',
        description:
          'It stops after the current step, and undoes what can be undone. Safe to repeat. It also requires the scope to ' +
          'write the resource of the operation.',
        tags,
        params: OperationParams,
        response: {
          200: answer('It is being cancelled, or was cancelled.'),
          ...problemResponses(
            'VALIDATION_FAILED',
            'OPERATION_NOT_FOUND',
            'OPERATION_ENDED',
            'OPERATION_NOT_CANCELLABLE',
            'STORE_UNAVAILABLE'
          )
        }
      }
    },
    async request => service.cancel(request.params.operationId)
  )

  app.post(
    '/:operationId/retry',
    {
      config: { recordedAs: recordedAs(service) },
      schema: {
        operationId: 'retryOperation',
        summary: 'Try a failed operation again',
        description:
          'Resumes the operation at the step that failed, with the full time limit of the step. It also requires the ' +
          'scope to write the resource of the operation.',
        tags,
        params: OperationParams,
        response: {
          200: answer('The resumed operation.'),
          ...problemResponses(
            'VALIDATION_FAILED',
            'OPERATION_NOT_FOUND',
            'OPERATION_NOT_RETRYABLE',
            'OPERATION_IN_PROGRESS',
            'STORE_UNAVAILABLE'
          )
        }
      }
    },
    async request => service.retry(request.params.operationId)
  )

  app.get(
    '/:operationId/events',
    {
      // HEAD would be answered only when the operation has ended.
      exposeHeadRoute: false,
      schema: {
        operationId: 'followOperation',
        summary: 'Follow an operation',
        description:
          'Server-sent events: first the past events, then new ones until the operation has ended. A client that ' +
          'reconnects sends Last-Event-ID and misses nothing.',
        tags,
        params: OperationParams,
        headers: LastEventIdHeader,
        response: {
          ...eventAnswers(EVENT_TYPES, OperationEvent),
          ...problemResponses('VALIDATION_FAILED', 'OPERATION_NOT_FOUND', 'TOO_MANY_EVENT_STREAMS', 'STORE_UNAVAILABLE')
        }
      }
    },
    async (request, reply) => {
      const { operationId: id } = request.params
      const { endedAt } = await service.get(id)
      const after = readLastEventId(request)
      if (endedAt !== undefined && (await events.engine.events(id, after)).length === 0) return reply.code(204).send()
      return sendEventStream(reply, streams, () => createEventStream(events, { id, after, reader: request }))
    }
  )
}

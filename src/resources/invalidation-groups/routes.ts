import { problemsOf } from '../../cloudfront/operation-problems.ts'
import Type from 'typebox'
import { type DistributionLimits } from '../../access/limits.ts'
import { type Reach } from '../../configuration/distributions/reach.ts'
import { ServiceError } from '../../errors.ts'
import { CacheControlHeader, readMaxAgeSeconds } from '../../plugins/cache-control.ts'
import {
  createStateStream,
  createStreamSlots,
  eventAnswers,
  LastEventIdHeader,
  readLastEventId,
  sendEventStream,
  type StreamSlots
} from '../../plugins/event-stream.ts'
import { pageOf, readCursor } from '../../plugins/pagination.ts'
import { findAsPreferred, held, PreferHeader } from '../../plugins/prefer.ts'
import { jsonAnswer, locationHeader } from '../../plugins/json-answer.ts'
import { problemResponses } from '../../plugins/problem-schema.ts'
import { noteCallsBefore } from '../../plugins/request-context.ts'
import { type Routes } from '../../plugins/type-provider.ts'
import { registerDocumentRules } from '../../validation/document-rules.ts'
import { listOperations } from '../distributions/filters.ts'
import { EVENTS } from '../../invalidation/schemas.ts'
import { pathsBodyLimit } from '../invalidations/body-limit.ts'
import {
  InvalidationGroup,
  InvalidationGroupCreate,
  InvalidationGroupPage,
  InvalidationGroupParams,
  InvalidationGroupQuery,
  InvalidationGroupSummary
} from './schemas.ts'
import { brokenGroupRules, type InvalidationGroupService } from './service.ts'

interface InvalidationGroupRouteOptions {
  readonly service: InvalidationGroupService
  readonly reach: Pick<Reach, 'includes' | 'idsWithin'>
  /** Shared with the streams of other resources. */
  readonly streams?: StreamSlots
  readonly heartbeatMs?: number
}

const tags = ['Invalidations']
const answer = (description: string) => jsonAnswer(description, InvalidationGroup)

registerDocumentRules(InvalidationGroupCreate, brokenGroupRules)

/** One request for many distributions. */
export const invalidationGroupRoutes: Routes<InvalidationGroupRouteOptions> = async (app, options) => {
  const { service, reach, streams = createStreamSlots(), heartbeatMs } = options

  /** Whether all of a group's distributions are within the limits; groups are never shown in part. */
  async function isWithin(limits: DistributionLimits, groupId: string): Promise<boolean> {
    for (const id of await service.distributionIds(groupId)) if (!(await reach.includes(limits, id))) return false
    return true
  }

  app.addHook('preHandler', async request => {
    const { groupId: id } = request.params as { groupId?: string }
    if (id === undefined) return
    await request.allow(async () => {
      const { distributions: limits } = request.caller.grant
      if (!limits || (await isWithin(limits, id))) return
      throw new ServiceError('INVALIDATION_GROUP_NOT_FOUND', `There is no group ${id}.`)
    })
  })

  app.post(
    '/',
    {
      bodyLimit: pathsBodyLimit(app),
      schema: {
        operationId: 'createInvalidationGroup',
        'x-cloudfront-operations': [...listOperations, 'GetDistribution', 'CreateInvalidation', 'GetInvalidation'],
        summary: 'Remove files of several distributions from the edge caches',
        description:
          'Creates an invalidation for each distribution that the selector matches or that serves one of the URLs; if one ' +
          'is refused, none is created. A webhook is notified of each. With `Prefer: wait=N` the answer comes when all ' +
          'have ended, or after N seconds.',
        tags,
        headers: Type.Object({ ...PreferHeader.properties, ...CacheControlHeader.properties }),
        body: InvalidationGroupCreate,
        response: {
          201: {
            ...answer('All were accepted.'),
            headers: locationHeader
          },
          ...problemResponses(
            'VALIDATION_FAILED',
            'NO_DISTRIBUTION_SELECTED',
            'CACHE_TAGS_NOT_CONFIGURED',
            'MONTHLY_BUDGET_EXCEEDED',
            'STORE_UNAVAILABLE',
            ...problemsOf('GetDistribution', ...listOperations)
          )
        }
      }
    },
    async (request, reply) => {
      const { distributions: limits, paths: permittedPaths } = request.caller.grant
      const group = await service.create(request.body, {
        caller: request.caller.id,
        reference: request.callerReference,
        maxAgeSeconds: readMaxAgeSeconds(request.headers['cache-control']),
        limits,
        permittedPaths,
        budget: request.caller.budget
      })
      reply.code(201).header('location', `/invalidations/${group.id}`)
      return held(request, reply, group, async seconds => service.get(group.id, seconds, request.gone))
    }
  )

  app.get(
    '/',
    {
      config: { accounts: 'filter' },
      schema: {
        operationId: 'listInvalidationGroups',
        summary: 'List groups of invalidations, newest first',
        description: 'The invalidations of one distribution are listed below its own address.',
        tags,
        querystring: InvalidationGroupQuery,
        response: {
          200: jsonAnswer('A page of groups, the newest first.', InvalidationGroupPage),
          ...problemResponses('VALIDATION_FAILED', 'STORE_UNAVAILABLE')
        }
      }
    },
    async (request, reply) => {
      const { limit, cursor } = request.query
      const marker = readCursor('invalidation-groups', cursor)
      const within = await noteCallsBefore(request, async () => reach.idsWithin(request.caller.grant.distributions))
      const page = await service.list({ limit, marker, account: request.listedAccount, within })
      return pageOf(request, reply, 'invalidation-groups', page)
    }
  )

  app.get(
    '/:groupId',
    {
      schema: {
        operationId: 'getInvalidationGroup',
        summary: 'Read a group and its invalidations',
        description: 'With `Prefer: wait=N` the answer comes when all have ended, or after N seconds.',
        tags,
        params: InvalidationGroupParams,
        headers: PreferHeader,
        response: {
          200: answer('The group.'),
          ...problemResponses('VALIDATION_FAILED', 'INVALIDATION_GROUP_NOT_FOUND', 'STORE_UNAVAILABLE')
        }
      }
    },
    async (request, reply) =>
      findAsPreferred(request, reply, async seconds => service.get(request.params.groupId, seconds, request.gone))
  )

  app.delete(
    '/:groupId',
    {
      schema: {
        operationId: 'cancelInvalidationGroup',
        summary: 'Cancel what has not been sent to CloudFront yet, for all distributions',
        description: 'What was sent is still carried out: CloudFront cannot cancel an invalidation. Safe to repeat.',
        tags,
        params: InvalidationGroupParams,
        response: {
          200: answer('The rest will not be sent.'),
          ...problemResponses(
            'VALIDATION_FAILED',
            'INVALIDATION_GROUP_NOT_FOUND',
            'INVALIDATION_SENT',
            'INVALIDATION_ENDED',
            'STORE_UNAVAILABLE'
          )
        }
      }
    },
    async request => service.cancel(request.params.groupId)
  )

  app.get(
    '/:groupId/events',
    {
      // HEAD would be answered only when the group has ended.
      exposeHeadRoute: false,
      schema: {
        operationId: 'followInvalidationGroup',
        summary: 'Follow a group of invalidations',
        description:
          'Server-sent events: the group without its invalidations, whenever something has changed, until all have ended. ' +
          'A client that reconnects sends Last-Event-ID and gets newer events.',
        tags,
        params: InvalidationGroupParams,
        headers: LastEventIdHeader,
        response: {
          ...eventAnswers(EVENTS, InvalidationGroupSummary),
          ...problemResponses(
            'VALIDATION_FAILED',
            'INVALIDATION_GROUP_NOT_FOUND',
            'TOO_MANY_EVENT_STREAMS',
            'STORE_UNAVAILABLE'
          )
        }
      }
    },
    async (request, reply) => {
      const { groupId: id } = request.params
      const { ended, version } = await service.describe(id)
      const after = readLastEventId(request)
      if (ended && after >= version) return reply.code(204).send()
      const group = { describe: () => service.describe(id), watch: () => service.watch(id), heartbeatMs }
      return sendEventStream(reply, streams, () => createStateStream(group, after, request))
    }
  )
}

import { type FastifyPluginAsync } from 'fastify'
import Type, { type Static } from 'typebox'
import { problemsOf } from '../../cloudfront/operation-problems.ts'
import { pageOf, readCursor } from '../../plugins/pagination.ts'
import { findAsPreferred, held, PreferHeader } from '../../plugins/prefer.ts'
import { jsonAnswer, locationHeader } from '../../plugins/json-answer.ts'
import { problemResponses } from '../../plugins/problem-schema.ts'
import { noteCallsOf } from '../../plugins/request-context.ts'
import { registerDocumentRules } from '../../validation/document-rules.ts'
import { pathsBodyLimit } from './body-limit.ts'
import { Invalidation, InvalidationCreate, InvalidationPage, InvalidationQuery } from '../../invalidation/schemas.ts'
import { type InvalidationService } from '../../invalidation/service.ts'
import { unreadable } from '../../invalidation/planning/plan.ts'
import { InvalidationId, kinds, type TargetParams, targetOf } from './target-params.ts'
import { addressOf, type TargetKind } from '../../invalidation/targets.ts'

interface InvalidationRouteOptions {
  readonly service: InvalidationService
  /** The kind of target in the prefix, such as `/distributions/:distributionId/invalidations`. */
  readonly kind: TargetKind
}

registerDocumentRules(InvalidationCreate, unreadable)

/** Invalidations of distributions or of distribution tenants. */
export const invalidationRoutes: FastifyPluginAsync<InvalidationRouteOptions> = async (app, options) => {
  const { service, kind } = options
  const { params, infix, of, absent, calls } = kinds[kind]
  const oneParams = Type.Object({ ...params.properties, invalidationId: InvalidationId })
  const tags = ['Invalidations']
  const answer = (description: string) => jsonAnswer(description, Invalidation)

  app.post<{ Params: TargetParams; Body: InvalidationCreate; Headers: Static<typeof PreferHeader> }>(
    '/',
    {
      bodyLimit: pathsBodyLimit(app),
      config: { storeOnly: true },
      schema: {
        operationId: `create${infix}Invalidation`,
        'x-cloudfront-operations': calls.create,
        summary: `Remove files of a ${of} from the edge caches`,
        description:
          "The invalidation is stored durably before the answer is sent, and submitted as soon as CloudFront's quotas " +
          'allow, merged with others that are waiting. There is no need to retry. With `Prefer: wait=N` the answer comes ' +
          'when it has ended, or after N seconds.',
        tags,
        params,
        headers: PreferHeader,
        body: InvalidationCreate,
        response: {
          201: {
            ...answer('The invalidation was accepted.'),
            headers: locationHeader
          },
          ...problemResponses(
            'VALIDATION_FAILED',
            'CACHE_TAGS_NOT_CONFIGURED',
            'STORE_UNAVAILABLE',
            'INVALIDATION_FULL_PURGE_LIMIT',
            'INVALIDATION_BUDGET_EXCEEDED',
            'MONTHLY_BUDGET_EXCEEDED',
            ...absent
          )
        }
      }
    },
    async (request, reply) => {
      const target = targetOf(kind, request.params)
      const accepted = await service.create(target, request.body, {
        caller: request.caller.id,
        reference: request.callerReference,
        permittedPaths: request.caller.grant.paths,
        budget: request.caller.budget,
        noteCalls: async ask => noteCallsOf(request, ask),
        trail: request.trail,
        trace: request.trace
      })
      reply.code(201).header('location', `${addressOf(target)}/invalidations/${accepted.id}`)
      return held(request, reply, accepted, async seconds =>
        service.waitUntilEnded(target, accepted.id, seconds * 1_000, request.gone)
      )
    }
  )

  app.get<{ Params: TargetParams; Querystring: InvalidationQuery }>(
    '/',
    {
      schema: {
        operationId: `list${infix}Invalidations`,
        'x-cloudfront-operations': calls.list,
        summary: `List the invalidations of a ${of}, newest first`,
        description:
          "Those created through Frontage; `source=cloudfront` lists CloudFront's own records instead, and cannot be combined " +
          'with the other filters.',
        tags,
        params,
        querystring: InvalidationQuery,
        response: {
          200: jsonAnswer('A page of invalidations, the newest first.', InvalidationPage),
          ...problemResponses('VALIDATION_FAILED', 'STORE_UNAVAILABLE', ...absent, ...problemsOf('ListInvalidations'))
        }
      }
    },
    async (request, reply) => {
      const { cursor, ...query } = request.query
      const target = targetOf(kind, request.params)
      const list = `invalidations${addressOf(target)}?${query.source ?? ''}`
      const page = await service.list(target, { ...query, marker: readCursor(list, cursor) })
      return pageOf(request, reply, list, page)
    }
  )

  app.get<{ Params: TargetParams & { invalidationId: string }; Headers: Static<typeof PreferHeader> }>(
    '/:invalidationId',
    {
      schema: {
        operationId: `get${infix}Invalidation`,
        'x-cloudfront-operations': calls.read,
        summary: 'Read an invalidation and its progress',
        description: 'With `Prefer: wait=N` the answer comes when it has ended, or after N seconds.',
        tags,
        params: oneParams,
        headers: PreferHeader,
        response: {
          200: answer('The invalidation.'),
          ...problemResponses('VALIDATION_FAILED', 'STORE_UNAVAILABLE', ...problemsOf('GetInvalidation'))
        }
      }
    },
    async (request, reply) => {
      const target = targetOf(kind, request.params)
      return findAsPreferred(request, reply, async seconds =>
        service.get(target, request.params.invalidationId, seconds, request.gone)
      )
    }
  )

  app.delete<{ Params: TargetParams & { invalidationId: string } }>(
    '/:invalidationId',
    {
      schema: {
        operationId: `cancel${infix}Invalidation`,
        'x-cloudfront-operations': calls.read,
        summary: 'Cancel what has not been sent to CloudFront yet',
        description: 'What was sent is still carried out: CloudFront cannot cancel an invalidation. Safe to repeat.',
        tags,
        params: oneParams,
        response: {
          200: answer('The rest will not be sent.'),
          ...problemResponses(
            'VALIDATION_FAILED',
            'INVALIDATION_SENT',
            'INVALIDATION_ENDED',
            'STORE_UNAVAILABLE',
            ...problemsOf('GetInvalidation')
          )
        }
      }
    },
    async request => service.cancel(targetOf(kind, request.params), request.params.invalidationId)
  )
}

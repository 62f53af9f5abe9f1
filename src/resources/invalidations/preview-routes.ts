import { type FastifyPluginAsync } from 'fastify'
import { problemResponses } from '../../plugins/problem-schema.ts'
import { pathsBodyLimit } from './body-limit.ts'
import { InvalidationPreview } from '../../invalidation/usage/preview-schemas.ts'
import { type PreviewService } from '../../invalidation/usage/preview.ts'
import { InvalidationCreate } from '../../invalidation/schemas.ts'
import { kinds, type TargetParams, targetOf } from './target-params.ts'
import { type TargetKind } from '../../invalidation/targets.ts'

interface InvalidationPreviewRouteOptions {
  readonly service: PreviewService
  /** The kind of target in the prefix. */
  readonly kind: TargetKind
}

export const invalidationPreviewRoutes: FastifyPluginAsync<InvalidationPreviewRouteOptions> = async (app, options) => {
  const { service, kind } = options
  const { params, infix, of, absent, calls } = kinds[kind]

  app.post<{ Params: TargetParams; Body: InvalidationCreate }>(
    '/',
    {
      bodyLimit: pathsBodyLimit(app),
      config: { scope: 'invalidations:read' },
      schema: {
        operationId: `preview${infix}Invalidation`,
        'x-cloudfront-operations': calls.exists,
        summary: `Preview an invalidation of a ${of}`,
        description:
          'Takes the body of an invalidation and shows what CloudFront would get, in how many batches, what it would cost ' +
          'and how long it would take. Nothing is changed; guards are ignored.',
        tags: ['Invalidations'],
        params,
        body: InvalidationCreate,
        response: {
          200: { description: 'The plan.', content: { 'application/json': { schema: InvalidationPreview } } },
          ...problemResponses('VALIDATION_FAILED', 'CACHE_TAGS_NOT_CONFIGURED', 'STORE_UNAVAILABLE', ...absent)
        }
      }
    },
    async request =>
      service.preview(targetOf(kind, request.params), request.body, {
        caller: request.caller.id,
        ofAccount: !request.caller.grant.distributions
      })
  )
}

import { type Routes } from '../../plugins/type-provider.ts'
import { Liveness, Readiness } from './schemas.ts'
import { type HealthService } from './service.ts'

export const healthRoutes: Routes<{ service: HealthService }> = async (app, { service }) => {
  app.get(
    '/live',
    {
      schema: {
        operationId: 'getLiveness',
        summary: 'Whether the process is alive',
        tags: ['Service'],
        response: {
          200: { description: 'The process is alive.', content: { 'application/json': { schema: Liveness } } }
        }
      }
    },
    async () => ({ status: 'live' as const })
  )

  app.get(
    '/ready',
    {
      schema: {
        operationId: 'getReadiness',
        'x-cloudfront-operations': ['ListDistributions'],
        summary: 'Whether requests can be served',
        description:
          'An instance is ready while its store accepts writes; a small write checks that, at most once a second. The ' +
          'answer also shows whether CloudFront answers, but readiness does not depend on it: without CloudFront, ' +
          'invalidations are still accepted.',
        tags: ['Service'],
        response: {
          200: { description: 'Requests can be served.', content: { 'application/json': { schema: Readiness } } },
          503: {
            description: 'The store does not accept writes.',
            content: { 'application/json': { schema: Readiness } }
          }
        }
      }
    },
    async (_, reply) => {
      const readiness = await service.readiness()
      return reply.code(readiness.status === 'ready' ? 200 : 503).send(readiness)
    }
  )
}

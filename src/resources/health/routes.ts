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
        security: [],
        response: { 200: { description: 'It is.', content: { 'application/json': { schema: Liveness } } } }
      }
    },
    async () => ({ status: 'live' as const })
  )

  app.get(
    '/ready',
    {
      schema: {
        operationId: 'getReadiness',
        summary: 'Whether requests can be served',
        description:
          'Says which CloudFront is behind this service and whether it answers. Asked at most every few seconds.',
        tags: ['Service'],
        security: [],
        response: {
          200: { description: 'They can.', content: { 'application/json': { schema: Readiness } } },
          503: {
            description: 'They cannot: CloudFront does not answer.',
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

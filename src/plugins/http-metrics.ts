import { type FastifyInstance } from 'fastify'
import { forAllRoutes } from './for-all-routes.ts'
import { hook } from './hooks.ts'
import { type Metrics } from '../metrics/metrics.ts'

/** Counts answers by the template of their route, so that the number of time series is bounded. */
export const httpMetrics = forAllRoutes<{ metrics: Metrics }>(async (app: FastifyInstance, { metrics }) => {
  const { httpRequests, httpDurations } = metrics
  app.addHook(
    'onResponse',
    hook((request, reply) => {
      const { method } = request
      const route = request.routeOptions.url ?? '(none)'
      httpRequests.inc({ method, route, status: String(reply.statusCode) })
      const type = reply.getHeader('content-type')
      if (typeof type === 'string' && type.startsWith('text/event-stream')) return
      httpDurations.observe({ method, route }, reply.elapsedTime / 1_000)
    })
  )
})

import { ServiceError } from '../../errors.ts'
import { problemResponses } from '../../plugins/problem-schema.ts'
import { type Routes } from '../../plugins/type-provider.ts'
import { type MetricsService } from './service.ts'

export const metricsRoutes: Routes<{ service: MetricsService }> = async (app, { service }) => {
  app.get(
    '/',
    {
      config: { storeOnly: true },
      schema: {
        operationId: 'getMetrics',
        summary: 'Read the metrics, for Prometheus',
        description:
          "In Prometheus' text format, or OpenMetrics if Accept prefers that. Metrics from the store are read at most " +
          'every five seconds, and left out while the store is unavailable.',
        tags: ['Service'],
        response: {
          200: {
            description: 'All metrics, as they are now.',
            content: {
              'text/plain': { schema: { type: 'string', description: 'In the text format 0.0.4 of Prometheus.' } },
              'application/openmetrics-text': { schema: { type: 'string', description: 'In OpenMetrics 1.0.0.' } }
            }
          },
          ...problemResponses('NOT_ACCEPTABLE')
        }
      }
    },
    async (request, reply) => {
      const { type, text } = await service.scrape(prefersOpenMetrics(request.headers.accept))
      return reply.header('vary', 'Accept').type(type).send(text)
    }
  )
}

const OPEN_METRICS = /^application\/openmetrics-text$/i
const PLAIN = /^(text\/plain|text\/\*|\*\/\*)$/i

/**
 * Compares the quality of the two (RFC 9110, section 12.5.1) regardless of other parameters: Prometheus accepts several
 * versions of both. Throws NOT_ACCEPTABLE if neither is accepted.
 */
function prefersOpenMetrics(accept = '*/*'): boolean {
  const best = { open: 0, plain: 0 }
  for (const range of accept.split(',')) {
    const [type = '', ...parameters] = range.split(';').map(part => part.trim())
    const [, quality = '1'] = parameters.map(each => /^q=([\d.]+)$/i.exec(each)).find(found => found) ?? []
    if (OPEN_METRICS.test(type)) best.open = Math.max(best.open, Number(quality))
    if (PLAIN.test(type)) best.plain = Math.max(best.plain, Number(quality))
  }
  if (best.open > 0 || best.plain > 0) return best.open > best.plain
  throw new ServiceError('NOT_ACCEPTABLE', 'This address answers text/plain and application/openmetrics-text.')
}

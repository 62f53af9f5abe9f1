import { htmlContent, prefersHtml } from '../../plugins/html-page.ts'
import { problemResponses } from '../../plugins/problem-schema.ts'
import { type Routes } from '../../plugins/type-provider.ts'
import { version } from '../../version.ts'
import { overviewPage, overviewPolicy } from './page.ts'
import { Overview } from './schemas.ts'

const links = {
  documentation: '/docs',
  openapi: '/openapi.json',
  distributions: '/distributions',
  operations: '/operations',
  problems: '/problems',
  readiness: '/health/ready'
}

/**
 * The entry point for people and programs. The page itself contains no data: its script reads the API, with a token if
 * required.
 */
export const overviewRoutes: Routes<{ backend: Overview['backend'] }> = async (app, { backend }) => {
  app.get(
    '/',
    {
      schema: {
        operationId: 'getOverview',
        summary: 'See what this service is and where to go from here',
        description:
          'Browsers get a page for operators with distributions (status, queue and quota), operations and recent changes. ' +
          'It reads them from the API, with a token that it asks for.',
        tags: ['Service'],
        response: {
          200: {
            description: 'The addresses of this service.',
            content: { 'application/json': { schema: Overview }, ...htmlContent }
          },
          ...problemResponses('NOT_ACCEPTABLE')
        }
      }
    },
    async (request, reply) =>
      prefersHtml(request, reply, overviewPolicy) ? reply.send(overviewPage) : { version, backend, links }
  )
}

import { problemsOf } from '../../cloudfront/operation-problems.ts'
import { quoteEtag } from '../../plugins/conditional-requests.ts'
import { etagHeader } from '../../plugins/json-answer.ts'
import { problemResponses } from '../../plugins/problem-schema.ts'
import { type Routes } from '../../plugins/type-provider.ts'
import { DistributionParams } from '../../configuration/distributions/schemas.ts'
import { ExplainRequest, Explanation } from './schemas.ts'
import { type ExplainService } from './service.ts'

const calls = [
  'GetDistribution',
  'ListDistributions',
  'GetCachePolicy',
  'GetOriginRequestPolicy',
  'GetDistributionTenantByDomain',
  'GetConnectionGroup',
  'GetContinuousDeploymentPolicy'
]

export const explainRoutes: Routes<{ service: ExplainService }> = async (app, { service }) => {
  app.post(
    '/',
    {
      config: { scope: 'distributions:read' },
      schema: {
        operationId: 'explainRequest',
        'x-cloudfront-operations': calls,
        summary: "Explain what CloudFront does with a viewer's request",
        description:
          'The behavior, cache key, TTLs, origin request and error pages for the request, each with the member of the ' +
          'configuration that determines it. Based on the newest configuration only: no request is sent to an origin or to ' +
          'the distribution, no function is run, and nothing is changed. A staging distribution is explained for requests to its ' +
          'primary distribution. The ETag is that of the version explained.',
        tags: ['Distributions'],
        params: DistributionParams,
        body: ExplainRequest,
        response: {
          200: {
            description: 'The explanation.',
            headers: etagHeader,
            content: { 'application/json': { schema: Explanation } }
          },
          ...problemResponses('VALIDATION_FAILED', ...problemsOf(...calls))
        }
      }
    },
    async (request, reply) => {
      const { explanation, etag } = await service.explain(request.params.distributionId, request.body)
      reply.header('etag', quoteEtag(etag))
      return explanation
    }
  )
}

import { problemsOf } from '../../cloudfront/operation-problems.ts'
import { quoteEtag } from '../../plugins/conditional-requests.ts'
import { etagHeader } from '../../plugins/json-answer.ts'
import { problemResponses } from '../../plugins/problem-schema.ts'
import { type Routes } from '../../plugins/type-provider.ts'
import { Findings } from '../../configuration/distributions/findings/schemas.ts'
import { DistributionParams } from '../../configuration/distributions/schemas.ts'
import { type FindingService } from './service.ts'

const operations = ['GetDistributionConfig', 'GetCachePolicy', 'GetOriginRequestPolicy'] as const

export const findingRoutes: Routes<{ service: FindingService }> = async (app, { service }) => {
  app.get(
    '/',
    {
      schema: {
        operationId: 'getFindings',
        'x-cloudfront-operations': operations,
        summary: 'Read the findings of a distribution: what will not work or will cause harm',
        description:
          'Settings that CloudFront accepts but that lead to errors, stale content or needless cost, most severe first, ' +
          'including what cache policies and origin request policies of the account cause, which writes do not read. A `fix` ' +
          'is a merge patch for `PATCH /distributions/{distributionId}`: send it with this ETag as If-Match.',
        tags: ['Distributions'],
        params: DistributionParams,
        response: {
          200: {
            description: 'The findings.',
            headers: etagHeader,
            content: { 'application/json': { schema: Findings } }
          },
          ...problemResponses('VALIDATION_FAILED', ...problemsOf(...operations))
        }
      }
    },
    async (request, reply) => {
      const { found, etag } = await service.get(request.params.distributionId)
      reply.header('etag', quoteEtag(etag))
      return found
    }
  )
}

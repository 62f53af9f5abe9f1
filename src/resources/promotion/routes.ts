import { type FastifyPluginAsync } from 'fastify'
import { type Static } from 'typebox'
import { StrictQuery } from '../../configuration/distributions/dry-run.ts'
import { problemsOf } from '../../cloudfront/operation-problems.ts'
import { readIfMatch } from '../../plugins/conditional-requests.ts'
import { EditHeaders } from '../../plugins/edit-headers.ts'
import { wantsCloudFrontJson } from '../../plugins/media-types.ts'
import { problemResponses } from '../../plugins/problem-schema.ts'
import { inBothFormats, sendHeld } from '../distributions/replies.ts'
import { etagHeader } from '../../plugins/json-answer.ts'
import { DistributionParams } from '../../configuration/distributions/schemas.ts'
import { type DistributionService } from '../distributions/service.ts'
import { Promotion } from './schemas.ts'
import { type PromotionService } from './service.ts'

interface PromotionRouteOptions {
  readonly service: PromotionService
  readonly distributions: Pick<DistributionService, 'whenDeployed'>
}

export const promotionRoutes: FastifyPluginAsync<PromotionRouteOptions> = async (app, { service, distributions }) => {
  app.post<{
    Params: Static<typeof DistributionParams>
    Body: Promotion
    Querystring: StrictQuery
    Headers: EditHeaders
  }>(
    '/',
    {
      schema: {
        operationId: 'promoteStagingConfig',
        'x-cloudfront-operations': ['GetDistributionConfig', 'GetDistribution', 'UpdateDistributionWithStagingConfig'],
        summary: "Promote a staging distribution's configuration to its primary distribution",
        description:
          'The staging distribution must be the one in the continuous deployment policy of this distribution; the ' +
          'promotion disables that policy. If-Match refers to this distribution, which keeps its aliases and the policy id.',
        tags: ['Distributions'],
        params: DistributionParams,
        querystring: StrictQuery,
        headers: EditHeaders,
        body: Promotion,
        response: {
          200: { description: 'The primary distribution as it is now.', headers: etagHeader, content: inBothFormats },
          ...problemResponses(
            'VALIDATION_FAILED',
            'NOT_ACCEPTABLE',
            'SEVERE_FINDINGS',
            ...problemsOf('GetDistributionConfig', 'UpdateDistributionWithStagingConfig')
          )
        }
      }
    },
    async (request, reply) => {
      const { distributionId } = request.params
      const answersInCloudFrontFormat = wantsCloudFrontJson(request)
      const promoted = await service.promote(distributionId, request.body.stagingDistributionId, {
        ifMatch: readIfMatch(request.headers['if-match']),
        strict: request.query.strict
      })
      return sendHeld(request, reply, distributions, promoted, answersInCloudFrontFormat)
    }
  )
}

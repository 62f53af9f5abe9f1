import { type FastifyPluginAsync } from 'fastify'
import Type, { type Static } from 'typebox'
import { StrictQuery } from '../../configuration/distributions/dry-run.ts'
import { problemsOf } from '../../cloudfront/operation-problems.ts'
import { IfMatchHeader, readIfMatch } from '../../plugins/conditional-requests.ts'
import { wantsCloudFrontJson } from '../../plugins/media-types.ts'
import { PreferHeader } from '../../plugins/prefer.ts'
import { problemResponses } from '../../plugins/problem-schema.ts'
import { held, type Prefer } from '../distributions/hold-answer.ts'
import { inBothFormats, sendVersion } from '../distributions/replies.ts'
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
    Headers: { 'if-match'?: string } & Prefer
  }>(
    '/',
    {
      schema: {
        operationId: 'promoteStagingConfig',
        'x-cloudfront-operations': ['GetDistributionConfig', 'GetDistribution', 'UpdateDistributionWithStagingConfig'],
        summary: "Make a staging distribution's configuration that of the primary one",
        description:
          'The staging distribution must be the one in the continuous deployment policy of this distribution; the ' +
          'promotion disables that ' +
          'policy. If-Match is about this distribution, which keeps its aliases and the policy id.',
        tags: ['Distributions'],
        params: DistributionParams,
        querystring: StrictQuery,
        headers: Type.Object({ ...IfMatchHeader.properties, ...PreferHeader.properties }),
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
      const version = await held(request, reply, promoted, async seconds =>
        distributions.whenDeployed(promoted, seconds, request.gone)
      )
      return sendVersion(reply, version, answersInCloudFrontFormat)
    }
  )
}

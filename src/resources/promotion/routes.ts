import { type FastifyPluginAsync } from 'fastify'
import { type Static } from 'typebox'
import { problemsOf } from '../../cloudfront/operation-problems.ts'
import { IfMatchHeader, readIfMatch } from '../../plugins/conditional-requests.ts'
import { wantsCloudFrontJson } from '../../plugins/media-types.ts'
import { problemResponses } from '../../plugins/problem-schema.ts'
import { etagHeader, inBothForms, sendVersion } from '../distributions/replies.ts'
import { DistributionParams } from '../distributions/schemas.ts'
import { Promotion } from './schemas.ts'
import { type PromotionService } from './service.ts'

export const promotionRoutes: FastifyPluginAsync<{ service: PromotionService }> = async (app, { service }) => {
  app.post<{ Params: Static<typeof DistributionParams>; Body: Promotion; Headers: { 'if-match'?: string } }>(
    '/',
    {
      schema: {
        operationId: 'promoteStagingConfig',
        summary: "Make a staging distribution's configuration that of the primary one",
        description:
          'The staging distribution must be that of the continuous deployment policy which the distribution has; the policy is ' +
          'disabled by it. If-Match is about this distribution. Aliases and the policy id stay.',
        tags: ['Distributions'],
        params: DistributionParams,
        headers: IfMatchHeader,
        body: Promotion,
        response: {
          200: { description: 'The primary distribution as it is now.', headers: etagHeader, content: inBothForms },
          ...problemResponses(
            'VALIDATION_FAILED',
            'NOT_ACCEPTABLE',
            ...problemsOf('GetDistributionConfig', 'UpdateDistributionWithStagingConfig')
          )
        }
      }
    },
    async (request, reply) => {
      const { distributionId } = request.params
      const answersInCloudFrontForm = wantsCloudFrontJson(request)
      const ifMatch = readIfMatch(request.headers['if-match'])
      const version = await service.promote(distributionId, request.body.stagingDistributionId, ifMatch)
      return sendVersion(reply, version, answersInCloudFrontForm)
    }
  )
}

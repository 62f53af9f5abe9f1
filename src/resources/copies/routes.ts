import { type FastifyPluginAsync } from 'fastify'
import { type Static } from 'typebox'
import { StrictQuery } from '../../configuration/distributions/dry-run.ts'
import { problemsOf } from '../../cloudfront/operation-problems.ts'
import { readIfMatch } from '../../plugins/conditional-requests.ts'
import { EditHeaders } from '../../plugins/edit-headers.ts'
import { wantsCloudFrontJson } from '../../plugins/media-types.ts'
import { problemResponses } from '../../plugins/problem-schema.ts'
import { createdHeaders, inBothFormats, sendHeld } from '../distributions/replies.ts'
import { DistributionParams } from '../../configuration/distributions/schemas.ts'
import { type DistributionService } from '../distributions/service.ts'
import { CopyCreate } from './schemas.ts'
import { type CopyService } from './service.ts'

interface CopyRouteOptions {
  readonly service: CopyService
  readonly distributions: Pick<DistributionService, 'whenDeployed'>
}

export const copyRoutes: FastifyPluginAsync<CopyRouteOptions> = async (app, { service, distributions }) => {
  app.post<{
    Params: Static<typeof DistributionParams>
    Body: CopyCreate
    Querystring: StrictQuery
    Headers: EditHeaders
  }>(
    '/',
    {
      schema: {
        operationId: 'copyDistribution',
        'x-cloudfront-operations': ['GetDistribution', 'GetDistributionConfig', 'CopyDistribution'],
        summary: 'Create a staging distribution from a distribution',
        description:
          'The copy has the configuration of the distribution but no aliases. A continuous deployment policy sends some of the viewers ' +
          'to it, and a promotion gives its configuration to the primary distribution.',
        tags: ['Distributions'],
        params: DistributionParams,
        querystring: StrictQuery,
        headers: EditHeaders,
        body: CopyCreate,
        response: {
          201: {
            description: 'The staging distribution; CloudFront is deploying it.',
            headers: createdHeaders,
            content: inBothFormats
          },
          ...problemResponses(
            'VALIDATION_FAILED',
            'NOT_ACCEPTABLE',
            'SEVERE_FINDINGS',
            ...problemsOf('GetDistributionConfig', 'CopyDistribution')
          )
        }
      }
    },
    async (request, reply) => {
      const answersInCloudFrontFormat = wantsCloudFrontJson(request)
      const copy = await service.create(request.params.distributionId, request.body, request.callerReference, {
        ifMatch: readIfMatch(request.headers['if-match']),
        strict: request.query.strict
      })
      reply.code(201).header('location', `/distributions/${copy.id}`)
      return sendHeld(request, reply, distributions, copy, answersInCloudFrontFormat)
    }
  )
}

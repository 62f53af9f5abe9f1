import { type FastifyPluginAsync } from 'fastify'
import { type Static } from 'typebox'
import { problemsOf } from '../../cloudfront/operation-problems.ts'
import { quoteEtag, readIfMatch } from '../../plugins/conditional-requests.ts'
import { EditHeaders } from '../../plugins/edit-headers.ts'
import { problemResponses } from '../../plugins/problem-schema.ts'
import { type Deployments } from '../../configuration/distributions/deployment.ts'
import { WriteQuery } from '../../configuration/distributions/dry-run.ts'
import { Findings } from '../../configuration/distributions/findings/schemas.ts'
import { holdUntilDeployed, onlyDryRun, sendDryRun } from '../distributions/replies.ts'
import { etagHeader } from '../../plugins/json-answer.ts'
import { DistributionParams } from '../../configuration/distributions/schemas.ts'
import { WebAcl, WebAclWithFindings } from './schemas.ts'
import { type WebAclService } from './service.ts'

type Params = Static<typeof DistributionParams>

interface WebAclRouteOptions {
  readonly service: WebAclService
  readonly deployments: Pick<Deployments, 'whenDeployed'>
}

export const webAclRoutes: FastifyPluginAsync<WebAclRouteOptions> = async (app, { service, deployments }) => {
  app.put<{ Params: Params; Body: WebAcl; Querystring: WriteQuery; Headers: EditHeaders }>(
    '/',
    {
      schema: {
        operationId: 'replaceDistributionWebAcl',
        'x-cloudfront-operations': ['GetDistributionConfig', 'AssociateDistributionWebACL', 'GetDistribution'],
        summary: 'Associate a web ACL with a distribution',
        description: 'Nothing else in the configuration changes.',
        tags: ['Distributions'],
        params: DistributionParams,
        querystring: WriteQuery,
        headers: EditHeaders,
        body: WebAcl,
        response: {
          200: {
            description: 'The web ACL of the distribution.',
            headers: etagHeader,
            content: { 'application/json': { schema: WebAclWithFindings }, ...onlyDryRun }
          },
          ...problemResponses(
            'VALIDATION_FAILED',
            'SEVERE_FINDINGS',
            ...problemsOf('GetDistributionConfig', 'AssociateDistributionWebACL')
          )
        }
      }
    },
    async (request, reply) => {
      const { webAclId } = request.body
      const { distributionId } = request.params
      const { dryRun, strict } = request.query
      const options = { ifMatch: readIfMatch(request.headers['if-match']), strict }
      if (dryRun) return sendDryRun(reply, await service.preview(distributionId, webAclId, options), false)
      const { etag, ...found } = await service.put(distributionId, webAclId, options)
      reply.header('etag', quoteEtag(etag))
      await holdUntilDeployed(request, reply, deployments, distributionId)
      return { webAclId, ...found }
    }
  )

  app.delete<{ Params: Params; Querystring: WriteQuery; Headers: EditHeaders }>(
    '/',
    {
      schema: {
        operationId: 'deleteDistributionWebAcl',
        'x-cloudfront-operations': ['GetDistributionConfig', 'DisassociateDistributionWebACL', 'GetDistribution'],
        summary: 'Remove the web ACL from a distribution',
        description: 'Nothing else in the configuration changes. A distribution without a web ACL does not change.',
        tags: ['Distributions'],
        params: DistributionParams,
        querystring: WriteQuery,
        headers: EditHeaders,
        response: {
          200: {
            description: 'It no longer has a web ACL. These are the findings of the distribution as it is now.',
            headers: etagHeader,
            content: { 'application/json': { schema: Findings }, ...onlyDryRun }
          },
          ...problemResponses(
            'VALIDATION_FAILED',
            'SEVERE_FINDINGS',
            ...problemsOf('GetDistributionConfig', 'DisassociateDistributionWebACL')
          )
        }
      }
    },
    async (request, reply) => {
      const { distributionId } = request.params
      const { dryRun, strict } = request.query
      const options = { ifMatch: readIfMatch(request.headers['if-match']), strict }
      if (dryRun) return sendDryRun(reply, await service.preview(distributionId, undefined, options), false)
      const { etag, ...found } = await service.remove(distributionId, options)
      reply.header('etag', quoteEtag(etag))
      await holdUntilDeployed(request, reply, deployments, distributionId)
      return found
    }
  )
}

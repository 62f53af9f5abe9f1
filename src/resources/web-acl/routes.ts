import { type FastifyPluginAsync, type FastifyReply, type FastifyRequest } from 'fastify'
import Type, { type Static } from 'typebox'
import { problemsOf } from '../../cloudfront/operation-problems.ts'
import { IfMatchHeader, quoteEtag, readIfMatch } from '../../plugins/conditional-requests.ts'
import { PreferHeader } from '../../plugins/prefer.ts'
import { problemResponses } from '../../plugins/problem-schema.ts'
import { type Deployments } from '../../configuration/distributions/deployment.ts'
import { WriteQuery } from '../../configuration/distributions/dry-run.ts'
import { held, type Prefer } from '../distributions/hold-answer.ts'
import { onlyDryRun, sendDryRun } from '../distributions/replies.ts'
import { etagHeader } from '../../plugins/json-answer.ts'
import { DistributionParams } from '../../configuration/distributions/schemas.ts'
import { WebAcl, WebAclWritten } from './schemas.ts'
import { type WebAclService } from './service.ts'

type Params = Static<typeof DistributionParams>
interface IfMatch {
  'if-match'?: string
}

const headers = Type.Object({ ...IfMatchHeader.properties, ...PreferHeader.properties })

interface WebAclRouteOptions {
  readonly service: WebAclService
  readonly deployments: Pick<Deployments, 'whenDeployed'>
}

export const webAclRoutes: FastifyPluginAsync<WebAclRouteOptions> = async (app, { service, deployments }) => {
  async function hold(
    request: FastifyRequest<{ Params: Params; Headers: Prefer }>,
    reply: FastifyReply
  ): Promise<void> {
    await held<unknown>(request, reply, undefined, async seconds =>
      deployments.whenDeployed(request.params.distributionId, seconds, request.gone)
    )
  }

  app.put<{ Params: Params; Body: WebAcl; Querystring: WriteQuery; Headers: IfMatch & Prefer }>(
    '/',
    {
      schema: {
        operationId: 'replaceDistributionWebAcl',
        'x-cloudfront-operations': ['GetDistributionConfig', 'AssociateDistributionWebACL', 'GetDistribution'],
        summary: 'Put a web ACL on a distribution',
        description: 'Nothing else in the configuration changes.',
        tags: ['Distributions'],
        params: DistributionParams,
        querystring: WriteQuery,
        headers,
        body: WebAcl,
        response: {
          200: {
            description: 'The web ACL of the distribution.',
            headers: etagHeader,
            content: { 'application/json': { schema: WebAclWritten }, ...onlyDryRun }
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
      await hold(request, reply)
      return { webAclId, ...found }
    }
  )

  app.delete<{ Params: Params; Querystring: WriteQuery; Headers: IfMatch & Prefer }>(
    '/',
    {
      schema: {
        operationId: 'deleteDistributionWebAcl',
        'x-cloudfront-operations': ['GetDistributionConfig', 'DisassociateDistributionWebACL', 'GetDistribution'],
        summary: 'Take the web ACL off a distribution',
        description: 'Nothing else in the configuration changes. A distribution without a web ACL stays as it is.',
        tags: ['Distributions'],
        params: DistributionParams,
        querystring: WriteQuery,
        headers,
        response: {
          200: {
            description: 'What would change.',
            headers: etagHeader,
            content: onlyDryRun
          },
          204: { description: 'The distribution no longer has a web ACL.', headers: etagHeader },
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
      const { etag } = await service.remove(distributionId, options)
      reply.header('etag', quoteEtag(etag))
      await hold(request, reply)
      return reply.code(204).send()
    }
  )
}

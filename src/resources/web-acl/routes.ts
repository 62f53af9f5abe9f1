import { type FastifyPluginAsync, type FastifyReply, type FastifyRequest } from 'fastify'
import Type, { type Static } from 'typebox'
import { problemsOf } from '../../cloudfront/operation-problems.ts'
import { IfMatchHeader, quoteEtag, readIfMatch } from '../../plugins/conditional-requests.ts'
import { PreferHeader } from '../../plugins/prefer.ts'
import { problemResponses } from '../../plugins/problem-schema.ts'
import { type Deployments } from '../../configuration/distributions/deployment.ts'
import { DryRunQuery } from '../../configuration/distributions/dry-run.ts'
import { held, holdsAnswer, type Prefer } from '../distributions/hold-answer.ts'
import { onlyDryRun, sendDryRun } from '../distributions/replies.ts'
import { etagHeader } from '../../plugins/json-answer.ts'
import { DistributionParams } from '../../configuration/distributions/schemas.ts'
import { WebAcl } from './schemas.ts'
import { type WebAclService } from './service.ts'

type Params = Static<typeof DistributionParams>
interface IfMatch {
  'if-match'?: string
}

const headers = Type.Object({ ...IfMatchHeader.properties, ...PreferHeader.properties })

export interface WebAclRouteOptions {
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

  app.put<{ Params: Params; Body: WebAcl; Querystring: DryRunQuery; Headers: IfMatch & Prefer }>(
    '/',
    {
      schema: {
        operationId: 'replaceDistributionWebAcl',
        summary: 'Put a web ACL on a distribution',
        description: `Nothing else in the configuration is touched. Without If-Match the newest version is changed. ${holdsAnswer}`,
        tags: ['Distributions'],
        params: DistributionParams,
        querystring: DryRunQuery,
        headers,
        body: WebAcl,
        response: {
          200: {
            description: 'The web ACL of the distribution; with dryRun what would change.',
            headers: etagHeader,
            content: { 'application/json': { schema: WebAcl }, ...onlyDryRun }
          },
          ...problemResponses(
            'VALIDATION_FAILED',
            'UNKNOWN_UPSTREAM_SETTING',
            ...problemsOf('GetDistributionConfig', 'AssociateDistributionWebACL')
          )
        }
      }
    },
    async (request, reply) => {
      const { webAclId } = request.body
      const ifMatch = readIfMatch(request.headers['if-match'])
      const { distributionId } = request.params
      if (request.query.dryRun)
        return sendDryRun(reply, await service.preview(distributionId, webAclId, ifMatch), false)
      const { etag } = await service.put(distributionId, webAclId, ifMatch)
      reply.header('etag', quoteEtag(etag))
      await hold(request, reply)
      return { webAclId }
    }
  )

  app.delete<{ Params: Params; Querystring: DryRunQuery; Headers: IfMatch & Prefer }>(
    '/',
    {
      schema: {
        operationId: 'deleteDistributionWebAcl',
        summary: 'Take the web ACL off a distribution',
        description: `Nothing else in the configuration is touched; a distribution without a web ACL stays as it is. ${holdsAnswer}`,
        tags: ['Distributions'],
        params: DistributionParams,
        querystring: DryRunQuery,
        headers,
        response: {
          200: {
            description: 'With dryRun: what would change.',
            headers: etagHeader,
            content: onlyDryRun
          },
          204: { description: 'The distribution has no web ACL any more.', headers: etagHeader },
          ...problemResponses(
            'VALIDATION_FAILED',
            'UNKNOWN_UPSTREAM_SETTING',
            ...problemsOf('GetDistributionConfig', 'DisassociateDistributionWebACL')
          )
        }
      }
    },
    async (request, reply) => {
      const ifMatch = readIfMatch(request.headers['if-match'])
      const { distributionId } = request.params
      if (request.query.dryRun)
        return sendDryRun(reply, await service.preview(distributionId, undefined, ifMatch), false)
      const { etag } = await service.remove(distributionId, ifMatch)
      reply.header('etag', quoteEtag(etag))
      await hold(request, reply)
      return reply.code(204).send()
    }
  )
}

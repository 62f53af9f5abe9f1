import { type FastifyPluginAsync } from 'fastify'
import { type Static } from 'typebox'
import { problemsOf } from '../../cloudfront/operation-problems.ts'
import { IfMatchHeader, quoteEtag, readIfMatch } from '../../plugins/conditional-requests.ts'
import { problemResponses } from '../../plugins/problem-schema.ts'
import { etagHeader } from '../distributions/replies.ts'
import { DistributionParams } from '../../configuration/distributions/schemas.ts'
import { WebAcl } from './schemas.ts'
import { type WebAclService } from './service.ts'

type Params = Static<typeof DistributionParams>
interface IfMatch {
  'if-match'?: string
}

export const webAclRoutes: FastifyPluginAsync<{ service: WebAclService }> = async (app, { service }) => {
  app.put<{ Params: Params; Body: WebAcl; Headers: IfMatch }>(
    '/',
    {
      schema: {
        operationId: 'associateDistributionWebAcl',
        summary: 'Put a web ACL on a distribution',
        description: 'Nothing else in the configuration is touched. Without If-Match the newest version is changed.',
        tags: ['Distributions'],
        params: DistributionParams,
        headers: IfMatchHeader,
        body: WebAcl,
        response: {
          200: {
            description: 'The web ACL of the distribution.',
            headers: etagHeader,
            content: { 'application/json': { schema: WebAcl } }
          },
          ...problemResponses(
            'VALIDATION_FAILED',
            ...problemsOf('GetDistributionConfig', 'AssociateDistributionWebACL')
          )
        }
      }
    },
    async (request, reply) => {
      const { webAclArn } = request.body
      const ifMatch = readIfMatch(request.headers['if-match'])
      const { etag } = await service.put(request.params.distributionId, webAclArn, ifMatch)
      reply.header('etag', quoteEtag(etag))
      return { webAclArn }
    }
  )

  app.delete<{ Params: Params; Headers: IfMatch }>(
    '/',
    {
      schema: {
        operationId: 'disassociateDistributionWebAcl',
        summary: 'Take the web ACL off a distribution',
        description: 'Nothing else in the configuration is touched; a distribution without a web ACL stays as it is.',
        tags: ['Distributions'],
        params: DistributionParams,
        headers: IfMatchHeader,
        response: {
          204: { description: 'The distribution has no web ACL any more.', headers: etagHeader },
          ...problemResponses(
            'VALIDATION_FAILED',
            ...problemsOf('GetDistributionConfig', 'DisassociateDistributionWebACL')
          )
        }
      }
    },
    async (request, reply) => {
      const ifMatch = readIfMatch(request.headers['if-match'])
      const { etag } = await service.remove(request.params.distributionId, ifMatch)
      return reply.code(204).header('etag', quoteEtag(etag)).send()
    }
  )
}

import { type FastifyPluginAsync } from 'fastify'
import { problemsOf } from '../../cloudfront/operation-problems.ts'
import { IfMatchHeader, quoteEtag, readIfMatch } from '../../plugins/conditional-requests.ts'
import { problemResponses } from '../../plugins/problem-schema.ts'
import { etagHeader } from '../distributions/replies.ts'
import { Alias, AliasParams } from './schemas.ts'
import { type AliasService } from './service.ts'

export const aliasRoutes: FastifyPluginAsync<{ service: AliasService }> = async (app, { service }) => {
  app.put<{ Params: AliasParams; Headers: { 'if-match'?: string } }>(
    '/:alias',
    {
      schema: {
        operationId: 'associateAlias',
        summary: 'Move an alias to a distribution',
        description:
          'The distribution that has the alias loses it in the same step. The certificate of this distribution must cover it; where ' +
          'the alias belongs to another AWS account, a TXT record must show that the domain is yours.',
        tags: ['Distributions'],
        params: AliasParams,
        headers: IfMatchHeader,
        response: {
          200: {
            description: 'The distribution has the alias.',
            headers: etagHeader,
            content: { 'application/json': { schema: Alias } }
          },
          ...problemResponses(
            'VALIDATION_FAILED',
            'ETAG_MISMATCH',
            ...problemsOf('GetDistributionConfig', 'AssociateAlias')
          )
        }
      }
    },
    async (request, reply) => {
      const { distributionId, alias } = request.params
      const { etag } = await service.move(distributionId, alias, readIfMatch(request.headers['if-match']))
      reply.header('etag', quoteEtag(etag))
      return { alias, distributionId }
    }
  )
}

import { type FastifyInstance } from 'fastify'
import { type TSchema } from 'typebox'
import { withAccount } from '../../accounts/accounts.ts'
import { problemsOf } from '../../cloudfront/operation-problems.ts'
import { type Members } from '../../configuration/distributions/parts/part.ts'
import { DistributionParams } from '../../configuration/distributions/schemas.ts'
import { quoteEtag } from '../../plugins/conditional-requests.ts'
import { etagHeader, jsonAnswer } from '../../plugins/json-answer.ts'
import { problemResponses } from '../../plugins/problem-schema.ts'
import { type PartRoutesOptions } from './parts-routes.ts'

/** Registers the route that lists all parts of a kind; `show` makes the answer. */
export function registerPartListRoute(
  app: FastifyInstance,
  {
    operationId,
    summary,
    tag,
    description,
    schema,
    show
  }: {
    operationId: string
    summary: string
    tag: string
    description: string
    schema: TSchema
    show: (config: Members, distributionId: string) => Members
  },
  { service }: Pick<PartRoutesOptions, 'service'>
): void {
  app.get<{ Params: { distributionId: string } }>(
    '/',
    {
      config: { etagCoversAnswer: true },
      schema: {
        operationId,
        'x-cloudfront-operations': ['GetDistributionConfig'],
        summary,
        tags: [tag],
        params: DistributionParams,
        response: {
          200: jsonAnswer(description, schema, etagHeader),
          ...problemResponses('VALIDATION_FAILED', ...problemsOf('GetDistributionConfig'))
        }
      }
    },
    async (request, reply) => {
      const { distributionId } = request.params
      const version = await service.read(distributionId)
      reply.header('etag', quoteEtag(version.etag))
      return withAccount(show(version.config, distributionId), version.account)
    }
  )
}

import { type FastifyPluginAsync } from 'fastify'
import Type, { type Static } from 'typebox'
import { problemsOf } from '../../cloudfront/operation-problems.ts'
import { DistributionParams } from '../../configuration/distributions/schemas.ts'
import { IfMatchHeader, readIfMatch } from '../../plugins/conditional-requests.ts'
import { locationHeader } from '../../plugins/json-answer.ts'
import { PreferHeader, readWaitSeconds, sayWaited } from '../../plugins/prefer.ts'
import { problemResponses } from '../../plugins/problem-schema.ts'
import { Operation } from '../operations/schemas.ts'
import { type DeletionService } from './deletion.ts'
import { type Prefer } from './hold-answer.ts'

type Params = Static<typeof DistributionParams>
interface IfMatch {
  'if-match'?: string
}

const DeleteQuery = Type.Object(
  {
    // No default in the schema: Swagger UI would send it with every request.
    graceSeconds: Type.Optional(
      Type.Integer({
        minimum: 0,
        maximum: 2_592_000,
        description:
          'For how long the disabled distribution is kept, so that cancelling can still bring it back. Default: 0.'
      })
    )
  },
  { additionalProperties: false }
)

const problems = problemResponses(
  ...([
    'VALIDATION_FAILED',
    'ETAG_MISMATCH',
    'OPERATION_IN_PROGRESS',
    'DISTRIBUTION_PROTECTED',
    'STORE_UNAVAILABLE'
  ] as const),
  ...problemsOf('GetDistribution')
)

export const deletionRoutes: FastifyPluginAsync<{ service: DeletionService }> = async (app, { service }) => {
  app.delete<{ Params: Params; Querystring: Static<typeof DeleteQuery>; Headers: IfMatch & Prefer }>(
    '/:distributionId',
    {
      schema: {
        operationId: 'deleteDistribution',
        'x-cloudfront-operations': [
          'GetDistribution',
          'GetDistributionConfig',
          'UpdateDistribution',
          'DeleteDistribution'
        ],
        summary: 'Delete a distribution',
        description:
          'An operation: disable, wait until that is deployed, delete. It survives a restart at any point, and can be cancelled until ' +
          'its last step, which enables a distribution again that was enabled before. One that is protected is not ' +
          'deleted; if it is protected meanwhile, the operation ' +
          'fails, and leaves it disabled.',
        tags: ['Distributions'],
        params: DistributionParams,
        querystring: DeleteQuery,
        headers: Type.Object({ ...IfMatchHeader.properties, ...PreferHeader.properties }),
        response: {
          200: {
            description: 'With `Prefer: wait=N`: the operation, which has ended in time.',
            headers: locationHeader,
            content: { 'application/json': { schema: Operation } }
          },
          202: {
            description: 'The operation, which is still running.',
            headers: locationHeader,
            content: { 'application/json': { schema: Operation } }
          },
          ...problems,
          // Where another operation works on the distribution already.
          409: { ...(problems[409] as object), headers: locationHeader }
        }
      }
    },
    async (request, reply) => {
      const waitSeconds = readWaitSeconds(request.headers.prefer)
      const operation = await service.begin(request.params.distributionId, {
        ifMatch: readIfMatch(request.headers['if-match']),
        graceSeconds: request.query.graceSeconds ?? 0,
        waitSeconds: waitSeconds ?? 0,
        signal: request.gone
      })
      if (waitSeconds !== undefined) sayWaited(reply, waitSeconds)
      return reply
        .code(operation.endedAt === undefined ? 202 : 200)
        .header('location', `/operations/${operation.id}`)
        .send(operation)
    }
  )
}

import { type FastifyPluginAsync } from 'fastify'
import Type, { type Static } from 'typebox'
import { problemsOf } from '../../cloudfront/operation-problems.ts'
import { DistributionParams } from '../../configuration/distributions/schemas.ts'
import { readIfMatch } from '../../plugins/conditional-requests.ts'
import { EditHeaders } from '../../plugins/edit-headers.ts'
import { locationHeader } from '../../plugins/json-answer.ts'
import { findAsPreferred } from '../../plugins/prefer.ts'
import { problemResponses } from '../../plugins/problem-schema.ts'
import { operationAnswers, sendOperation } from '../operations/replies.ts'
import { type DeletionService } from './deletion.ts'
import { TIES_OPERATIONS } from './ties.ts'

type Params = Static<typeof DistributionParams>

const DeleteQuery = Type.Object(
  {
    // No default in the schema: Swagger UI would send it with every request.
    graceSeconds: Type.Optional(
      Type.Integer({
        minimum: 0,
        maximum: 2_592_000,
        description:
          'For how long the disabled distribution is kept before it is deleted; until then, cancelling enables it again. ' +
          'Default: 0.'
      })
    )
  },
  { additionalProperties: false }
)

const problems = problemResponses(
  'VALIDATION_FAILED',
  'ETAG_MISMATCH',
  'OPERATION_IN_PROGRESS',
  'DISTRIBUTION_PROTECTED',
  'RESOURCE_IN_USE',
  'STORE_UNAVAILABLE',
  ...problemsOf('GetDistribution')
)

export const deletionRoutes: FastifyPluginAsync<{ service: DeletionService }> = async (app, { service }) => {
  app.delete<{ Params: Params; Querystring: Static<typeof DeleteQuery>; Headers: EditHeaders }>(
    '/:distributionId',
    {
      schema: {
        operationId: 'deleteDistribution',
        'x-cloudfront-operations': [
          'GetDistribution',
          'GetDistributionConfig',
          'UpdateDistribution',
          'DeleteDistribution',
          ...TIES_OPERATIONS
        ],
        summary: 'Delete a distribution',
        description:
          'Starts an operation that disables the distribution, waits until that is deployed, and deletes it. The operation ' +
          'survives restarts. It can be cancelled until its last step; cancelling enables the distribution again if it was ' +
          'enabled before. A protected distribution is not deleted; if it is protected while the operation runs, the ' +
          'operation fails and leaves it disabled. One that has distribution tenants, or belongs to a continuous deployment ' +
          'policy, is not touched: 409 names them.',
        tags: ['Distributions'],
        params: DistributionParams,
        querystring: DeleteQuery,
        headers: EditHeaders,
        response: {
          ...operationAnswers,
          ...problems,
          // If another operation is already working on the distribution.
          409: { ...(problems[409] as object), headers: locationHeader }
        }
      }
    },
    async (request, reply) => {
      const operation = await findAsPreferred(request, reply, async (waitSeconds = 0) =>
        service.begin(request.params.distributionId, {
          ifMatch: readIfMatch(request.headers['if-match']),
          graceSeconds: request.query.graceSeconds ?? 0,
          waitSeconds,
          signal: request.gone,
          // Callers limited to some distributions must not learn of other resources.
          namesUsers: request.caller.grant.distributions === undefined
        })
      )
      return sendOperation(reply, operation)
    }
  )
}

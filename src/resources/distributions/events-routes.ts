import { type FastifyPluginAsync } from 'fastify'
import Type, { type Static } from 'typebox'
import { problemsOf } from '../../cloudfront/operation-problems.ts'
import { DistributionParams } from '../../configuration/distributions/schemas.ts'
import { isServiceError } from '../../errors.ts'
import {
  createStateStream,
  eventAnswers,
  type Followed,
  LastEventIdHeader,
  readLastEventId,
  sendEventStream,
  type StreamSlots
} from '../../plugins/event-stream.ts'
import { problemResponses } from '../../plugins/problem-schema.ts'
import { type DistributionService, type DistributionVersion } from './service.ts'

interface DistributionEventRouteOptions {
  readonly service: Pick<DistributionService, 'get' | 'whenDeployed'>
  /** Shared with the streams of other resources. */
  readonly streams: StreamSlots
  readonly heartbeatMs?: number
}

const DeploymentEvent = Type.Object(
  {
    id: DistributionParams.properties.distributionId,
    status: Type.String({ description: 'InProgress, or Deployed.' }),
    etag: Type.String({ description: 'The version that is deployed.' })
  },
  { 'x-component': 'DeploymentEvent', description: "The state of a distribution's deployment." }
)

/** The two states of a deployment, which are also the ids of its events. */
const IN_PROGRESS = 1
const DEPLOYED = 2

export const distributionEventRoutes: FastifyPluginAsync<DistributionEventRouteOptions> = async (app, options) => {
  const { service, streams, heartbeatMs } = options
  app.get<{ Params: Static<typeof DistributionParams>; Headers: LastEventIdHeader }>(
    '/:distributionId/events',
    {
      // HEAD would be answered only when the deployment has ended.
      exposeHeadRoute: false,
      schema: {
        operationId: 'followDistribution',
        'x-cloudfront-operations': ['GetDistribution'],
        summary: 'Follow the deployment of a distribution',
        description:
          'Server-sent events: `progress` while CloudFront deploys the newest change, then `Deployed`, or `Deployed` at ' +
          'once if it is already deployed. A client that loses its connection sends the request again.',
        tags: ['Distributions'],
        params: DistributionParams,
        headers: LastEventIdHeader,
        response: {
          ...eventAnswers(['progress', 'Deployed'], DeploymentEvent),
          ...problemResponses('VALIDATION_FAILED', 'TOO_MANY_EVENT_STREAMS', ...problemsOf('GetDistribution'))
        }
      }
    },
    async (request, reply) => {
      const version = await service.get(request.params.distributionId)
      const after = readLastEventId(request)
      if (stateOf(version) === DEPLOYED && after >= DEPLOYED) return reply.code(204).send()
      // Another deployment may have begun since the client received the end of the previous one.
      const newerThan = after >= DEPLOYED ? 0 : after
      const deployment = { ...followed(service, version), heartbeatMs }
      return sendEventStream(reply, streams, () => createStateStream(deployment, newerThan, request))
    }
  )
}

/** Streams of a distribution share polls with requests that wait for it. */
function followed(
  service: DistributionEventRouteOptions['service'],
  first: DistributionVersion
): Pick<Followed, 'describe' | 'watch'> {
  let seen: DistributionVersion | undefined = first
  return {
    async describe() {
      if (!seen) return undefined
      const { id, status, etag } = seen
      return { version: stateOf(seen), ended: stateOf(seen) === DEPLOYED, summary: { id, status, etag } }
    },
    watch: () => ({
      async wait(ms, ended) {
        const before = seen
        if (!before) return true
        const polled = await service.whenDeployed(before, ms / 1_000, ended)
        if (ended.aborted) return false
        // The poll saw nothing: the distribution may have been deleted.
        seen = polled === before ? await findAgain(service, before.id) : polled
        return seen === undefined || stateOf(seen) !== stateOf(before)
      },
      end: () => undefined
    })
  }
}

async function findAgain(
  service: DistributionEventRouteOptions['service'],
  distributionId: string
): Promise<DistributionVersion | undefined> {
  try {
    return await service.get(distributionId)
  } catch (error) {
    if (isServiceError(error, 'DISTRIBUTION_NOT_FOUND')) return undefined
    throw error
  }
}

function stateOf({ status }: DistributionVersion): number {
  return status === 'Deployed' ? DEPLOYED : IN_PROGRESS
}

import { type FastifyReply } from 'fastify'
import { type Deployments } from '../../configuration/distributions/deployment.ts'
import { type DistributionVersion } from '../../configuration/distributions/version.ts'
import { held, type PreferHeader } from '../../plugins/prefer.ts'
import { sendVersion } from './replies.ts'
import { type DistributionService } from './service.ts'

interface Held {
  readonly headers: PreferHeader
  readonly gone: AbortSignal
}

/** Holds the answer to a write until CloudFront has deployed it, if the caller prefers that. */
export async function holdUntilDeployed(
  request: Held,
  reply: FastifyReply,
  deployments: Pick<Deployments, 'whenDeployed'>,
  distributionId: string
): Promise<void> {
  await held<unknown>(request, reply, undefined, async seconds =>
    deployments.whenDeployed(distributionId, seconds, request.gone)
  )
}

/** The same, and then sends the version as it is by then. */
export async function sendHeld(
  request: Held,
  reply: FastifyReply,
  service: Pick<DistributionService, 'whenDeployed'>,
  version: DistributionVersion,
  inCloudFrontFormat: boolean
): Promise<unknown> {
  const shown = await held(request, reply, version, async seconds =>
    service.whenDeployed(version, seconds, request.gone)
  )
  return sendVersion(reply, shown, inCloudFrontFormat)
}

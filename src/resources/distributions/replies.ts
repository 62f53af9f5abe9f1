import { type FastifyReply } from 'fastify'
import { quoteEtag } from '../../plugins/conditional-requests.ts'
import { dryRunContent, dryRunReply } from '../../plugins/dry-runs.ts'
import { etagHeader, locationHeader } from '../../plugins/json-answer.ts'
import { CLOUDFRONT_JSON } from '../../plugins/media-types.ts'
import { DryRun, type DryRunOutcome, toDryRun } from '../../configuration/distributions/dry-run.ts'
import { Distribution } from '../../configuration/distributions/answer-schemas.ts'
import { CloudFrontDistributionConfig } from '../../configuration/distributions/schemas.ts'
import { type Deployments } from '../../configuration/distributions/deployment.ts'
import { type DistributionVersion } from '../../configuration/distributions/version.ts'
import { held, type PreferHeader } from '../../plugins/prefer.ts'
import { hostOf, localUrlOf } from './local-url.ts'
import { type DistributionService } from './service.ts'

export const createdHeaders = { ...locationHeader, ...etagHeader }

/** Media types of an answer that is a distribution. */
export const inBothFormats = {
  'application/json': { schema: Distribution },
  [CLOUDFRONT_JSON]: { schema: CloudFrontDistributionConfig }
}
/** Dry runs have their own media type, so that the answer of the write itself keeps a single type. */
export const onlyDryRun = dryRunContent(DryRun)
export const orDryRun = { ...inBothFormats, ...onlyDryRun }

/** Sets ETag and media type, and returns the body. */
export function sendVersion(reply: FastifyReply, version: DistributionVersion, inCloudFrontFormat: boolean): unknown {
  reply.header('etag', quoteEtag(version.etag)).header('vary', 'Accept')
  if (!inCloudFrontFormat) {
    const distribution = version.distribution()
    const localUrl = localUrlOf(reply.server.edgeUrl(), hostOf(distribution))
    return localUrl === undefined ? distribution : { ...distribution, localUrl }
  }
  reply.type(CLOUDFRONT_JSON)
  return version.inCloudFrontFormat()
}

/** The same for a dry run; the ETag is that of the version that would be changed. */
export function sendDryRun(reply: FastifyReply, outcome: DryRunOutcome, inCloudFrontFormat: boolean): DryRun {
  reply.header('vary', 'Accept')
  return dryRunReply(reply, toDryRun(outcome, inCloudFrontFormat ? 'cloudfront' : 'json'))
}

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

/** The same, and then sends the current version. */
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

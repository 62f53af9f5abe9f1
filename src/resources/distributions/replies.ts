import { type FastifyReply } from 'fastify'
import Type from 'typebox'
import { quoteEtag } from '../../plugins/conditional-requests.ts'
import { CLOUDFRONT_JSON } from '../../plugins/media-types.ts'
import { DryRun, type DryRunOutcome, toDryRun } from '../../configuration/distributions/dry-run.ts'
import { CloudFrontDistributionConfig, Distribution } from '../../configuration/distributions/schemas.ts'
import { type DistributionVersion } from '../../configuration/distributions/version.ts'

export const etagHeader = { ETag: Type.String({ description: 'The version of its configuration.' }) }
export const createdHeaders = {
  Location: Type.String({ description: "The distribution's address." }),
  ...etagHeader
}

/** Media types of an answer that is a distribution. */
export const inBothForms = {
  'application/json': { schema: Distribution },
  [CLOUDFRONT_JSON]: { schema: CloudFrontDistributionConfig }
}
export const orDryRun = {
  'application/json': { schema: Type.Union([Distribution, DryRun]) },
  [CLOUDFRONT_JSON]: { schema: Type.Union([CloudFrontDistributionConfig, DryRun]) }
}
export const onlyDryRun = { 'application/json': { schema: DryRun }, [CLOUDFRONT_JSON]: { schema: DryRun } }

/** Sets ETag and media type, and gives the body. */
export function sendVersion(reply: FastifyReply, version: DistributionVersion, inCloudFrontForm: boolean): unknown {
  reply.header('etag', quoteEtag(version.etag)).header('vary', 'Accept')
  if (!inCloudFrontForm) return version.distribution()
  reply.type(CLOUDFRONT_JSON)
  return version.cloudFrontForm()
}

/** The same for what a write would do; the ETag is of the version that would be changed. */
export function sendDryRun(reply: FastifyReply, outcome: DryRunOutcome, inCloudFrontForm: boolean): DryRun {
  if (outcome.etag !== undefined) reply.header('etag', quoteEtag(outcome.etag))
  reply.header('vary', 'Accept')
  if (inCloudFrontForm) reply.type(CLOUDFRONT_JSON)
  return toDryRun(outcome, inCloudFrontForm ? 'cloudfront' : 'json')
}

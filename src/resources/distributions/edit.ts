import { setTimeout as wait } from 'node:timers/promises'
import { isDeepStrictEqual } from 'node:util'
import {
  type CloudFrontClient,
  type DistributionConfig,
  GetDistributionConfigCommand,
  UpdateDistributionCommand
} from '@aws-sdk/client-cloudfront'
import { unknownElements } from '../../cloudfront/protocol.ts'
import { isServiceError, ServiceError } from '../../errors.ts'

/** The versions a caller insists on; `*` is any that exists (RFC 9110, If-Match). */
export type IfMatch = '*' | readonly string[]

export interface ConfigVersion {
  readonly config: DistributionConfig
  readonly etag: string
}

const ATTEMPTS_MAX = 10
const BACKOFF_MS_MAX = 1_000

/**
 * Reads a distribution's configuration, applies the change and writes it back, so that everything the change does not
 * touch stays. Beaten by another writer it applies the change to the fresh version, unless the caller insists on a
 * version: then, and after ten lost races, it throws ETAG_MISMATCH. A change that changes nothing is not written.
 * Safe to repeat if the change is. Throws UNKNOWN_UPSTREAM_SETTING rather than delete what this model cannot express.
 */
export async function editDistribution(
  cloudfront: CloudFrontClient,
  distributionId: string,
  ifMatch: IfMatch | undefined,
  change: (config: DistributionConfig) => DistributionConfig
): Promise<ConfigVersion> {
  for (let attempt = 1; ; attempt++) {
    const current = await readForWriting(cloudfront, distributionId)
    requireMatch(distributionId, ifMatch, current.etag)
    const changed = change(current.config)
    if (isDeepStrictEqual(changed, current.config)) return current
    try {
      return await writeConfig(cloudfront, distributionId, { config: changed, etag: current.etag })
    } catch (error) {
      const insists = ifMatch !== undefined && ifMatch !== '*'
      if (!isServiceError(error, 'ETAG_MISMATCH') || insists || attempt === ATTEMPTS_MAX) throw error
    }
    // Full jitter, so that many writers do not meet again.
    await wait(Math.random() * Math.min(BACKOFF_MS_MAX, 20 * 2 ** attempt))
  }
}

async function readForWriting(cloudfront: CloudFrontClient, distributionId: string): Promise<ConfigVersion> {
  const answer = await cloudfront.send(new GetDistributionConfigCommand({ Id: distributionId }))
  const [unknown] = unknownElements(answer)
  if (unknown !== undefined) {
    throw new ServiceError(
      'UNKNOWN_UPSTREAM_SETTING',
      `The configuration of ${distributionId} holds ${unknown}, which this version of Frontage does not know.`
    )
  }
  const { DistributionConfig: config, ETag: etag } = answer
  if (!config || !etag)
    throw new ServiceError('CLOUDFRONT_BAD_ANSWER', 'CloudFront answered without a configuration or its ETag.')
  return { config, etag }
}

async function writeConfig(
  cloudfront: CloudFrontClient,
  distributionId: string,
  { config, etag }: ConfigVersion
): Promise<ConfigVersion> {
  const { Distribution: written, ETag: newEtag } = await cloudfront.send(
    new UpdateDistributionCommand({ Id: distributionId, IfMatch: etag, DistributionConfig: config })
  )
  if (!written?.DistributionConfig || !newEtag) {
    throw new ServiceError(
      'CLOUDFRONT_BAD_ANSWER',
      'CloudFront answered an update without the distribution or its ETag.'
    )
  }
  return { config: written.DistributionConfig, etag: newEtag }
}

/** Throws ETAG_MISMATCH with the current ETag in the answer's header. */
function requireMatch(distributionId: string, ifMatch: IfMatch | undefined, etag: string): void {
  if (ifMatch === undefined || ifMatch === '*' || ifMatch.includes(etag)) return
  throw new ServiceError('ETAG_MISMATCH', `${distributionId} is at version ${etag}, which If-Match does not name.`, {
    headers: { etag: `"${etag}"` }
  })
}

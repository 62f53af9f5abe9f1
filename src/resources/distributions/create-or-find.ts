import {
  type CloudFrontClient,
  type Distribution,
  type DistributionConfig,
  GetDistributionCommand
} from '@aws-sdk/client-cloudfront'
import { isDeepStrictEqual } from 'node:util'
import { inFormat } from '../../configuration/distributions/config-format.ts'
import { contains } from '../../configuration/editing/contains.ts'
import { type TagReader } from '../../configuration/tags/tag-reader.ts'
import { isReserved } from '../../configuration/tags/rules.ts'
import { type Tags } from '../../configuration/tags/schemas.ts'
import { isServiceError } from '../../errors.ts'

interface CreatedDistribution {
  readonly Distribution?: Distribution | undefined
  readonly ETag?: string | undefined
}

/**
 * Creates a distribution under a caller reference that Frontage made, or finds the one that was created under it before:
 * CloudFront refuses a reference that it knows, also when the answer to its first use was lost and the SDK, or a caller
 * with the same Idempotency-Key, asks again. Safe to repeat with the same reference.
 */
export async function createOrFind(
  cloudfront: CloudFrontClient,
  callerReference: string,
  create: () => Promise<CreatedDistribution>
): Promise<CreatedDistribution> {
  try {
    return await create()
  } catch (error) {
    const found = await findExisting(cloudfront, error)
    if (found?.Distribution?.DistributionConfig?.CallerReference !== callerReference) throw error
    return found
  }
}

/**
 * The same for a reference of the caller's own, which may be that of another caller's distribution: only one that has all of
 * this configuration, and these tags, is the one that is meant.
 */
export async function createOrFindSame(
  { cloudfront, tagReader }: { cloudfront: CloudFrontClient; tagReader: Pick<TagReader, 'read'> },
  { config, tags }: { config: DistributionConfig; tags: Tags },
  create: () => Promise<CreatedDistribution>
): Promise<{ answer: CreatedDistribution; created: boolean }> {
  try {
    return { answer: await create(), created: true }
  } catch (error) {
    const found = await findExisting(cloudfront, error)
    const { ARN: arn, DistributionConfig: existing } = found?.Distribution ?? {}
    if (!found || !arn || !existing || !contains(inFormat(existing, 'json'), inFormat(config, 'json'))) throw error
    const own = Object.entries(await tagReader.read(arn)).filter(([key]) => !isReserved(key))
    if (!isDeepStrictEqual(Object.fromEntries(own), { ...tags })) throw error
    return { answer: found, created: false }
  }
}

/** The distribution because of which CloudFront refused to create one; undefined for other errors. */
async function findExisting(cloudfront: CloudFrontClient, error: unknown): Promise<CreatedDistribution | undefined> {
  if (!isServiceError(error, 'DISTRIBUTION_ALREADY_EXISTS')) return undefined
  // aws/aws-sdk-go #2213: the message ends with the id of the distribution, and nothing else tells it.
  const [, id] = /Already exists: ([A-Z0-9]+)/.exec(error.cloudFront?.message ?? '') ?? []
  return id === undefined ? undefined : cloudfront.send(new GetDistributionCommand({ Id: id }))
}

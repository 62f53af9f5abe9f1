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
 * Creates a distribution with a caller reference that Frontage generated, or finds the one that was created with it
 * before: CloudFront refuses a known reference, even if the answer to its first use was lost and the SDK, or a caller
 * with the same Idempotency-Key, has sent it again. Safe to repeat with the same reference.
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
 * The same for a reference that the caller chose, which may belong to another caller's distribution: it must have this
 * configuration and these tags.
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

/** The existing distribution that made CloudFront refuse the creation; undefined for other errors. */
async function findExisting(cloudfront: CloudFrontClient, error: unknown): Promise<CreatedDistribution | undefined> {
  if (!isServiceError(error, 'DISTRIBUTION_ALREADY_EXISTS')) return undefined
  // aws/aws-sdk-go #2213: only the message has the id of the distribution, at its end.
  const [, id] = /Already exists: ([A-Z0-9]+)/.exec(error.cloudFront?.message ?? '') ?? []
  return id === undefined ? undefined : cloudfront.send(new GetDistributionCommand({ Id: id }))
}

import { type CloudFrontClient, type Distribution, GetDistributionCommand } from '@aws-sdk/client-cloudfront'
import { isServiceError } from '../../errors.ts'

export interface CreatedDistribution {
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
    if (!isServiceError(error, 'DISTRIBUTION_ALREADY_EXISTS')) throw error
    // aws/aws-sdk-go #2213: the message ends with the id of the distribution, and nothing else tells it.
    const [, id] = /Already exists: ([A-Z0-9]+)/.exec(error.cloudFront?.message ?? '') ?? []
    if (id === undefined) throw error
    const found = await cloudfront.send(new GetDistributionCommand({ Id: id }))
    if (found.Distribution?.DistributionConfig?.CallerReference !== callerReference) throw error
    return found
  }
}

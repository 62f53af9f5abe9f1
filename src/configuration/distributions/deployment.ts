import { type CloudFrontClient, type Distribution, GetDistributionCommand } from '@aws-sdk/client-cloudfront'
import { createStatusPolls } from '../editing/status-polls.ts'

interface SeenDistribution {
  readonly Distribution?: Distribution | undefined
  readonly ETag?: string | undefined
}

export type Deployments = ReturnType<typeof createDeployments>

/** Waiting for deployments of distributions. */
export function createDeployments({ cloudfront }: { cloudfront: CloudFrontClient }) {
  const polls = createStatusPolls<SeenDistribution>({
    read: async id => cloudfront.send(new GetDistributionCommand({ Id: id })),
    isSettled: seen => seen.Distribution?.Status === 'Deployed'
  })
  return {
    /**
     * The distribution as it was last seen: `Deployed`, or in another state when the time is up, the signal aborts, or
     * CloudFront cannot be asked. Undefined if there was no time to poll. Reads only, never throws.
     */
    async whenDeployed(
      distributionId: string,
      waitSeconds: number,
      signal: AbortSignal
    ): Promise<SeenDistribution | undefined> {
      return polls.whenSettled(distributionId, waitSeconds, signal)
    }
  }
}

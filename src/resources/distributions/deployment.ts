import { setTimeout as wait } from 'node:timers/promises'
import { type CloudFrontClient, type Distribution, GetDistributionCommand } from '@aws-sdk/client-cloudfront'

/**
 * When to look at a deployment again, by its age in milliseconds: often at first, because the local CloudFront takes a
 * second, and every ten seconds later, because the real one takes minutes.
 */
export function lookAgainInSeconds(ageMs: number): number {
  return ageMs < 10_000 ? 1 : ageMs < 60_000 ? 5 : 10
}

export interface DeployedVersion {
  readonly Distribution?: Distribution | undefined
  readonly ETag?: string | undefined
}

/**
 * The distribution as it is once it is `Deployed`, or when the time is up or the signal aborts. Reads only; undefined
 * when there was no time to look.
 */
export async function waitUntilDeployed(
  cloudfront: CloudFrontClient,
  distributionId: string,
  waitSeconds: number,
  signal: AbortSignal
): Promise<DeployedVersion | undefined> {
  const begunAt = performance.now()
  let seen: DeployedVersion | undefined
  for (;;) {
    const ageMs = performance.now() - begunAt
    const leftMs = waitSeconds * 1_000 - ageMs
    if (leftMs <= 0 || signal.aborted) return seen
    await wait(Math.min(leftMs, lookAgainInSeconds(ageMs) * 1_000), undefined, { signal }).catch(() => undefined)
    if (signal.aborted) return seen
    seen = await cloudfront.send(new GetDistributionCommand({ Id: distributionId }))
    if (seen.Distribution?.Status === 'Deployed') return seen
  }
}

import { type CloudFrontClient, type Distribution, GetDistributionCommand } from '@aws-sdk/client-cloudfront'
import { isServiceError } from '../../errors.ts'

/**
 * When to poll a deployment again, by its age in milliseconds: often at first, because the local CloudFront takes a
 * second, and every ten seconds later, because the real one takes minutes.
 */
export function pollAgainInSeconds(ageMs: number): number {
  return ageMs < 10_000 ? 1 : ageMs < 60_000 ? 5 : 10
}

export interface SeenDistribution {
  readonly Distribution?: Distribution | undefined
  readonly ETag?: string | undefined
}

interface Waiter {
  /** What it was shown last. */
  seen: SeenDistribution | undefined
  readonly end: () => void
}

interface Watch {
  readonly waiters: Set<Waiter>
  /** When the last of them came: the pace is that of the youngest deployment. In milliseconds, as all times here. */
  youngestAt: number
  dueAt: number
  isPolling: boolean
  timer: NodeJS.Timeout | undefined
}

export type Deployments = ReturnType<typeof createDeployments>

/** Waiting for deployments: all who wait for one distribution share its polls, at most one a second. */
export function createDeployments({ cloudfront }: { cloudfront: CloudFrontClient }) {
  const watches = new Map<string, Watch>()

  function pollIn(distributionId: string, watch: Watch, seconds: number): void {
    clearTimeout(watch.timer)
    watch.dueAt = performance.now() + seconds * 1_000
    watch.timer = setTimeout(() => void poll(distributionId, watch), seconds * 1_000)
  }

  async function poll(distributionId: string, watch: Watch): Promise<void> {
    // A caller that comes while this poll is under way may have written after it began: it gets the next one.
    const asking = [...watch.waiters]
    watch.isPolling = true
    try {
      const seen = await cloudfront.send(new GetDistributionCommand({ Id: distributionId }))
      for (const waiter of asking) {
        waiter.seen = seen
        if (seen.Distribution?.Status === 'Deployed') waiter.end()
      }
    } catch (error) {
      // What they wait for is written already: a failure to poll must not become that of their request, and the client has
      // logged it. One that passes is looked past.
      if (!isServiceError(error) || !error.retryable) for (const waiter of asking) waiter.end()
    } finally {
      watch.isPolling = false
    }
    if (watch.waiters.size > 0) pollIn(distributionId, watch, pollAgainInSeconds(performance.now() - watch.youngestAt))
  }

  function join(distributionId: string, waiter: Waiter): Watch {
    const now = performance.now()
    const known = watches.get(distributionId)
    const watch = known ?? { waiters: new Set(), youngestAt: now, dueAt: Infinity, isPolling: false, timer: undefined }
    watches.set(distributionId, watch)
    watch.waiters.add(waiter)
    watch.youngestAt = now
    const seconds = pollAgainInSeconds(0)
    // Never later than it was going to be: a steady stream of callers would put it off for ever.
    if (!watch.isPolling && watch.dueAt > now + seconds * 1_000) pollIn(distributionId, watch, seconds)
    return watch
  }

  function leave(distributionId: string, watch: Watch, waiter: Waiter): void {
    watch.waiters.delete(waiter)
    if (watch.waiters.size > 0) return
    clearTimeout(watch.timer)
    if (watches.get(distributionId) === watch) watches.delete(distributionId)
  }

  return {
    /**
     * The distribution as it was seen last: `Deployed`, or whatever it is when the time is up, the signal aborts, or
     * CloudFront does not let itself be asked. Undefined when there was no time to poll. Reads only, never throws.
     */
    async whenDeployed(
      distributionId: string,
      waitSeconds: number,
      signal: AbortSignal
    ): Promise<SeenDistribution | undefined> {
      if (waitSeconds <= 0 || signal.aborted) return undefined
      return new Promise(resolve => {
        const waiter: Waiter = {
          seen: undefined,
          end() {
            clearTimeout(timer)
            signal.removeEventListener('abort', waiter.end)
            leave(distributionId, watch, waiter)
            resolve(waiter.seen)
          }
        }
        const timer = setTimeout(waiter.end, waitSeconds * 1_000)
        signal.addEventListener('abort', waiter.end)
        const watch = join(distributionId, waiter)
      })
    }
  }
}

import { isServiceError } from '../../errors.ts'

/**
 * The pause before the next poll of a deployment, by its age: short at first, because the local CloudFront takes a
 * second, and ten seconds later on, because the real one takes minutes.
 */
export function pollAgainInSeconds(ageMs: number): number {
  return ageMs < 10_000 ? 1 : ageMs < 60_000 ? 5 : 10
}

interface Waiter<Seen> {
  /** The result of the last poll. */
  seen: Seen | undefined
  readonly end: () => void
}

interface Watch<Seen> {
  readonly waiters: Set<Waiter<Seen>>
  /** When the latest waiter joined, in milliseconds: the pause depends on the latest change. */
  latestAt: number
  dueAt: number
  isPolling: boolean
  timer: NodeJS.Timeout | undefined
}

/**
 * Waits until something has settled, such as a deployment. All waiters for one resource share its polls, at most one
 * per second.
 */
export function createStatusPolls<Seen>({
  read,
  isSettled,
  keyOf = id => id
}: {
  readonly read: (id: string) => Promise<Seen>
  readonly isSettled: (seen: Seen) => boolean
  /** The key under which waiters share polls. Default: the id. */
  readonly keyOf?: ((id: string) => string) | undefined
}) {
  const watches = new Map<string, Watch<Seen>>()

  function pollIn(id: string, watch: Watch<Seen>, seconds: number): void {
    clearTimeout(watch.timer)
    watch.dueAt = performance.now() + seconds * 1_000
    watch.timer = setTimeout(() => void poll(id, watch), seconds * 1_000)
  }

  async function poll(id: string, watch: Watch<Seen>): Promise<void> {
    // A caller that joins during this poll may have written after it began, so it gets the next one.
    const current = [...watch.waiters]
    watch.isPolling = true
    try {
      const seen = await read(id)
      for (const waiter of current) {
        waiter.seen = seen
        if (isSettled(seen)) waiter.end()
      }
    } catch (error) {
      // The write has already succeeded, so a failed poll must not fail the request; the client has logged it. After a
      // retryable failure, polling continues.
      if (!isServiceError(error) || !error.retryable) for (const waiter of current) waiter.end()
    } finally {
      watch.isPolling = false
    }
    if (watch.waiters.size > 0) pollIn(id, watch, pollAgainInSeconds(performance.now() - watch.latestAt))
  }

  function join(id: string, key: string, waiter: Waiter<Seen>): Watch<Seen> {
    const now = performance.now()
    const known = watches.get(key)
    const watch = known ?? { waiters: new Set(), latestAt: now, dueAt: Infinity, isPolling: false, timer: undefined }
    watches.set(key, watch)
    watch.waiters.add(waiter)
    watch.latestAt = now
    const seconds = pollAgainInSeconds(0)
    // Never later than scheduled, or a steady stream of callers would postpone it forever.
    if (!watch.isPolling && watch.dueAt > now + seconds * 1_000) pollIn(id, watch, seconds)
    return watch
  }

  function leave(key: string, watch: Watch<Seen>, waiter: Waiter<Seen>): void {
    watch.waiters.delete(waiter)
    if (watch.waiters.size > 0) return
    clearTimeout(watch.timer)
    if (watches.get(key) === watch) watches.delete(key)
  }

  return {
    /**
     * The resource as it was last seen: settled, or in another state when the time is up, the signal aborts, or
     * CloudFront cannot be asked. Undefined if there was no time to poll. Reads only, never throws.
     */
    async whenSettled(id: string, waitSeconds: number, signal: AbortSignal): Promise<Seen | undefined> {
      if (waitSeconds <= 0 || signal.aborted) return undefined
      const key = keyOf(id)
      return new Promise(resolve => {
        const waiter: Waiter<Seen> = {
          seen: undefined,
          end() {
            clearTimeout(timer)
            signal.removeEventListener('abort', waiter.end)
            leave(key, watch, waiter)
            resolve(waiter.seen)
          }
        }
        const timer = setTimeout(waiter.end, waitSeconds * 1_000)
        signal.addEventListener('abort', waiter.end)
        const watch = join(id, key, waiter)
      })
    }
  }
}

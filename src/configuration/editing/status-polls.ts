import { isServiceError } from '../../errors.ts'

/**
 * When to poll a deployment again, by its age in milliseconds: often at first, because the local CloudFront takes a
 * second, and every ten seconds later, because the real one takes minutes.
 */
export function pollAgainInSeconds(ageMs: number): number {
  return ageMs < 10_000 ? 1 : ageMs < 60_000 ? 5 : 10
}

interface Waiter<Seen> {
  /** What it was shown last. */
  seen: Seen | undefined
  readonly end: () => void
}

interface Watch<Seen> {
  readonly waiters: Set<Waiter<Seen>>
  /** When the last of them came: the pace is that of the youngest change. In milliseconds, as all times here. */
  youngestAt: number
  dueAt: number
  isPolling: boolean
  timer: NodeJS.Timeout | undefined
}

/** Waiting until something has settled, such as a deployment: all who wait for one thing share its polls, at most one a second. */
export function createStatusPolls<Seen>({
  read,
  isSettled,
  keyOf = id => id
}: {
  readonly read: (id: string) => Promise<Seen>
  readonly isSettled: (seen: Seen) => boolean
  /** What it is known by while it is waited for; the id where that says it all. */
  readonly keyOf?: ((id: string) => string) | undefined
}) {
  const watches = new Map<string, Watch<Seen>>()

  function pollIn(id: string, watch: Watch<Seen>, seconds: number): void {
    clearTimeout(watch.timer)
    watch.dueAt = performance.now() + seconds * 1_000
    watch.timer = setTimeout(() => void poll(id, watch), seconds * 1_000)
  }

  async function poll(id: string, watch: Watch<Seen>): Promise<void> {
    // A caller that comes while this poll is under way may have written after it began: it gets the next one.
    const asking = [...watch.waiters]
    watch.isPolling = true
    try {
      const seen = await read(id)
      for (const waiter of asking) {
        waiter.seen = seen
        if (isSettled(seen)) waiter.end()
      }
    } catch (error) {
      // What they wait for is written already: a failure to poll must not become that of their request, and the client has
      // logged it. One that passes is looked past.
      if (!isServiceError(error) || !error.retryable) for (const waiter of asking) waiter.end()
    } finally {
      watch.isPolling = false
    }
    if (watch.waiters.size > 0) pollIn(id, watch, pollAgainInSeconds(performance.now() - watch.youngestAt))
  }

  function join(id: string, key: string, waiter: Waiter<Seen>): Watch<Seen> {
    const now = performance.now()
    const known = watches.get(key)
    const watch = known ?? { waiters: new Set(), youngestAt: now, dueAt: Infinity, isPolling: false, timer: undefined }
    watches.set(key, watch)
    watch.waiters.add(waiter)
    watch.youngestAt = now
    const seconds = pollAgainInSeconds(0)
    // Never later than it was going to be: a steady stream of callers would put it off for ever.
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
     * It as it was seen last: settled, or whatever it is when the time is up, the signal aborts, or CloudFront does not let
     * itself be asked. Undefined when there was no time to poll. Reads only, never throws.
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

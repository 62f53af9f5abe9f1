import { AsyncLocalStorage } from 'node:async_hooks'

interface SchedulerOptions {
  /** Resolves with the milliseconds until the key is to run again, or undefined if it must be woken. */
  readonly run: (key: string) => Promise<number | undefined>
  /** How many keys of each lane may run at the same time. */
  readonly concurrency: number
  /** Keys of one lane never wait for those of another. Default: a single lane. */
  readonly laneOf?: ((key: string) => string) | undefined
  readonly onError: (error: unknown, key: string) => void
}

/** Exponential back-off after runs that threw: 1, 2, 4, 8 seconds. */
const AFTER_ERROR_MS = 1_000
const AFTER_ERROR_MS_MAX = 8_000
/**
 * The longest timer, since Node's overflow after 24 days. After a longer delay, the key runs early and asks to run
 * again.
 */
const DELAY_MS_MAX = 3_600_000

/**
 * Runs each key for as long as it asks to be run again: never concurrently with itself, a limited number of keys at a
 * time, and first come, first served, so that a busy key goes to the back of the queue after each run. A wake during a
 * run causes one more run. Due times are kept in the store, from where a new process reads them.
 */
export function createScheduler({ run, concurrency, laneOf, onError }: SchedulerOptions) {
  const waiting = new Set<string>()
  const running = new Map<string, Promise<void>>()
  /** How many keys of each lane are running, if there are several lanes. */
  const inLane = new Map<string, number>()
  const again = new Set<string>()
  const timers = new Map<string, NodeJS.Timeout>()
  const failures = new Map<string, number>()
  // Runs must not inherit the context of the request that happens to wake them.
  const outsideRequest = AsyncLocalStorage.snapshot()
  let closed = false

  function schedule(key: string, delayMs: number): void {
    const fire = () => {
      timers.delete(key)
      wake(key)
    }
    timers.set(key, setTimeout(fire, Math.min(delayMs, DELAY_MS_MAX)).unref())
  }

  async function runOnce(key: string): Promise<number | undefined> {
    try {
      const delayMs = await run(key)
      failures.delete(key)
      return delayMs
    } catch (error) {
      onError(error, key)
      const before = failures.get(key) ?? 0
      failures.set(key, before + 1)
      return Math.min(AFTER_ERROR_MS * 2 ** before, AFTER_ERROR_MS_MAX)
    }
  }

  async function start(key: string, lane: string | undefined): Promise<void> {
    count(lane, 1)
    const delayMs = await runOnce(key)
    // No await from here on: a wake in between would be lost.
    running.delete(key)
    count(lane, -1)
    if (closed) return
    if (again.delete(key) || (delayMs !== undefined && delayMs <= 0)) waiting.add(key)
    else if (delayMs !== undefined) schedule(key, delayMs)
    pump()
  }

  function pump(): void {
    for (const key of waiting) {
      if (closed) return
      const lane = laneOf?.(key)
      if (lane === undefined && running.size >= concurrency) return
      if (lane !== undefined && (inLane.get(lane) ?? 0) >= concurrency) continue
      waiting.delete(key)
      clearTimeout(timers.get(key))
      timers.delete(key)
      running.set(key, outsideRequest(start, key, lane))
    }
  }

  function count(lane: string | undefined, by: 1 | -1): void {
    if (lane === undefined) return
    const left = (inLane.get(lane) ?? 0) + by
    if (left > 0) inLane.set(lane, left)
    else inLane.delete(lane)
  }

  /** Requests a run now, or right after the current one. Returns at once and never throws; safe to repeat. */
  function wake(key: string): void {
    if (closed) return
    if (running.has(key)) again.add(key)
    else waiting.add(key)
    pump()
  }

  /** Resolves when no key is running; keys that wait for a timer do not count. */
  async function idle(): Promise<void> {
    while (running.size > 0) await Promise.all(running.values())
  }

  return {
    wake,
    idle,

    /** Starts no further runs, and waits at most `graceMs` for those in progress. May be called again to wait longer. */
    async close(graceMs: number): Promise<void> {
      closed = true
      for (const timer of timers.values()) clearTimeout(timer)
      timers.clear()
      let timer: NodeJS.Timeout | undefined
      const grace = new Promise<void>(resolve => {
        timer = setTimeout(resolve, graceMs)
      })
      await Promise.race([idle(), grace])
      clearTimeout(timer)
    }
  }
}

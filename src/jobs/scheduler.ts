export interface SchedulerOptions {
  /** Answers in how many milliseconds the key is to run again, undefined for only when it is woken. */
  readonly run: (key: string) => Promise<number | undefined>
  /** So many keys run at a time. */
  readonly concurrency: number
  readonly onError: (error: unknown, key: string) => void
}

/** After runs that failed unexpectedly: 1, 2, 4 … seconds. */
const AFTER_ERROR_MS = 1_000
const AFTER_ERROR_MS_MAX = 8_000
/** A longer delay is one that has to be asked for again; Node's own timers end at 24 days. */
const DELAY_MS_MAX = 3_600_000

/**
 * Runs each key again and again for as long as it asks for it: never concurrently with itself, a few keys at a time, first come
 * first served, so that a busy key goes to the back of the queue after each run. A wake during a run is followed by
 * one more, however late it comes. What is due is not kept here but in the store: a process that starts reads it there.
 */
export function createScheduler({ run, concurrency, onError }: SchedulerOptions) {
  const waiting = new Set<string>()
  const running = new Map<string, Promise<void>>()
  const again = new Set<string>()
  const timers = new Map<string, NodeJS.Timeout>()
  const failures = new Map<string, number>()
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

  async function start(key: string): Promise<void> {
    const delayMs = await runOnce(key)
    // From here on without a pause, so that no wake falls between.
    running.delete(key)
    if (closed) return
    if (again.delete(key) || (delayMs !== undefined && delayMs <= 0)) waiting.add(key)
    else if (delayMs !== undefined) schedule(key, delayMs)
    pump()
  }

  function pump(): void {
    for (const key of waiting) {
      if (closed || running.size >= concurrency) return
      waiting.delete(key)
      clearTimeout(timers.get(key))
      timers.delete(key)
      running.set(key, start(key))
    }
  }

  /** Asks for a run now, or right after the one under way. Never waits and never throws; a repeat is harmless. */
  function wake(key: string): void {
    if (closed) return
    if (running.has(key)) again.add(key)
    else waiting.add(key)
    pump()
  }

  /** Resolves when nothing runs, which may be long; what a timer waits for does not count. */
  async function idle(): Promise<void> {
    while (running.size > 0) await Promise.all(running.values())
  }

  return {
    wake,
    idle,

    /** Begins nothing any more, and gives what is under way so many milliseconds. May be called again to wait longer. */
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

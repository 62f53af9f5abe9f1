export interface LoopsOptions {
  /** One visit; answers in how many milliseconds the next one is due, undefined for only when kicked. */
  readonly visit: (key: string) => Promise<number | undefined>
  readonly atOnceMax: number
  readonly onError: (error: unknown, key: string) => void
}

/** After a visit that failed in a way nobody expected. */
const AFTER_ERROR_MS = 1_000

export type Loops = ReturnType<typeof createLoops>

/**
 * Visits each key again and again for as long as it asks for it: one visit of a key at a time, a few keys at once, in the
 * order of asking, so that a busy key goes to the end of the line after each visit.
 */
export function createLoops({ visit, atOnceMax, onError }: LoopsOptions) {
  const waiting = new Set<string>()
  const running = new Map<string, Promise<void>>()
  const again = new Set<string>()
  const timers = new Map<string, NodeJS.Timeout>()
  let closed = false

  function cancelTimer(key: string): void {
    clearTimeout(timers.get(key))
    timers.delete(key)
  }

  function later(key: string, delayMs: number): void {
    if (closed) return
    cancelTimer(key)
    const fire = () => {
      timers.delete(key)
      kick(key)
    }
    timers.set(key, setTimeout(fire, delayMs).unref())
  }

  async function run(key: string): Promise<void> {
    let delayMs: number | undefined
    try {
      delayMs = await visit(key)
    } catch (error) {
      onError(error, key)
      delayMs = AFTER_ERROR_MS
    }
    running.delete(key)
    if (again.delete(key) || (delayMs !== undefined && delayMs <= 0)) waiting.add(key)
    else if (delayMs !== undefined) later(key, delayMs)
    pump()
  }

  function pump(): void {
    for (const key of waiting) {
      if (closed || running.size >= atOnceMax) return
      waiting.delete(key)
      cancelTimer(key)
      running.set(key, run(key))
    }
  }

  /** Asks for a visit now, or right after the one under way. Never waits and never throws. */
  function kick(key: string): void {
    if (closed) return
    if (running.has(key)) again.add(key)
    else waiting.add(key)
    pump()
  }

  return {
    kick,

    /** Begins nothing any more, and gives what is under way so many milliseconds. */
    async close(graceMs: number): Promise<void> {
      closed = true
      for (const timer of timers.values()) clearTimeout(timer)
      let timer: NodeJS.Timeout | undefined
      const grace = new Promise<void>(resolve => {
        timer = setTimeout(resolve, graceMs)
      })
      await Promise.race([Promise.all(running.values()), grace])
      clearTimeout(timer)
    }
  }
}

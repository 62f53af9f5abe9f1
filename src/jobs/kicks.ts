import { type VisitOutcome } from './runner.ts'
import { type JobsLogger } from './logger.ts'

/** Longer pauses are left to the sweep. */
const OWN_TIMER_MS_MAX = 60_000

/**
 * The quick way to the next step, in milliseconds instead of the seconds of a poll: visits of this process, a few at once,
 * one per operation, each followed by the next for as long as there is something to do.
 */
export function createKicks({
  visit,
  clock,
  logger,
  atOnceMax = 8
}: {
  visit: (id: string) => Promise<VisitOutcome>
  clock: { now(): number }
  logger: JobsLogger
  atOnceMax?: number
}) {
  const waiting = new Set<string>()
  const running = new Map<string, Promise<void>>()
  const again = new Set<string>()
  const timers = new Map<string, NodeJS.Timeout>()
  let closed = false

  function later(id: string, delayMs: number): void {
    clearTimeout(timers.get(id))
    timers.delete(id)
    if (closed || delayMs > OWN_TIMER_MS_MAX) return
    const fire = () => {
      timers.delete(id)
      kick(id)
    }
    timers.set(id, setTimeout(fire, delayMs).unref())
  }

  async function follow(id: string): Promise<void> {
    do {
      again.delete(id)
      const outcome = await visit(id)
      if (!outcome) continue
      const delayMs = outcome.againAt.getTime() - clock.now()
      if (delayMs <= 0) again.add(id)
      else later(id, delayMs)
    } while (again.has(id) && !closed)
  }

  function pump(): void {
    for (const id of waiting) {
      if (closed || running.size >= atOnceMax) return
      waiting.delete(id)
      const run = follow(id)
        .catch((error: unknown) => logger.warn({ err: error, operationId: id }, 'a visit failed'))
        .finally(() => {
          running.delete(id)
          pump()
        })
      running.set(id, run)
    }
  }

  /** Never waits and never throws; a repeat is harmless. */
  function kick(id: string): void {
    if (closed) return
    if (running.has(id)) again.add(id)
    else waiting.add(id)
    pump()
  }

  /** Resolves when nothing is under way here, which may be long. */
  async function idle(): Promise<void> {
    while (running.size > 0) await Promise.all(running.values())
  }

  return {
    kick,
    idle,

    /** Begins nothing any more, and gives what is under way so many milliseconds. */
    async close(graceMs: number): Promise<void> {
      closed = true
      for (const timer of timers.values()) clearTimeout(timer)
      let timer: NodeJS.Timeout | undefined
      const grace = new Promise<void>(resolve => {
        timer = setTimeout(resolve, graceMs)
      })
      await Promise.race([idle(), grace])
      clearTimeout(timer)
    }
  }
}

import { ServiceError } from '../errors.ts'

export interface SemaphoreOptions {
  readonly concurrency: number
  /** How many may wait. */
  readonly queueMax: number
}

/** Limits how many run at the same time; first come, first served. */
export function createSemaphore({ concurrency, queueMax }: SemaphoreOptions) {
  const waiting: (() => void)[] = []
  let running = 0

  async function acquire(): Promise<void> {
    if (running < concurrency) {
      running += 1
      return
    }
    if (waiting.length >= queueMax) {
      throw new ServiceError('OVERLOADED', 'Too many requests have tokens that this instance has not seen before.')
    }
    await new Promise<void>(resolve => waiting.push(resolve))
  }

  /** Whoever has waited longest takes its place. */
  function release(): void {
    const next = waiting.shift()
    if (next) next()
    else running -= 1
  }

  return {
    /** Settles as `run` does. Throws OVERLOADED if too many wait. */
    async run<Result>(run: () => Promise<Result>): Promise<Result> {
      await acquire()
      try {
        return await run()
      } finally {
        release()
      }
    }
  }
}

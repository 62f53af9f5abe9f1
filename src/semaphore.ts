export type Semaphore = ReturnType<typeof createSemaphore>

/**
 * A first-come, first-served semaphore. Every acquired slot must be released exactly once. `acquire` rejects with the
 * signal's reason if that is aborted first.
 */
export function createSemaphore(max: number) {
  let free = max
  const waiting = new Set<() => void>()

  const semaphore = {
    /** How many wait for a slot. */
    get waiting(): number {
      return waiting.size
    },

    async acquire(signal?: AbortSignal): Promise<void> {
      signal?.throwIfAborted()
      if (free > 0) {
        free--
        return
      }
      await new Promise<void>((resolve, reject) => {
        const abort = () => {
          waiting.delete(enter)
          // A reason may be any value.
          reject(signal?.reason as Error)
        }
        const enter = () => {
          signal?.removeEventListener('abort', abort)
          resolve()
        }
        waiting.add(enter)
        signal?.addEventListener('abort', abort, { once: true })
      })
    },

    release(): void {
      const [next] = waiting
      if (next === undefined) {
        free++
        return
      }
      waiting.delete(next)
      next()
    },

    /** Runs with a slot, and settles as `action` does. */
    async run<Result>(action: () => Promise<Result>, signal?: AbortSignal): Promise<Result> {
      await semaphore.acquire(signal)
      try {
        return await action()
      } finally {
        semaphore.release()
      }
    }
  }
  return semaphore
}

import { type Database } from './database.ts'

/** Reports changes of one id from its creation on, including those before the first `wait`. */
export interface Watch {
  /** Resolves with true if it has changed since the last call, false when the time is up or the signal aborts. */
  wait(timeoutMs: number, signal?: AbortSignal): Promise<boolean>
  end(): void
}

/**
 * Receives notifications of changes by any instance, so that waiters seldom poll. A notification lists the changed ids,
 * separated by commas.
 */
export function createChanges({ database, channel }: { database: Database; channel: string }) {
  const watches = new Map<string, Set<() => void>>()
  let stop: (() => Promise<void>) | undefined

  function wake(ids: string): void {
    // Empty: notifications may have been missed, so all watchers check.
    const all = ids === '' ? [...watches.values()] : ids.split(',').map(id => watches.get(id))
    for (const notify of all.flatMap(each => [...(each ?? [])])) notify()
  }

  return {
    async start(): Promise<void> {
      stop = await database.listen(channel, wake)
    },

    /** Must be called before the first read of the watched row, so that no change is missed. */
    watch(id: string): Watch {
      let changed = false
      let waiting: (() => void) | undefined
      const notify = () => {
        changed = true
        waiting?.()
      }
      const all = watches.get(id) ?? new Set()
      watches.set(id, all.add(notify))
      return {
        async wait(timeoutMs, signal) {
          if (!changed && signal?.aborted !== true) {
            await new Promise<void>(resolve => {
              const timer = setTimeout(() => done(), timeoutMs)
              const done = () => {
                clearTimeout(timer)
                signal?.removeEventListener('abort', done)
                resolve()
              }
              waiting = done
              signal?.addEventListener('abort', done, { once: true })
            })
            waiting = undefined
          }
          const answer = changed
          changed = false
          return answer
        },
        end() {
          all.delete(notify)
          if (all.size === 0 && watches.get(id) === all) watches.delete(id)
        }
      }
    },

    async close(): Promise<void> {
      await stop?.()
    }
  }
}

export type Changes = ReturnType<typeof createChanges>

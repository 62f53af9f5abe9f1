import { type Database } from './database.ts'

/** Tells of changes of one thing, also of those before the first `wait`. */
export interface Watch {
  /** True when something changed since the last answer, false when the time is up or the signal aborted. */
  wait(timeoutMs: number, signal?: AbortSignal): Promise<boolean>
  end(): void
}

/**
 * Hears of every change on every instance, so that nobody who waits has to ask again and again. A notification names what
 * has changed, several separated by commas.
 */
export function createChanges({ database, channel }: { database: Database; channel: string }) {
  const watches = new Map<string, Set<() => void>>()
  let stop: (() => Promise<void>) | undefined

  function wake(ids: string): void {
    // Some may have been missed: all watchers check.
    const all = ids === '' ? [...watches.values()] : ids.split(',').map(id => watches.get(id))
    for (const notify of all.flatMap(each => [...(each ?? [])])) notify()
  }

  return {
    async start(): Promise<void> {
      stop = await database.listen(channel, wake)
    },

    /** To be made before what it watches is read, so that no change falls between. */
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

/** The calls that wait at one fault of the kind `hold`. */
export interface Hold {
  /** How many of them it holds at this moment. */
  readonly held: number
  /**
   * Resolves as soon as it holds so many calls at once. Rejects when it is released before, or when they have not come
   * within `withinMs` of real time (30 s by default); the error says how many came.
   */
  readonly untilHeld: (calls?: number, withinMs?: number) => Promise<void>
  /** Lets the calls go on in the order in which they came, and all later ones pass. May be repeated. */
  readonly release: () => void
  /** What a call does that has met it: resolves on release, or when the caller is gone. */
  readonly wait: (gone: AbortSignal) => Promise<void>
}

const PATIENCE_MS = 30_000

export function createHold({ onRelease }: { onRelease: () => void }): Hold {
  const waiting = new Set<() => void>()
  const watchers = new Set<() => void>()
  let released = false

  function notify(): void {
    for (const check of [...watchers]) check()
  }

  return {
    get held() {
      return waiting.size
    },

    untilHeld(calls = 1, withinMs = PATIENCE_MS) {
      return new Promise((resolve, reject) => {
        const settle = (outcome: () => void) => {
          clearTimeout(timer)
          watchers.delete(check)
          outcome()
        }
        const fail = (why: string) =>
          settle(() => reject(new Error(`${why} while ${waiting.size} of ${calls} calls were held`)))
        function check(): void {
          if (waiting.size >= calls) settle(resolve)
          else if (released) fail('the hold was released')
        }
        const timer = setTimeout(() => fail(`${withinMs} ms went by`), withinMs)
        watchers.add(check)
        check()
      })
    },

    release() {
      released = true
      onRelease()
      // Before the calls go on, so that who waits for more of them is told how many there were.
      notify()
      for (const resume of [...waiting]) resume()
    },

    async wait(gone) {
      if (released || gone.aborted) return
      await new Promise<void>(resolve => {
        const resume = () => {
          waiting.delete(resume)
          gone.removeEventListener('abort', resume)
          resolve()
        }
        waiting.add(resume)
        gone.addEventListener('abort', resume)
        notify()
      })
    }
  }
}

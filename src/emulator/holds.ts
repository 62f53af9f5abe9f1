/** The calls that wait at one fault of the kind `hold`. */
export interface Hold {
  /** How many calls it holds now. */
  readonly held: number
  /**
   * Resolves as soon as it holds that many calls at once. Rejects if it is released before, or if they do not arrive
   * within `withinMs` of real time (30 s by default); the error says how many arrived.
   */
  readonly untilHeld: (calls?: number, withinMs?: number) => Promise<void>
  /** Resumes the calls in the order of their arrival, and lets all later ones pass. Safe to repeat. */
  readonly release: () => void
  /** For a call that it affects: resolves on release, or when the caller has disconnected. */
  readonly wait: (gone: AbortSignal) => Promise<void>
}

const WITHIN_MS = 30_000

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

    untilHeld(calls = 1, withinMs = WITHIN_MS) {
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
      // Before the calls are resumed, so that the error of a waiter for more of them counts these.
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

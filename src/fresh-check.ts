interface CheckOptions<State> {
  /** Never rejects. */
  readonly ask: () => Promise<State>
  /** The answer when the check does not end in time; `last` is what was known before. */
  readonly silent: (last: State | undefined) => State
  /** How long an answer is reused. */
  readonly freshMs: number
  /** How long a caller waits. */
  readonly waitMs: number
  readonly monotonic?: (() => number) | undefined
}

/** A check that has not ended. */
interface Running<State> {
  readonly state: Promise<State>
  begun: boolean
  /** Its answer must be forgotten. */
  outdated: boolean
}

/** Checks on demand, one check at a time, and remembers the answer for a while. */
export function createCheck<State>({ ask, silent, freshMs, waitMs, monotonic }: CheckOptions<State>) {
  const now = monotonic ?? (() => performance.now())
  let last: { readonly state: State; readonly atMs: number } | undefined
  let running: Running<State> | undefined

  /** Begins a check as soon as the one before has ended. */
  function begin(before: Running<State> | undefined): Running<State> {
    const check: Running<State> = { state: run(), begun: false, outdated: false }
    return check

    async function run(): Promise<State> {
      await before?.state
      check.begun = true
      const state = await ask()
      if (running === check) running = undefined
      if (!check.outdated) last = { state, atMs: now() }
      return state
    }
  }

  return {
    /** Never rejects, and ends within `waitMs`. */
    async state(): Promise<State> {
      if (last && now() - last.atMs < freshMs) return last.state
      if (!running || running.outdated) running = begin(running)
      let timer: NodeJS.Timeout | undefined
      const late = new Promise<State>(resolve => {
        timer = setTimeout(() => resolve(silent(last?.state)), waitMs)
      })
      try {
        return await Promise.race([running.state, late])
      } finally {
        clearTimeout(timer)
      }
    },

    /**
     * Discards the remembered answer, and that of a running check: those who ask from now on are answered by one that
     * begins later.
     */
    forget(): void {
      last = undefined
      if (running?.begun) running.outdated = true
    }
  }
}

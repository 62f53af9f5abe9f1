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

/** Checks on demand, one check at a time, and remembers the answer for a while. */
export function createCheck<State>({ ask, silent, freshMs, waitMs, monotonic }: CheckOptions<State>) {
  const now = monotonic ?? (() => performance.now())
  let last: { readonly state: State; readonly atMs: number } | undefined
  let running: Promise<State> | undefined
  let forgotten = false

  async function begin(): Promise<State> {
    forgotten = false
    const state = await ask()
    running = undefined
    if (!forgotten) last = { state, atMs: now() }
    return state
  }

  return {
    /** Never rejects, and ends within `waitMs`. */
    async state(): Promise<State> {
      if (last && now() - last.atMs < freshMs) return last.state
      running ??= begin()
      let timer: NodeJS.Timeout | undefined
      const late = new Promise<State>(resolve => {
        timer = setTimeout(() => resolve(silent(last?.state)), waitMs)
      })
      try {
        return await Promise.race([running, late])
      } finally {
        clearTimeout(timer)
      }
    },

    /** Discards the remembered answer, and that of a running check. */
    forget(): void {
      last = undefined
      forgotten = true
    }
  }
}

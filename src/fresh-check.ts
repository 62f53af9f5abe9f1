interface CheckOptions<State> {
  /** Never rejects. */
  readonly ask: () => Promise<State>
  /** The answer when the check does not end in time; `last` is what was known before. */
  readonly silent: (last: State | undefined) => State
  /** For so long an answer is good enough for others. */
  readonly freshMs: number
  /** For so long a caller waits. */
  readonly waitMs: number
  readonly monotonic?: (() => number) | undefined
}

/** Checks on demand, one check at a time, and remembers the answer for a while. */
export function createCheck<State>({ ask, silent, freshMs, waitMs, monotonic }: CheckOptions<State>) {
  const now = monotonic ?? (() => performance.now())
  let last: { readonly state: State; readonly atMs: number } | undefined
  let underWay: Promise<State> | undefined
  let forgotten = false

  async function begin(): Promise<State> {
    forgotten = false
    const state = await ask()
    underWay = undefined
    if (!forgotten) last = { state, atMs: now() }
    return state
  }

  return {
    /** Never rejects, and ends within `waitMs`. */
    async state(): Promise<State> {
      if (last && now() - last.atMs < freshMs) return last.state
      underWay ??= begin()
      let timer: NodeJS.Timeout | undefined
      const late = new Promise<State>(resolve => {
        timer = setTimeout(() => resolve(silent(last?.state)), waitMs)
      })
      try {
        return await Promise.race([underWay, late])
      } finally {
        clearTimeout(timer)
      }
    },

    /** What was learnt until now counts no more. */
    forget(): void {
      last = undefined
      forgotten = true
    }
  }
}

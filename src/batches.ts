interface Waiting<Item, Result> {
  readonly item: Item
  readonly resolve: (result: Result) => void
  readonly reject: (error: unknown) => void
}

export interface BatchOptions {
  /** How many are one run at most. */
  readonly most?: number
  /** Whether each is tried by itself where a run of several has failed for this: what is wrong with one must not fail the others. */
  readonly isOfOne?: (error: unknown) => boolean
}

/**
 * Group commit: calls `run` with all items that arrived during the run before, never twice at the same time, so that many at once
 * cost little more than one. It resolves with a result for each item, in order; what it throws, all of them throw.
 */
export function createBatches<Item, Result>(
  run: (items: readonly Item[]) => Promise<readonly Result[]>,
  { most = Infinity, isOfOne = () => false }: BatchOptions = {}
) {
  const waiting: Waiting<Item, Result>[] = []
  let isRunning = false

  async function runAll(): Promise<void> {
    if (isRunning) return
    isRunning = true
    while (waiting.length > 0) await runGroup(waiting.splice(0, most))
    isRunning = false
  }

  async function runGroup(group: readonly Waiting<Item, Result>[]): Promise<void> {
    try {
      const results = await run(group.map(({ item }) => item))
      for (const [index, { resolve }] of group.entries()) resolve(results[index] as Result)
    } catch (error) {
      if (group.length > 1 && isOfOne(error)) for (const one of group) await runGroup([one])
      else for (const { reject } of group) reject(error)
    }
  }

  return async (item: Item): Promise<Result> =>
    new Promise((resolve, reject) => {
      waiting.push({ item, resolve, reject })
      void runAll()
    })
}

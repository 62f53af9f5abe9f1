interface Waiting<Item, Result> {
  readonly item: Item
  readonly resolve: (result: Result) => void
  readonly reject: (error: unknown) => void
}

export interface BatchOptions {
  /** The most items of one run. */
  readonly most?: number
  /**
   * Whether items are retried one by one after their run failed with this error, so that a fault of one does not fail
   * the others.
   */
  readonly isFaultOfOne?: (error: unknown) => boolean
}

/**
 * Group commit: calls `run` with all items that arrived during the previous run, never concurrently, so that many items
 * cost little more than one. `run` resolves with a result for each item, in order; if it throws, all of its items fail.
 */
export function createBatches<Item, Result>(
  run: (items: readonly Item[]) => Promise<readonly Result[]>,
  { most = Infinity, isFaultOfOne = () => false }: BatchOptions = {}
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
      if (group.length > 1 && isFaultOfOne(error)) for (const one of group) await runGroup([one])
      else for (const { reject } of group) reject(error)
    }
  }

  return async (item: Item): Promise<Result> =>
    new Promise((resolve, reject) => {
      waiting.push({ item, resolve, reject })
      void runAll()
    })
}

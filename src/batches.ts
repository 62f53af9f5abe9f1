import { setImmediate } from 'node:timers/promises'

interface Waiting<Item, Result> {
  readonly item: Item
  readonly resolve: (result: Result) => void
  readonly reject: (error: unknown) => void
}

export interface BatchOptions<Item> {
  /** The most items of one run. */
  readonly most?: number
  /** The most that the items of one run measure together by `sizeOf`. An item that is larger has a run of its own. */
  readonly sizeMax?: number
  readonly sizeOf?: (item: Item) => number
  /**
   * Whether a run waits until a turn of the event loop brings no further item, so that it includes what waited on
   * sockets while the embedded store used this thread: runs are twice as large under load. A single item waits one turn.
   */
  readonly gathers?: boolean
  /**
   * Whether items are retried one by one after their run failed with this error, so that a fault of one does not fail
   * the others.
   */
  readonly isFaultOfOne?: (error: unknown) => boolean
  /** After this time, a run is late and no longer keeps the next one waiting. */
  readonly lateAfterMs?: number
}

/** A statement takes milliseconds. One that takes this long waits for a connection that fell silent. */
const LATE_AFTER_MS = 2_000
/** Bounds the connections in use while a server answers nothing. */
const LATE_RUNS_MAX = 2

/**
 * Group commit: calls `run` with all items that arrived during the previous run, so that many items cost little more
 * than one. `run` resolves with a result for each item, in order; if it throws, all of its items fail. Runs overlap only
 * if one is late, so that one silent connection does not keep every later item waiting for its timeout.
 */
export function createBatches<Item, Result>(
  run: (items: readonly Item[]) => Promise<readonly Result[]>,
  {
    most = Infinity,
    sizeMax = Infinity,
    sizeOf = () => 0,
    gathers = false,
    isFaultOfOne = () => false,
    lateAfterMs = LATE_AFTER_MS
  }: BatchOptions<Item> = {}
) {
  const waiting: Waiting<Item, Result>[] = []
  let isRunning = false
  let late = 0

  async function runNext(): Promise<void> {
    if (isRunning || waiting.length === 0 || late >= LATE_RUNS_MAX) return
    isRunning = true
    if (gathers) await gather()
    let isLate = false
    const timer = setTimeout(() => {
      isLate = true
      late++
      isRunning = false
      void runNext()
    }, lateAfterMs)
    await runGroup(nextGroup())
    clearTimeout(timer)
    if (isLate) late--
    else isRunning = false
    void runNext()
  }

  async function gather(): Promise<void> {
    let before = 0
    while (waiting.length > before && waiting.length < most) {
      before = waiting.length
      await setImmediate()
    }
  }

  function nextGroup(): Waiting<Item, Result>[] {
    let size = 0
    const beyond = waiting.findIndex(({ item }, index) => {
      size += sizeOf(item)
      return index > 0 && (index >= most || size > sizeMax)
    })
    return waiting.splice(0, beyond < 0 ? waiting.length : beyond)
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
      void runNext()
    })
}

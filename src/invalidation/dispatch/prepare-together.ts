import { setImmediate } from 'node:timers/promises'
import { isServiceError } from '../../errors.ts'
import { type Due, prepareBatches, type PrepareDeps, type PrepareResult } from './prepare.ts'

/** Of so many targets all that one batch takes is in memory at a time. */
const TARGETS_MAX = 10

interface Waiting {
  readonly due: Due
  readonly resolve: (result: PrepareResult) => void
  readonly reject: (error: unknown) => void
}

/**
 * Prepares batches of targets that become due at the same time, or while others are being prepared, together, as acceptance
 * does with requests: so many cost about as many statements as one.
 */
export function createGroupPrepare(deps: PrepareDeps) {
  const waiting: Waiting[] = []
  let working = false

  async function work(): Promise<void> {
    if (working) return
    working = true
    try {
      while (waiting.length > 0) {
        // Whatever the same turn of the event loop wakes comes along.
        await setImmediate()
        await prepareGroup(waiting.splice(0, TARGETS_MAX))
      }
    } finally {
      working = false
    }
  }

  async function prepareGroup(group: readonly Waiting[]): Promise<void> {
    try {
      const results = await prepareBatches(
        deps,
        group.map(({ due }) => due)
      )
      for (const { due, resolve } of group) resolve(results.get(due.target) ?? { kind: 'other' })
    } catch (error) {
      // What is wrong with one target must not fail those that happen to be due at the same time.
      if (group.length === 1 || isServiceError(error)) for (const { reject } of group) reject(error)
      else for (const one of group) await prepareGroup([one])
    }
  }

  /** The next batch of a target, which is not asked for again before this has settled. */
  return async (due: Due): Promise<PrepareResult> =>
    new Promise((resolve, reject) => {
      waiting.push({ due, resolve, reject })
      void work()
    })
}

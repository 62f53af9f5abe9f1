import { setImmediate } from 'node:timers/promises'
import { isServiceError } from '../../errors.ts'
import { type Due, prepareBatches, type PrepareDeps, type PrepareResult } from './prepare.ts'

/** Bounds the memory for the items of their batches. */
const TARGETS_MAX = 10

interface Waiting {
  readonly due: Due
  readonly resolve: (result: PrepareResult) => void
  readonly reject: (error: unknown) => void
}

/**
 * Prepares together the batches of targets that become due at the same time, or while others are being prepared (group
 * commit): many targets need about as many statements as one.
 */
export function createGroupPrepare(deps: PrepareDeps) {
  const waiting: Waiting[] = []
  let working = false

  async function work(): Promise<void> {
    if (working) return
    working = true
    try {
      while (waiting.length > 0) {
        // Includes targets that are woken in the same turn of the event loop.
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
      // A fault of one target must not fail others that happen to be due at the same time.
      if (group.length === 1 || isServiceError(error)) for (const { reject } of group) reject(error)
      else for (const one of group) await prepareGroup([one])
    }
  }

  /** Prepares the next batch of a target. Must not be called again for it before this has settled. */
  return async (due: Due): Promise<PrepareResult> =>
    new Promise((resolve, reject) => {
      waiting.push({ due, resolve, reject })
      void work()
    })
}

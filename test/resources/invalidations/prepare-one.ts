import { type Database } from '../../../src/database/database.ts'
import { createLeases } from '../../../src/database/leases.ts'
import { createDeadlines } from '../../../src/invalidation/dispatch/deadlines.ts'
import { type DispatchState, newDispatchState } from '../../../src/invalidation/dispatch/dispatch-state.ts'
import { prepareBatches, type PrepareResult } from '../../../src/invalidation/dispatch/prepare.ts'
import { type HeadRoom } from '../../../src/invalidation/queue/limits.ts'
import { recordingLogger } from '../../jobs/start-engine.ts'

/** What a process knows that prepares batches, whose ids are `batch-1`, `batch-2`, … */
export function preparing(database: Database, { owner = 'one', seconds = 60 } = {}) {
  let made = 0
  const leases = createLeases({ database, table: 'invalidation_targets', seconds, logger: recordingLogger() })
  const deadlines = createDeadlines({ database, refusedMaxMs: 1 })
  return { database, leases, owner, deadlines, newId: () => `batch-${++made}` }
}

export function stateOf(headRoom: HeadRoom = { paths: 0, wildcards: 0 }): DispatchState {
  return newDispatchState({ headRoom, now: () => performance.now() })
}

/** What becomes of one target; as the dispatcher does it, a target that was taken over is this process's from then on. */
export async function prepare(
  deps: Parameters<typeof prepareBatches>[0],
  target: string,
  state: DispatchState
): Promise<PrepareResult> {
  const result = (await prepareBatches(deps, [{ target, state }])).get(target)
  if (!result) throw new Error(`nothing is known of ${target}`)
  if (result.kind === 'takenOver') state.owned = true
  return result
}

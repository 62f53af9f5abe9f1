import { type Database } from '../../../src/database/database.ts'
import { createLeases } from '../../../src/database/leases.ts'
import { createDeadlines } from '../../../src/invalidation/dispatch/deadlines.ts'
import { disown, type DispatchState, newDispatchState } from '../../../src/invalidation/dispatch/dispatch-state.ts'
import { prepareBatches, type PrepareResult } from '../../../src/invalidation/dispatch/prepare.ts'
import { type Batch } from '../../../src/invalidation/queue/batches.ts'
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

/** What becomes of one target; the state knows it from then on. */
export async function prepare(
  deps: Parameters<typeof prepareBatches>[0],
  target: string,
  state: DispatchState
): Promise<PrepareResult> {
  const result = (await prepareBatches(deps, [{ target, state }])).get(target)
  if (!result) throw new Error(`nothing is known of ${target}`)
  remember(state, result)
  return result
}

/** As the dispatcher does it: the state knows what was taken over or made. */
export function remember(state: DispatchState, result: PrepareResult): void {
  const known = (batch: Batch) => ({ batch, notBefore: 0, failures: 0, forQuota: false })
  if (result.kind === 'batch') state.prepared.push(known(result.batch))
  if (result.kind !== 'takenOver') return
  disown(state)
  state.owned = true
  state.prepared = result.prepared.map(known)
  for (const batch of result.submitted) state.followed.set(batch.id, { batch, since: 0, whole: false, pollAt: 0 })
}

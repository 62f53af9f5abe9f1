import { type Database } from '../../database/database.ts'
import { diff } from '../../configuration/editing/diff.ts'
import { type InvalidationGuard } from '../../invalidation/guard/schemas.ts'
import { type Invalidation } from '../../invalidation/index.ts'
import { targetAt } from '../../invalidation/targets.ts'
import { currentTrail } from '../../plugins/request-context.ts'
import { findGuard, releaseHeld, saveGuard } from '../../invalidation/guard/store.ts'

export type InvalidationGuardService = ReturnType<typeof createInvalidationGuardService>

/** Guards, by the address of the guarded distribution. */
export function createInvalidationGuardService({
  database,
  invalidation
}: {
  database: Database
  invalidation: {
    readonly admission: Pick<Invalidation['admission'], 'reload'>
    readonly requireTarget: Invalidation['requireTarget']
    readonly wake: Invalidation['wake']
  }
}) {
  const { admission, wake } = invalidation
  const requireTarget = (target: string) => invalidation.requireTarget(targetAt(target))

  async function save(target: string, guard: InvalidationGuard | undefined): Promise<void> {
    const holds = guard?.debounceSeconds !== undefined || guard?.fullPurges !== undefined
    await database.transaction(async tx => {
      const before = await findGuard(tx, target)
      await saveGuard(tx, target, guard)
      if (!holds) await releaseHeld(tx, target)
      const trail = currentTrail()
      trail?.note({ changes: diff(before ?? {}, guard ?? {}) })
      await trail?.recordIn(tx)
    })
    await admission.reload()
    if (!holds) wake(target)
  }

  return {
    /** An empty guard if there is none. */
    async get(target: string): Promise<InvalidationGuard> {
      await requireTarget(target)
      return (await findGuard(database, target)) ?? {}
    },

    /**
     * Takes effect for new requests. Invalidations that only the old guard held back are submitted now. Safe to repeat.
     */
    async replace(target: string, guard: InvalidationGuard): Promise<InvalidationGuard> {
      await requireTarget(target)
      await save(target, guard)
      return guard
    },

    /** Invalidations that were held back are submitted now. Safe to repeat. */
    async remove(target: string): Promise<void> {
      await save(target, undefined)
    }
  }
}

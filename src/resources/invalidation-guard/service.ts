import { type Database } from '../../database/database.ts'
import { diff } from '../../configuration/editing/diff.ts'
import { type InvalidationGuard } from '../../invalidation/guard/schemas.ts'
import { type Invalidation } from '../../invalidation/index.ts'
import { targetAt } from '../../invalidation/targets.ts'
import { currentTrail } from '../../plugins/request-context.ts'
import { findGuard, releaseHeld, saveGuard } from '../../invalidation/guard/store.ts'

export type InvalidationGuardService = ReturnType<typeof createInvalidationGuardService>

/** The guards, each at the address of what it guards. */
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
    /** Without limits where there is none. */
    async get(target: string): Promise<InvalidationGuard> {
      await requireTarget(target)
      return (await findGuard(database, target)) ?? {}
    },

    /** Holds for requests from now on. A repeat is harmless. What the old one held back and the new one would not goes now. */
    async replace(target: string, guard: InvalidationGuard): Promise<InvalidationGuard> {
      await requireTarget(target)
      await save(target, guard)
      return guard
    },

    /** A repeat is harmless. What was held back goes now. */
    async remove(target: string): Promise<void> {
      await save(target, undefined)
    }
  }
}

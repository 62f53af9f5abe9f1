import { type Database } from '../../database/database.ts'
import { type GuardAdmission } from '../../invalidation/guard/admission.ts'
import { type InvalidationGuard } from '../../invalidation/guard/schemas.ts'
import { findGuard, releaseHeld, saveGuard } from '../../invalidation/guard/store.ts'

export type InvalidationGuardService = ReturnType<typeof createInvalidationGuardService>

/** The guards, each at the address of what it guards. */
export function createInvalidationGuardService({
  database,
  admission,
  requireTarget,
  onReleased
}: {
  database: Database
  admission: Pick<GuardAdmission, 'reload'>
  /** Throws where there is no such target. */
  requireTarget: (target: string) => Promise<void>
  /** Told where something that was held back may go now. */
  onReleased: (target: string) => void
}) {
  async function save(target: string, guard: InvalidationGuard | undefined): Promise<void> {
    const holds = guard?.debounceSeconds !== undefined || guard?.fullPurges !== undefined
    await database.transaction(async tx => {
      await saveGuard(tx, target, guard)
      if (!holds) await releaseHeld(tx, target)
    })
    await admission.reload()
    if (!holds) onReleased(target)
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

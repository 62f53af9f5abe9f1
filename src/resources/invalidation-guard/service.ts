import { type Database } from '../../database/database.ts'
import { computedVersion, type ComputedVersion } from '../../configuration/editing/computed-versions.ts'
import { diff } from '../../configuration/editing/diff.ts'
import { type ConfigOutcome } from '../../configuration/editing/dry-run.ts'
import { type IfMatch, requireEtag } from '../../configuration/editing/if-match.ts'
import { type InvalidationGuard } from '../../invalidation/guard/schemas.ts'
import { type Invalidation } from '../../invalidation/index.ts'
import { targetAt } from '../../invalidation/targets.ts'
import { currentTrail } from '../../plugins/request-context.ts'
import { findGuard, findGuardForWriting, releaseHeld, saveGuard } from '../../invalidation/guard/store.ts'

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

  /** Without a guard, the empty one, which limits nothing, has a version, too. */
  const versionOf = (guard: InvalidationGuard = {}) => computedVersion(guard)

  /** Throws ETAG_MISMATCH. */
  function change(
    target: string,
    ifMatch: IfMatch | undefined,
    before: InvalidationGuard | undefined,
    after: InvalidationGuard = {}
  ): ConfigOutcome<InvalidationGuard> {
    const { content, etag } = versionOf(before)
    requireEtag(`the guard of ${target}`, ifMatch, etag)
    currentTrail()?.note({ etagBefore: etag, changes: diff(content, after) })
    return { before: content, after, etag }
  }

  /** If-Match is compared in the transaction that writes, so that of two writers of one version only one succeeds. */
  async function save(
    target: string,
    guard: InvalidationGuard | undefined,
    ifMatch: IfMatch | undefined
  ): Promise<ComputedVersion<InvalidationGuard>> {
    const holds = guard?.debounceSeconds !== undefined || guard?.fullPurges !== undefined
    const version = versionOf(guard)
    await database.transaction(async tx => {
      change(target, ifMatch, await findGuardForWriting(tx, target), guard)
      await saveGuard(tx, target, guard)
      if (!holds) await releaseHeld(tx, target)
      const trail = currentTrail()
      trail?.note({ etagAfter: version.etag })
      await trail?.recordIn(tx)
    })
    await admission.reload()
    if (!holds) wake(target)
    return version
  }

  return {
    /** An empty guard if there is none. */
    async get(target: string): Promise<ComputedVersion<InvalidationGuard>> {
      await requireTarget(target)
      return versionOf(await findGuard(database, target))
    },

    /**
     * Takes effect for new requests. Invalidations that only the old guard held back are submitted now. Throws ETAG_MISMATCH.
     * Safe to repeat.
     */
    async replace(
      target: string,
      guard: InvalidationGuard,
      ifMatch: IfMatch | undefined
    ): Promise<ComputedVersion<InvalidationGuard>> {
      await requireTarget(target)
      return save(target, guard, ifMatch)
    },

    /** What `replace` would do. Reads only. */
    async previewReplace(
      target: string,
      guard: InvalidationGuard,
      ifMatch: IfMatch | undefined
    ): Promise<ConfigOutcome<InvalidationGuard>> {
      await requireTarget(target)
      return change(target, ifMatch, await findGuard(database, target), guard)
    },

    /** Invalidations that were held back are submitted now. Throws ETAG_MISMATCH. Safe to repeat. */
    async remove(target: string, ifMatch: IfMatch | undefined): Promise<void> {
      await save(target, undefined, ifMatch)
    },

    /** What `remove` would do. Reads only. */
    async previewRemove(target: string, ifMatch: IfMatch | undefined): Promise<ConfigOutcome<InvalidationGuard>> {
      return change(target, ifMatch, await findGuard(database, target))
    }
  }
}

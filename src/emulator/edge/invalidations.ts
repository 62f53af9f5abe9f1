import { compileInvalidation } from '../../delivery/invalidation.ts'
import { type Clock } from '../clock.ts'
import { type InvalidationRecord, INVALIDATIONS } from '../records.ts'
import { type Store } from '../store.ts'
import { type Removes } from './object-cache.ts'

export interface DueInvalidation {
  /** The id of a distribution or of a tenant. */
  readonly owner: string
  /** `rootObject` is the distribution's, which `/` also removes. */
  readonly removes: (rootObject: string | undefined) => Removes
}

export type DueInvalidations = ReturnType<typeof createDueInvalidations>

/** Invalidations in order of completion: each takes effect at the edge when it is `Completed`. */
export function createDueInvalidations({ store, clock }: { store: Store; clock: Clock }) {
  let pending: InvalidationRecord[] = []
  let nextAt = Infinity

  store.collection<InvalidationRecord>(INVALIDATIONS, (record, before) => {
    if (record && !before) {
      pending.push(record)
      nextAt = Math.min(nextAt, record.completedAt)
    } else if (!record && before) {
      pending = pending.filter(({ id }) => id !== before.id)
    }
  })

  return {
    /** Those that have become `Completed` since the last call. */
    take(): DueInvalidation[] {
      const now = clock.now()
      if (now < nextAt) return []
      const due = pending.filter(({ completedAt }) => completedAt <= now)
      pending = pending.filter(({ completedAt }) => completedAt > now)
      nextAt = pending.reduce((least, { completedAt }) => Math.min(least, completedAt), Infinity)
      return due.map(({ distributionId, paths }) => ({
        owner: distributionId,
        removes: rootObject => compileInvalidation(paths, rootObject)
      }))
    }
  }
}

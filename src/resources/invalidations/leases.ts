import { type Queryable } from '../../database/database.ts'
import { FREE, type Leases, RELEASE } from '../../database/leases.ts'

/** A process that is gone is missed after this long. */
export const LEASE_SECONDS = 8

/** Whether the target is this process's now: as before, newly, or not because another one has it. Holds its row's lock. */
export async function claim(
  tx: Queryable,
  leases: Leases,
  target: string,
  owner: string
): Promise<'held' | 'claimed' | 'other'> {
  const [row] = await tx.query<{ lease_token: string | null; free: boolean }>(
    `SELECT lease_token, ${FREE} AS free FROM invalidation_targets WHERE target = $1 FOR UPDATE`,
    [target]
  )
  if (!row) return 'other'
  const held = row.lease_token === owner
  if (!row.free) return held ? 'held' : 'other'
  await tx.query(`UPDATE invalidation_targets SET ${leases.leaseWith(2)} WHERE target = $1`, [target, owner])
  return held ? 'held' : 'claimed'
}

/** Holds the row's lock where the target is still this process's; one that was frozen for too long must not go on. */
export async function stillOwns(tx: Queryable, target: string, owner: string): Promise<boolean> {
  const rows = await tx.query('SELECT 1 FROM invalidation_targets WHERE target = $1 AND lease_token = $2 FOR UPDATE', [
    target,
    owner
  ])
  return rows.length === 1
}

/** Lets anybody have the target; the caller holds its row's lock. */
export async function release(tx: Queryable, target: string): Promise<void> {
  await tx.query(`UPDATE invalidation_targets SET ${RELEASE} WHERE target = $1`, [target])
}

/** Targets with work that nobody does. */
export async function abandonedTargets(db: Queryable): Promise<string[]> {
  // The first line is looked at once, so that an idle store is not gone through.
  const rows = await db.query<{ target: string }>(
    `SELECT target FROM invalidation_targets t
     WHERE (SELECT EXISTS (SELECT FROM invalidation_chunks) OR EXISTS (SELECT FROM invalidation_batches WHERE status IN ('prepared', 'submitted')))
       AND ${FREE}
       AND (EXISTS (SELECT FROM invalidation_chunks c WHERE c.target = t.target)
         OR EXISTS (SELECT FROM invalidation_batches b WHERE b.target = t.target AND b.status IN ('prepared', 'submitted')))`
  )
  return rows.map(({ target }) => target)
}

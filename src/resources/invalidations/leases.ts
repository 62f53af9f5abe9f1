import { type Queryable } from '../../database/database.ts'

/** A process that is gone is missed after this long; the times are the store's, so that clocks need not agree. */
export const LEASE_SECONDS = 8
const UNTIL = `clock_timestamp() + interval '${LEASE_SECONDS} seconds'`

/** Whether the target is this process's now: as before, newly, or not because another one has it. Holds its row's lock. */
export async function claim(tx: Queryable, target: string, owner: string): Promise<'held' | 'taken' | 'other'> {
  const [row] = await tx.query<{ lease_token: string | null; expired: boolean }>(
    `SELECT lease_token, coalesce(lease_expires_at < clock_timestamp(), true) AS expired
     FROM invalidation_targets WHERE target = $1 FOR UPDATE`,
    [target]
  )
  if (!row) return 'other'
  if (row.lease_token === owner) {
    if (row.expired)
      await tx.query(`UPDATE invalidation_targets SET lease_expires_at = ${UNTIL} WHERE target = $1`, [target])
    return 'held'
  }
  if (row.lease_token !== null && !row.expired) return 'other'
  await tx.query(`UPDATE invalidation_targets SET lease_token = $2, lease_expires_at = ${UNTIL} WHERE target = $1`, [
    target,
    owner
  ])
  return 'taken'
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
  await tx.query('UPDATE invalidation_targets SET lease_token = NULL, lease_expires_at = NULL WHERE target = $1', [
    target
  ])
}

/** Of one process, or of all: where only one can have the store, none of another can be alive. */
export async function releaseAll(db: Queryable, owner?: string): Promise<void> {
  await db.query(
    `UPDATE invalidation_targets SET lease_token = NULL, lease_expires_at = NULL
     WHERE lease_token IS NOT NULL AND ($1::text IS NULL OR lease_token = $1)`,
    [owner ?? null]
  )
}

export async function renew(db: Queryable, owner: string): Promise<void> {
  await db.query(`UPDATE invalidation_targets SET lease_expires_at = ${UNTIL} WHERE lease_token = $1`, [owner])
}

/** Targets with work that nobody does. */
export async function abandonedTargets(db: Queryable): Promise<string[]> {
  // The first line is looked at once, so that an idle store is not gone through.
  const rows = await db.query<{ target: string }>(
    `SELECT target FROM invalidation_targets t
     WHERE (SELECT EXISTS (SELECT FROM invalidation_chunks) OR EXISTS (SELECT FROM invalidation_batches WHERE status IN ('prepared', 'submitted')))
       AND (lease_token IS NULL OR lease_expires_at < clock_timestamp())
       AND (EXISTS (SELECT FROM invalidation_chunks c WHERE c.target = t.target)
         OR EXISTS (SELECT FROM invalidation_batches b WHERE b.target = t.target AND b.status IN ('prepared', 'submitted')))`
  )
  return rows.map(({ target }) => target)
}

import { type Queryable } from '../../database/database.ts'
import { FREE, type Leases, RELEASE } from '../../database/leases.ts'
import { LIVE } from './batches.ts'

/** A process that is gone is missed after this long. */
export const LEASE_SECONDS = 8

interface LockedTarget {
  readonly lease_token: string | null
  readonly free: boolean
}

/**
 * Locks the target's row, under which its batches are made and what is in none is taken back. Makes it where it is missing though
 * something is pending: retention may have removed it while a request for the target was being accepted. Answers undefined where
 * there is nothing.
 */
export async function lockTarget(tx: Queryable, target: string): Promise<LockedTarget | undefined> {
  const lock = async () =>
    tx.query<LockedTarget>(
      `SELECT lease_token, ${FREE} AS free FROM invalidation_targets WHERE target = $1 FOR UPDATE`,
      [target]
    )
  const [row] = await lock()
  if (row) return row
  await tx.query(
    `INSERT INTO invalidation_targets (target) SELECT $1
     WHERE EXISTS (SELECT FROM invalidation_chunks WHERE target = $1) ON CONFLICT DO NOTHING`,
    [target]
  )
  return (await lock())[0]
}

/** Whether the target is this process's now: as before, newly, or not because another one has it. Holds its row's lock. */
export async function claim(
  tx: Queryable,
  leases: Leases,
  target: string,
  owner: string
): Promise<'held' | 'claimed' | 'other'> {
  const row = await lockTarget(tx, target)
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

/** A target with something to do about it. */
export interface Work {
  readonly target: string
  /** Whether it is this process's; else it is nobody's. */
  readonly own: boolean
  /** Whether something may be put into a batch with others. */
  readonly path: boolean
  readonly wildcard: boolean
  /** Whether something was held until now. */
  readonly due: boolean
}

/**
 * The targets that nobody works on though there is work, and this process's own where something is pending. What is held for
 * later is no work yet.
 */
export async function targetsWithWork(db: Queryable, owner: string): Promise<Work[]> {
  // An idle store is not asked for more.
  const some = await db.query(
    `SELECT 1 WHERE EXISTS (SELECT FROM invalidation_chunks) OR EXISTS (SELECT FROM invalidation_batches WHERE ${LIVE})`
  )
  if (some.length === 0) return []
  // OFFSET 0 keeps it a look-up for each target, which does not read the whole table where the store knows little of its size.
  const pending = (condition: string) =>
    `EXISTS (SELECT FROM invalidation_chunks c WHERE c.target = known.target AND ${condition} OFFSET 0)`
  // From one target with something pending to the next, by the index: neither many chunks nor many idle targets are gone
  // through. A row that is missing is as good as one that nobody has.
  return db.query<Work>(
    `WITH RECURSIVE pending (target) AS (
       SELECT min(target) FROM invalidation_chunks
       UNION ALL
       SELECT (SELECT min(c.target) FROM invalidation_chunks c WHERE c.target > pending.target) FROM pending
       WHERE pending.target IS NOT NULL
     ), live AS (
       SELECT DISTINCT target FROM invalidation_batches WHERE ${LIVE}
     ), work AS (
       SELECT known.target, NOT ${FREE} AS own, live.target IS NOT NULL OR ${pending('alone')} AS begun,
         ${pending(`ready AND lane = 'path'`)} AS path, ${pending(`ready AND lane = 'wildcard'`)} AS wildcard,
         ${pending('hold_until <= (SELECT frontage_now())')} AS due
       FROM (SELECT target FROM pending WHERE target IS NOT NULL UNION SELECT target FROM live) AS known
       LEFT JOIN invalidation_targets USING (target) LEFT JOIN live USING (target)
       WHERE ${FREE} OR lease_token = $1
     )
     SELECT target, own, path, wildcard, due FROM work WHERE path OR wildcard OR due OR (begun AND NOT own)`,
    [owner]
  )
}

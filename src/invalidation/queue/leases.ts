import { type Queryable } from '../../database/database.ts'
import { FREE, RELEASE } from '../../database/leases.ts'
import { LIVE } from './batches.ts'

/** The leases of a process that has died expire after this long. */
export const LEASE_SECONDS = 8

/**
 * Creates the missing row of a target with pending items: retention may have removed it while a request was being accepted.
 * Resolves with whether it did.
 */
export async function ensureTarget(db: Queryable, target: string): Promise<boolean> {
  const made = await db.query(
    `INSERT INTO invalidation_targets (target) SELECT $1
     WHERE EXISTS (SELECT FROM invalidation_chunks WHERE target = $1) ON CONFLICT DO NOTHING RETURNING 1`,
    [target]
  )
  return made.length > 0
}

/**
 * Must be called before pending items are removed other than by a batch. Locks the target's row and changes its
 * version: no batch is written until the transaction ends, and none that was drafted before.
 */
export async function lockTarget(tx: Queryable, target: string): Promise<void> {
  const lock = async () =>
    tx.query('UPDATE invalidation_targets SET target = target WHERE target = $1 RETURNING 1', [target])
  if ((await lock()).length > 0) return
  await ensureTarget(tx, target)
  await lock()
}

/** Locks the target's row unless another transaction has; resolves with whether it did. */
export async function tryLockTarget(tx: Queryable, target: string): Promise<boolean> {
  const rows = await tx.query('SELECT 1 FROM invalidation_targets WHERE target = $1 FOR UPDATE SKIP LOCKED', [target])
  return rows.length === 1
}

/** Whether this process still owns the target; it may have been frozen for too long. Locks the target's row. */
export async function stillOwns(tx: Queryable, target: string, owner: string): Promise<boolean> {
  const rows = await tx.query('SELECT 1 FROM invalidation_targets WHERE target = $1 AND lease_token = $2 FOR UPDATE', [
    target,
    owner
  ])
  return rows.length === 1
}

/**
 * Releases a target without work, or with items on hold only. Resolves with false if something has been accepted in the
 * meantime, since that request may have found the target leased. Later requests find it free.
 */
export async function releaseIdle(db: Queryable, target: string, owner: string): Promise<boolean> {
  await db.query(`UPDATE invalidation_targets SET ${RELEASE} WHERE target = $1 AND lease_token = $2`, [target, owner])
  const [row] = await db.query<{ idle: boolean }>(
    `SELECT NOT EXISTS (SELECT FROM invalidation_chunks WHERE target = $1 AND ready)
       AND NOT EXISTS (SELECT FROM invalidation_chunks WHERE target = $1 AND alone) AS idle`,
    [target]
  )
  return row?.idle === true
}

/** A target with work. */
export interface Work {
  readonly target: string
  /** Whether this process holds the lease; otherwise the target is free. */
  readonly own: boolean
  /** Whether items that may be merged are pending, by lane. */
  readonly path: boolean
  readonly wildcard: boolean
  /** Whether a hold has expired. */
  readonly due: boolean
}

/** The free targets with work, and this process's own with pending items. Items on hold are not work yet. */
export async function targetsWithWork(db: Queryable, owner: string): Promise<Work[]> {
  // Keeps the sweep of an idle store cheap.
  const some = await db.query(
    `SELECT 1 WHERE EXISTS (SELECT FROM invalidation_chunks) OR EXISTS (SELECT FROM invalidation_batches WHERE ${LIVE})`
  )
  if (some.length === 0) return []
  // OFFSET 0 forces an index look-up for each target, whatever size the planner assumes for the table.
  const pending = (condition: string) =>
    `EXISTS (SELECT FROM invalidation_chunks c WHERE c.target = known.target AND ${condition} OFFSET 0)`
  // Skips from one target with pending items to the next in the index, reading neither all chunks nor idle targets. A missing
  // row counts as a free one.
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

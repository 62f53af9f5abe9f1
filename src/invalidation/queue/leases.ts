import { type Queryable } from '../../database/database.ts'
import { FREE, RELEASE } from '../../database/leases.ts'
import { LIVE } from './batches.ts'

/** The leases of a process that has died expire after this long. */
export const LEASE_SECONDS = 8

/**
 * Makes the row of a target where it is missing though something is pending: retention may have removed it while a request was
 * being accepted. Answers whether it did.
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
 * To be called before anything pending is removed otherwise than by a batch. Locks the target's row by writing it anew: nothing is
 * put into a batch until the transaction ends, nor is a batch written afterwards that is being made of what was pending before.
 */
export async function lockTarget(tx: Queryable, target: string): Promise<void> {
  const lock = async () =>
    tx.query('UPDATE invalidation_targets SET target = target WHERE target = $1 RETURNING 1', [target])
  if ((await lock()).length > 0) return
  await ensureTarget(tx, target)
  await lock()
}

/** Holds the row's lock where the target is still this process's; one that was frozen for too long must stop. */
export async function stillOwns(tx: Queryable, target: string, owner: string): Promise<boolean> {
  const rows = await tx.query('SELECT 1 FROM invalidation_targets WHERE target = $1 AND lease_token = $2 FOR UPDATE', [
    target,
    owner
  ])
  return rows.length === 1
}

/**
 * Lets anybody have a target that has nothing to do but what is held for later. Answers false where something has been accepted
 * by then: who accepted it may have found the target leased. What is accepted later finds it free.
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

/** A target with something to do about it. */
export interface Work {
  readonly target: string
  /** Whether this process holds the lease; otherwise the target is free. */
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
  // through. A missing row counts as a free one.
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

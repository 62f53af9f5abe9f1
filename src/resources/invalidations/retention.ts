import { type Queryable } from '../../database/database.ts'

/** So many at once, so that nothing else waits long for the store. */
const AT_ONCE_MAX = 1_000

/** Removes invalidations that ended before this time, with their batches and groups. Safe to repeat; answers how many are gone. */
export async function forgetEnded(db: Queryable, before: Date): Promise<number> {
  const gone = await db.query(
    `WITH old AS (
       SELECT id FROM invalidations WHERE ended_at < $1 ORDER BY ended_at LIMIT ${AT_ONCE_MAX}
     ), parts AS (
       DELETE FROM invalidation_parts WHERE invalidation_id IN (SELECT id FROM old)
     )
     DELETE FROM invalidations WHERE id IN (SELECT id FROM old) RETURNING id`,
    [before]
  )
  await db.query(
    `DELETE FROM invalidation_batches b WHERE id IN (
       SELECT id FROM invalidation_batches WHERE ended_at < $1 ORDER BY ended_at LIMIT ${AT_ONCE_MAX}
     ) AND NOT EXISTS (SELECT FROM invalidation_parts p WHERE p.batch_id = b.id)`,
    [before]
  )
  await db.query(
    `DELETE FROM invalidation_groups g WHERE created_at < $1
     AND NOT EXISTS (SELECT FROM invalidations i WHERE i.group_id = g.id)`,
    [before]
  )
  return gone.length
}

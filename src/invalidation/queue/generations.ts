import { type Queryable } from '../../database/database.ts'

/** What was made with an Idempotency-Key. */
interface Made {
  readonly id: string
  readonly created_at: Date
}

/** After this time an Idempotency-Key means a new request. */
const KEY_KEPT_MS = 24 * 3_600_000

/**
 * The newest of what was made with the key that `id` is made of. Each is named after the creation of the one before, so that
 * every repetition finds the same ones, whoever made them.
 */
export async function findNewest(
  db: Queryable,
  table: 'invalidations' | 'invalidation_groups',
  id: string
): Promise<Made | undefined> {
  const [newest] = await db.query<Made>(
    `WITH RECURSIVE made AS (
       SELECT id, created_at, 0 AS place FROM ${table} WHERE id = $1
       UNION ALL
       SELECT next.id, next.created_at, made.place + 1
       FROM made JOIN ${table} next ON next.id = $1 || '_' || (extract(epoch FROM made.created_at) * 1000)::bigint
       WHERE made.place < 1000
     )
     SELECT id, created_at FROM made ORDER BY place DESC LIMIT 1`,
    [id]
  )
  return newest
}

/** Whether the same key still means it at that time, in milliseconds since 1970. */
export function isRepeated(newest: Made, now: number): boolean {
  return now - newest.created_at.getTime() <= KEY_KEPT_MS
}

/** What comes after the newest is called. */
export function nextOf(id: string, newest: Made | undefined): string {
  return newest ? `${id}_${newest.created_at.getTime()}` : id
}

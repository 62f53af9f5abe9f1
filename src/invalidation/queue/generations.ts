import { type Queryable } from '../../database/database.ts'

/** A row that was created with an Idempotency-Key. */
interface Created {
  readonly id: string
  readonly created_at: Date
}

/** After this time, an Idempotency-Key identifies a new request. */
const KEY_KEPT_MS = 24 * 3_600_000

/**
 * The newest row that was created with the key from which `id` is derived. Each id is derived from the creation time of
 * the previous row, so that every repetition, on any instance, finds the same rows.
 */
export async function findNewest(
  db: Queryable,
  table: 'invalidations' | 'invalidation_groups',
  id: string
): Promise<Created | undefined> {
  const [newest] = await db.query<Created>(
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

/** Whether the key still identifies this row at that time, in milliseconds since 1970. */
export function isRepetition(newest: Created, now: number): boolean {
  return now - newest.created_at.getTime() <= KEY_KEPT_MS
}

/** The id of the row after the newest one. */
export function nextIdAfter(id: string, newest: Created | undefined): string {
  return newest ? `${id}_${newest.created_at.getTime()}` : id
}

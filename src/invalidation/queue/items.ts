import { type Queryable } from '../../database/database.ts'
import { type InvalidationStatus, PATHS_SHOWN_MAX } from '../schemas.ts'

/** A path or tag of an invalidation, as sent to CloudFront, and its status. */
export interface StoredItem {
  readonly item: string
  readonly status: InvalidationStatus
  /** The CloudFront invalidation that it is part of, once there is one. */
  readonly cloudFrontId: string | null
}

/** The items beyond those that are stored with the invalidation, in pages. */
export function laterPages(items: readonly string[]): { page: number; items: readonly string[] }[] {
  const pages = Math.ceil(items.length / PATHS_SHOWN_MAX)
  return Array.from({ length: Math.max(0, pages - 1) }, (_, index) => {
    const page = index + 1
    return { page, items: items.slice(page * PATHS_SHOWN_MAX, (page + 1) * PATHS_SHOWN_MAX) }
  })
}

/** The number of items; undefined if the target has no such invalidation. */
export async function countItems(db: Queryable, target: string, id: string): Promise<number | undefined> {
  const [row] = await db.query<{ total: number }>('SELECT total FROM invalidations WHERE id = $1 AND target = $2', [
    id,
    target
  ])
  return row?.total
}

/**
 * Up to `limit` items from place `from`, in the order of the request; fewer if the invalidation has no more, or if they
 * were not stored. One statement, so that an item that is moving into a batch is found either pending or in it.
 *
 * An item is in one part of a batch, or pending, or neither once it was cancelled or failed. Rows are created roughly
 * in the order of the request, so the search begins where the items probably are and ends when all are found: for a
 * large invalidation it reads one or two rows.
 */
export async function findItems(
  db: Queryable,
  { id, from, limit }: { id: string; from: number; limit: number }
): Promise<StoredItem[]> {
  return db.query<StoredItem>(
    `WITH wanted AS MATERIALIZED (
       SELECT each.item, page * ${PATHS_SHOWN_MAX} + each.place - 1 AS place FROM (
         SELECT 0 AS page, items FROM invalidations WHERE id = $1 AND $2::integer < ${PATHS_SHOWN_MAX}
         UNION ALL
         SELECT page, items FROM invalidation_items
         WHERE invalidation_id = $1
           AND page BETWEEN $2::integer / ${PATHS_SHOWN_MAX} AND ($2::integer + $3::integer - 1) / ${PATHS_SHOWN_MAX}
       ) AS pages, jsonb_array_elements_text(items) WITH ORDINALITY AS each (item, place)
       WHERE page * ${PATHS_SHOWN_MAX} + each.place - 1 BETWEEN $2::integer AND $2::integer + $3::integer - 1
     ), holders AS (
       SELECT 0 AS pending, b.created_at, p.batch_id, 0 AS chunk_id, b.status, b.cloudfront_id, p.items, p.count
       FROM invalidation_parts p CROSS JOIN LATERAL (
         -- OFFSET 0 forces a look-up by id, whatever size the planner assumes for the table.
         SELECT created_at, status, cloudfront_id FROM invalidation_batches WHERE id = p.batch_id OFFSET 0
       ) b WHERE p.invalidation_id = $1
       UNION ALL
       SELECT 1, NULL, NULL, c.id, 'pending', NULL, c.items, c.count FROM invalidation_chunks c WHERE c.invalidation_id = $1
     ), nearest AS (
       SELECT status, cloudfront_id, items FROM (
         SELECT *, sum(count) OVER (ORDER BY pending, created_at, batch_id, chunk_id) - count / 2 AS middle FROM holders
       ) AS placed ORDER BY abs(middle - ($2::integer + $3::integer / 2))
     ), found AS (
       SELECT each.item, nearest.status, nearest.cloudfront_id
       FROM nearest, jsonb_array_elements_text(nearest.items) AS each (item)
       WHERE each.item IN (SELECT item FROM wanted) LIMIT (SELECT count(*) FROM wanted)
     )
     SELECT wanted.item, found.cloudfront_id AS "cloudFrontId",
       CASE
         WHEN found.status = 'completed' THEN 'succeeded'
         WHEN found.status = 'failed' THEN 'failed'
         WHEN found.status = 'submitted' THEN 'inProgress'
         WHEN found.status IS NOT NULL THEN 'queued'
         WHEN (SELECT cancelled_at FROM invalidations WHERE id = $1) IS NOT NULL THEN 'cancelled'
         ELSE 'failed' END AS status
     FROM wanted LEFT JOIN found USING (item) ORDER BY wanted.place`,
    [id, from, limit]
  )
}

import { type Queryable } from '../../database/database.ts'
import { LIVE } from './batches.ts'

/** What is pending and in progress for all targets together. */
export interface Backlog {
  readonly paths: number
  readonly wildcards: number
  /** Items on hold. */
  readonly held: number
  /** The age of the oldest pending item that is not on hold. */
  readonly oldestSeconds: number
  readonly progressPaths: number
  readonly progressWildcards: number
  /** The most in progress for one target. */
  readonly fullestPaths: number
  readonly fullestWildcards: number
}

/** The most rows of pending items to read, oldest first; each has up to a thousand items. */
const ROWS_MAX = 10_000

/** Reads only the oldest 10,000 rows of a large backlog. */
export async function readBacklog(db: Queryable): Promise<Backlog> {
  const [backlog] = await db.query<Backlog>(
    `WITH pending AS MATERIALIZED (
       SELECT invalidation_id, position, lane, count, hold_until IS NOT NULL AS held
       FROM invalidation_chunks ORDER BY id LIMIT ${ROWS_MAX}
     ), live AS MATERIALIZED (
       SELECT sum(paths) AS paths, sum(wildcards) AS wildcards FROM invalidation_batches WHERE ${LIVE} GROUP BY target
     ), oldest AS (
       SELECT invalidation_id FROM pending WHERE NOT held ORDER BY position LIMIT 1
     )
     SELECT waiting.*, progress.*, coalesce((
         SELECT greatest(0, extract(epoch FROM frontage_now() - created_at)) FROM invalidations
         WHERE id = (SELECT invalidation_id FROM oldest)
       ), 0)::float8 AS "oldestSeconds"
     FROM (
       SELECT coalesce(sum(count) FILTER (WHERE lane = 'path' AND NOT held), 0)::float8 AS paths,
         coalesce(sum(count) FILTER (WHERE lane = 'wildcard' AND NOT held), 0)::float8 AS wildcards,
         coalesce(sum(count) FILTER (WHERE held), 0)::float8 AS held
       FROM pending
     ) waiting, (
       SELECT coalesce(sum(paths), 0)::float8 AS "progressPaths", coalesce(sum(wildcards), 0)::float8 AS "progressWildcards",
         coalesce(max(paths), 0)::float8 AS "fullestPaths", coalesce(max(wildcards), 0)::float8 AS "fullestWildcards"
       FROM live
     ) progress`
  )
  if (!backlog) throw new Error('sums without a row')
  return backlog
}

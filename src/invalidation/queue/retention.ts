import { FREE } from '../../database/leases.ts'
import { countOf, daysAgo, type Expiry, expiryOf } from '../../database/retention.ts'
import { LIVE } from './batches.ts'

const ended = daysAgo(90)
/** Only the current month is needed; older ones are kept for reports over a year. */
const reported = daysAgo(400)

/** SQL: the table has no such row of the target `t`. OFFSET 0 forces an index look-up for each target. */
const unused = (table: string, condition = 'true') =>
  `NOT EXISTS (SELECT FROM ${table} WHERE target = t.target AND ${condition} OFFSET 0)`

/**
 * Targets to which no row refers. A request may be accepted for one at the same moment; its row is then created again
 * (`ensureTarget`).
 */
const targetExpiry: Expiry = {
  what: 'targets of invalidations',
  removeBatch: (db, { limit }) =>
    countOf(
      db,
      `WITH gone AS (
         DELETE FROM invalidation_targets WHERE ctid = ANY(ARRAY(
           SELECT ctid FROM invalidation_targets AS t
           WHERE ${FREE} AND ${unused('invalidations')} AND ${unused('invalidation_chunks')}
             AND ${unused('invalidation_batches', LIVE)}
           ORDER BY target LIMIT $1::integer FOR UPDATE SKIP LOCKED))
         RETURNING 1
       )
       SELECT count(*)::integer AS count FROM gone`,
      [limit]
    )
}

/** One invalidation may have thousands of parts, and a hundred pages of items. */
const BELONGINGS = ['invalidation_parts', 'invalidation_items']
const BELONGINGS_MAX = 2_000

const OLD = `old AS MATERIALIZED (
  SELECT id FROM invalidations WHERE created_at <= $1 AND ended_at <= $1
  ORDER BY created_at LIMIT $2::integer FOR UPDATE SKIP LOCKED)`

/** Invalidations that have ended, and everything that belongs to them. */
export const invalidationExpiries: readonly Expiry[] = [
  {
    what: 'invalidations',
    // Each is deleted together with its remaining parts.
    batchMax: 200,
    async removeBatch(db, { now, limit }) {
      for (const table of BELONGINGS) {
        const removed = await countOf(
          db,
          `WITH ${OLD}, gone AS (
             DELETE FROM ${table} WHERE ctid = ANY(ARRAY(
               SELECT ctid FROM ${table} WHERE invalidation_id = ANY(ARRAY(SELECT id FROM old))
               LIMIT ${BELONGINGS_MAX} FOR UPDATE SKIP LOCKED))
             RETURNING 1
           )
           SELECT count(*)::integer AS count FROM gone`,
          [ended(now), limit]
        )
        if (removed === BELONGINGS_MAX) return removed
      }
      return countOf(
        db,
        `WITH ${OLD}, parts AS (
           DELETE FROM invalidation_parts WHERE invalidation_id = ANY(ARRAY(SELECT id FROM old))
         ), items AS (
           DELETE FROM invalidation_items WHERE invalidation_id = ANY(ARRAY(SELECT id FROM old))
         ), gone AS (
           DELETE FROM invalidations WHERE id = ANY(ARRAY(SELECT id FROM old)) RETURNING 1
         )
         SELECT count(*)::integer AS count FROM gone`,
        [ended(now), limit]
      )
    }
  },
  expiryOf({
    what: 'batches of invalidations',
    table: 'invalidation_batches',
    column: 'ended_at',
    before: ended,
    neededBy: 'SELECT FROM invalidation_parts WHERE batch_id = expired.id'
  }),
  expiryOf({
    what: 'groups of invalidations',
    table: 'invalidation_groups',
    column: 'created_at',
    before: ended,
    neededBy: 'SELECT FROM invalidations WHERE group_id = expired.id'
  }),
  expiryOf({
    what: 'months of invalidated paths',
    table: 'invalidation_months',
    column: 'month',
    before: now => reported(now).toISOString().slice(0, 7)
  }),
  targetExpiry
]

import { type Queryable } from '../../database/database.ts'
import { type Failure } from '../../jobs/operation.ts'
import { storedStatus } from './stored-words.ts'
import { WEBHOOK_CHANNEL } from '../webhooks/store.ts'

/** The notification channel that carries the ids of invalidations that have changed, separated by commas. */
export const CHANNEL = 'frontage_invalidations'
/** PostgreSQL limits a notification to 8,000 bytes. */
const IDS_PER_NOTIFICATION = 120

/** A number of items of an invalidation; each invalidation occurs once. */
export interface Count {
  readonly id: string
  readonly count: number
}

/** What happened to the items; also the name of the column that counts it. */
export type Step = 'submitted' | 'completed' | 'failed' | 'cancelled'

/**
 * Common table expressions that count a step for items of invalidations, end the invalidations that are complete,
 * schedule their webhooks, and announce the changes on commit. The statement must count the last one, `announced`, to
 * execute them. `ids` is an array of the invalidations and `count` the number of items of `i`, both SQL; the others are
 * parameters, of which `error` and `warning` may be null.
 *
 * Each row is looked up by its id, so that the cost does not depend on the size of the tables or on PostgreSQL's
 * statistics: a join would be planned for empty tables, and read all of them.
 */
export function progressOf(
  step: Step,
  { ids, count, error, warning }: { ids: string; count: string; error?: string; warning?: string }
): string {
  const plus = (column: Step) => (column === step ? `i.${column} + d.count` : `i.${column}`)
  const over = `${plus('completed')} + ${plus('failed')} + ${plus('cancelled')} >= i.total`
  const since = (column: 'submitted' | 'cancelled') =>
    column === step ? `coalesce(i.${column}_at, frontage_now())` : `i.${column}_at`
  const warnings =
    warning === undefined
      ? 'i.warnings'
      : `CASE WHEN ${warning}::jsonb IS NULL OR i.warnings @> ${warning}::jsonb THEN i.warnings
            ELSE i.warnings || ${warning}::jsonb END`
  return `
    moved AS (
      UPDATE invalidations i SET (${step}, version, submitted_at, cancelled_at, warnings, error, status, ended_at, give_up_at) = (
        SELECT ${plus(step)}, i.version + 1, ${since('submitted')}, ${since('cancelled')},
          ${warnings},
          ${error === undefined ? 'i.error' : `coalesce(i.error, ${error}::jsonb)`},
          CASE
            WHEN NOT (${over}) THEN CASE WHEN ${plus('submitted')} > 0 THEN 'inProgress' ELSE i.status END
            WHEN ${plus('failed')} > 0 THEN 'failed'
            WHEN ${plus('cancelled')} > 0 THEN 'cancelled'
            ELSE '${storedStatus('succeeded')}' END,
          CASE WHEN ${over} THEN coalesce(i.ended_at, frontage_now()) END,
          CASE WHEN NOT (${over}) AND ${plus('submitted')} + ${plus('cancelled')} < i.total THEN i.give_up_at END
        -- OFFSET 0: evaluated once, not at each place of use.
        FROM (SELECT ${count} AS count OFFSET 0) d)
      WHERE i.id = ANY(${ids})
      RETURNING i.id, i.group_id, i.webhook IS NOT NULL AND i.ended_at IS NOT NULL AS due
    ), due AS (
      INSERT INTO invalidation_webhooks (invalidation_id, next_attempt_at) SELECT id, frontage_now() FROM moved WHERE due
      ON CONFLICT (invalidation_id) DO NOTHING RETURNING 1
    ), changed AS (
      SELECT id FROM moved UNION SELECT group_id FROM moved WHERE group_id IS NOT NULL
    ), announced AS (
      ${announcements('changed')}
      UNION ALL SELECT pg_notify('${WEBHOOK_CHANNEL}', '') FROM due
    )`
}

/** Counts a step for items that are in no batch; see `progressOf`. */
export async function recordStep(
  tx: Queryable,
  counts: readonly Count[],
  { step, error }: { readonly step: Step; readonly error?: Failure }
): Promise<void> {
  if (counts.length === 0) return
  const advance = progressOf(step, {
    ids: 'ARRAY(SELECT jsonb_object_keys($1::jsonb))',
    count: '($1::jsonb ->> i.id)::integer',
    error: '$2'
  })
  await tx.query(`WITH ${advance} SELECT count(*) FROM announced`, [
    JSON.stringify(Object.fromEntries(counts.map(({ id, count }) => [id, count]))),
    error === undefined ? null : JSON.stringify(error)
  ])
}

/** A query that notifies every instance, on commit, that the invalidations in `rows` have changed. */
export function announcements(rows: string): string {
  return `SELECT pg_notify('${CHANNEL}', string_agg(id, ',')) FROM (
      SELECT id, (row_number() OVER () - 1) / ${IDS_PER_NOTIFICATION} AS part FROM ${rows}) numbered GROUP BY part`
}

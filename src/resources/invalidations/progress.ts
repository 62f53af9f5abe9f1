import { type Queryable } from '../../database/database.ts'
import { type Failure } from '../../jobs/operation.ts'
import { type InvalidationStatus } from './schemas.ts'

/** Every change of invalidations is announced here by their ids, separated by commas. */
export const CHANNEL = 'frontage_invalidations'
/** PostgreSQL takes less than 8,000 bytes. */
const IDS_PER_NOTIFICATION = 120

/** An invalidation that has just come to its end. */
export interface Ended {
  readonly id: string
  readonly target: string
  readonly status: InvalidationStatus
  readonly webhook: unknown
}

/** Called in the transaction that ends them, so that what it writes is there exactly when they have ended. */
export type OnEnded = (tx: Queryable, ended: readonly Ended[]) => Promise<void>

/** So many items of an invalidation. */
export interface Count {
  readonly id: string
  readonly count: number
}

/** What happened to the items; the names are those of the columns. */
export type Step = 'submitted' | 'completed' | 'failed' | 'cancelled'

export interface Progress {
  readonly step: Step
  readonly now: Date
  readonly error?: Failure | undefined
}

const OF_BATCHES = `SELECT invalidation_id AS id, sum(count)::integer AS count FROM invalidation_parts
  WHERE batch_id IN (SELECT jsonb_array_elements_text($1::jsonb)) GROUP BY invalidation_id`
const GIVEN = 'SELECT id, count FROM jsonb_to_recordset($1::jsonb) AS given(id text, count integer)'

/** Counts a step for all items of these batches, ends what has come to its end, and announces all of it. */
export async function advancedBatches(
  tx: Queryable,
  batchIds: readonly string[],
  progress: Progress,
  onEnded: OnEnded
): Promise<void> {
  await advance(tx, OF_BATCHES, batchIds, progress, onEnded)
}

/** The same for items that are in no batch. */
export async function advancedItems(
  tx: Queryable,
  counts: readonly Count[],
  progress: Progress,
  onEnded: OnEnded
): Promise<void> {
  if (counts.length > 0) await advance(tx, GIVEN, counts, progress, onEnded)
}

async function advance(
  tx: Queryable,
  source: string,
  given: readonly unknown[],
  { step, now, error }: Progress,
  onEnded: OnEnded
): Promise<void> {
  const plus = (column: Step) => (column === step ? `i.${column} + d.count` : `i.${column}`)
  const over = `${plus('completed')} + ${plus('failed')} + ${plus('cancelled')} >= i.total`
  const rows = await tx.query<Ended & { ended: boolean; group_id: string | null }>(
    `UPDATE invalidations i SET
       ${step} = i.${step} + d.count,
       version = i.version + 1,
       submitted_at = coalesce(i.submitted_at, ${step === 'submitted' ? '$2' : 'NULL'}::timestamptz),
       cancelled_at = coalesce(i.cancelled_at, ${step === 'cancelled' ? '$2' : 'NULL'}::timestamptz),
       error = coalesce(i.error, $3::jsonb),
       status = CASE
         WHEN NOT (${over}) THEN CASE WHEN ${plus('submitted')} > 0 THEN 'inProgress' ELSE i.status END
         WHEN ${plus('failed')} > 0 THEN 'failed'
         WHEN ${plus('cancelled')} > 0 THEN 'cancelled'
         ELSE 'completed' END,
       ended_at = CASE WHEN ${over} THEN coalesce(i.ended_at, $2::timestamptz) END
     FROM (${source}) d WHERE i.id = d.id
     RETURNING i.id, i.target, i.status, i.webhook, i.group_id, i.ended_at IS NOT NULL AS ended`,
    [JSON.stringify(given), now, error === undefined ? null : JSON.stringify(error)]
  )
  const ended = rows.filter(row => row.ended)
  if (ended.length > 0) await onEnded(tx, ended)
  const changed = new Set(rows.flatMap(({ id, group_id: group }) => (group === null ? [id] : [id, group])))
  await announce(tx, [...changed])
}

/** Tells every instance, once the transaction counts, that these have changed. */
export async function announce(tx: Queryable, ids: readonly string[]): Promise<void> {
  const payloads: string[] = []
  for (let at = 0; at < ids.length; at += IDS_PER_NOTIFICATION) {
    payloads.push(ids.slice(at, at + IDS_PER_NOTIFICATION).join(','))
  }
  if (payloads.length === 0) return
  await tx.query(`SELECT pg_notify($1, payload) FROM jsonb_array_elements_text($2::jsonb) AS payload`, [
    CHANNEL,
    JSON.stringify(payloads)
  ])
}

import { type Database, type Queryable } from '../../database/database.ts'
import { type ServiceError } from '../../errors.ts'
import { failureOf } from '../../jobs/operation.ts'
import { type Batch } from '../queue/batches.ts'
import { stillOwns } from '../queue/leases.ts'
import { type Lane } from '../planning/paths.ts'
import { recordStep, announcements, type Count, progressOf } from '../queue/progress.ts'
import { type WaitingFor, type Warning } from '../schemas.ts'
import { failPending } from './fail-pending.ts'

interface RecordDeps {
  readonly database: Database
  readonly owner: string
}

export type Records = ReturnType<typeof createRecords>

/** Batches that have not ended: a repeat, after a commit whose answer was lost, must not count twice. */
const GIVEN = `id = ANY($3::text[]) AND status IN ('prepared', 'submitted') AND EXISTS (SELECT FROM mine)`
/** The parts of the rows in `batch`. */
const OF_BATCH = 'batch_id = ANY(ARRAY(SELECT id FROM batch))'
const CARRIED = {
  ids: `ARRAY(SELECT invalidation_id FROM invalidation_parts WHERE ${OF_BATCH})`,
  count: `(SELECT sum(count)::integer FROM invalidation_parts WHERE invalidation_id = i.id AND ${OF_BATCH})`
}
/** Increments the versions of the batches' invalidations, and announces the change. */
const CHANGED = `
  changed AS (UPDATE invalidations SET version = version + 1 WHERE id = ANY(${CARRIED.ids}) RETURNING id),
  announced AS (${announcements('changed')})`

/**
 * Records the outcomes of batches. Each function resolves with false, and has written nothing, if another process has
 * taken the target over: that one finds out by the same caller references. All times are the store's.
 */
export function createRecords({ database, owner }: RecordDeps) {
  /** Runs several statements in a transaction that holds the lock on the target's row. */
  async function asOwner(target: string, write: (tx: Queryable) => Promise<void>): Promise<boolean> {
    return database.transaction(async tx => {
      if (!(await stillOwns(tx, target, owner))) return false
      await write(tx)
      return true
    })
  }

  /**
   * Runs common table expressions as one statement; they must end in one called `announced`, and write only if `mine`
   * has a row. Their parameters begin at $3.
   */
  async function inOneStatement(target: string, expressions: string, params: readonly unknown[]): Promise<boolean> {
    const [row] = await database.query<{ ours: boolean }>(
      `WITH mine AS MATERIALIZED (
         SELECT FROM invalidation_targets WHERE target = $1 AND lease_token = $2 FOR UPDATE
       ), ${expressions}
       SELECT EXISTS (SELECT FROM mine) AS ours, (SELECT count(*) FROM announced) AS announced`,
      [target, owner, ...params]
    )
    return row?.ours === true
  }

  return {
    /** CloudFront has the batch; its id may follow later. */
    submitted: (target: string, { id, wildcards }: Batch, cloudFrontId: string | undefined) =>
      inOneStatement(
        target,
        `batch AS (
           UPDATE invalidation_batches
           SET status = 'submitted', cloudfront_id = $4, submitted_at = frontage_now(), attempts = attempts + 1, waiting_for = NULL
           WHERE id = $3 AND status = 'prepared' AND EXISTS (SELECT FROM mine) RETURNING id
         ), no_longer_refused AS (
           UPDATE invalidation_targets
           SET refusal = NULL, refused_lane = CASE WHEN refused_lane = 'wildcard' AND NOT $5 THEN refused_lane END
           WHERE target = $1 AND (refusal IS NOT NULL OR refused_lane = 'path' OR (refused_lane = 'wildcard' AND $5))
             AND EXISTS (SELECT FROM mine)
         ), ${progressOf('submitted', CARRIED)}`,
        [id, cloudFrontId ?? null, wildcards > 0]
      ),

    identified: (target: string, id: string, cloudFrontId: string) =>
      asOwner(target, async tx => {
        await tx.query('UPDATE invalidation_batches SET cloudfront_id = $2 WHERE id = $1', [id, cloudFrontId])
      }),

    /** Why the status of submitted batches cannot be read; `undefined` once it can be again. */
    unread: (target: string, ids: readonly string[], why: WaitingFor | undefined) =>
      inOneStatement(
        target,
        `announced AS (
           UPDATE invalidation_batches SET waiting_for = $4::jsonb
           WHERE id = ANY($3::text[]) AND status = 'submitted' AND EXISTS (SELECT FROM mine) RETURNING 1
         )`,
        [ids, why === undefined ? null : JSON.stringify(why)]
      ),

    /** The batch stays as it is and is attempted again. */
    postponed: (
      target: string,
      { id }: Batch,
      { uncertain, waitingFor }: { uncertain: boolean; waitingFor: WaitingFor }
    ) =>
      inOneStatement(
        target,
        `batch AS (
           UPDATE invalidation_batches
           SET attempts = attempts + 1, uncertain = uncertain OR $4, waiting_for = $5::jsonb
           WHERE id = $3 AND EXISTS (SELECT FROM mine) RETURNING id
         ), ${CHANGED}`,
        [id, uncertain, JSON.stringify(waitingFor)]
      ),

    /**
     * CloudFront accepts nothing for the target until an operator acts; the batch stays as it is. Resolves with the
     * time of the first such refusal and of this one, undefined if another process has taken the target over.
     */
    async refused(target: string, { id }: Batch, why: WaitingFor): Promise<{ since: Date; now: Date } | undefined> {
      const [row] = await database.query<{ since: string | null; now: Date }>(
        `WITH mine AS (
           UPDATE invalidation_targets
           SET refusal = $3::jsonb || jsonb_build_object('since', coalesce(refusal ->> 'since',
             to_char(frontage_now() AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')))
           WHERE target = $1 AND lease_token = $2 RETURNING refusal ->> 'since' AS since
         ), batch AS (
           UPDATE invalidation_batches SET attempts = attempts + 1, waiting_for = NULL
           WHERE id = $4 AND EXISTS (SELECT FROM mine) RETURNING id
         ), ${CHANGED}
         SELECT (SELECT since FROM mine) AS since, frontage_now() AS now, (SELECT count(*) FROM announced) AS announced`,
        [target, owner, JSON.stringify(why), id]
      )
      return typeof row?.since === 'string' ? { since: new Date(row.since), now: row.now } : undefined
    },

    /** CloudFront does not have the batch: its items are pending again, in their old places, except those given up. */
    dissolved: (
      target: string,
      { id }: Batch,
      {
        alone = false,
        refused,
        givenUp
      }: {
        alone?: boolean
        refused?: Lane
        givenUp?: { readonly ids: readonly string[]; readonly error: ServiceError }
      }
    ) =>
      asOwner(target, async tx => {
        const dissolved = await tx.query(
          `UPDATE invalidation_batches SET status = 'dissolved', items = '[]', waiting_for = NULL, ended_at = frontage_now()
           WHERE id = $1 AND status IN ('prepared', 'submitted') RETURNING id`,
          [id]
        )
        if (dissolved.length === 0) return
        const gone = JSON.stringify(givenUp?.ids ?? [])
        const given = `p.invalidation_id IN (SELECT jsonb_array_elements_text($2::jsonb))`
        if (!givenUp) await tx.query('UPDATE invalidation_targets SET refusal = NULL WHERE target = $1', [target])
        else {
          const counts = await tx.query<Count>(
            `SELECT p.invalidation_id AS id, p.count FROM invalidation_parts p JOIN invalidations i ON i.id = p.invalidation_id
             WHERE p.batch_id = $1 AND i.cancelled_at IS NULL AND ${given}`,
            [id, gone]
          )
          const error = failureOf(givenUp.error)
          await recordStep(tx, counts, { step: 'failed', error })
        }
        await tx.query(
          `INSERT INTO invalidation_chunks (invalidation_id, position, target, caller, priority, lane, items, count, alone)
           SELECT i.id, i.position, i.target, i.caller, i.priority, l.lane, l.items, l.count, $3
           FROM invalidation_parts p JOIN invalidations i ON i.id = p.invalidation_id, LATERAL (
             SELECT CASE WHEN place <= p.wildcards THEN 'wildcard' ELSE 'path' END AS lane,
               jsonb_agg(item ORDER BY place) AS items, count(*)::integer AS count
             FROM jsonb_array_elements(p.items) WITH ORDINALITY AS each (item, place) GROUP BY 1
           ) l WHERE p.batch_id = $1 AND i.cancelled_at IS NULL AND NOT ${given}`,
          [id, gone, alone]
        )
        // When they were cancelled, these items might have been sent; now it is certain that they were not.
        const cancelled = await tx.query<Count>(
          `SELECT p.invalidation_id AS id, p.count FROM invalidation_parts p JOIN invalidations i ON i.id = p.invalidation_id
           WHERE p.batch_id = $1 AND i.cancelled_at IS NOT NULL`,
          [id]
        )
        await recordStep(tx, cancelled, { step: 'cancelled' })
        await tx.query('DELETE FROM invalidation_parts WHERE batch_id = $1', [id])
        if (refused) {
          await tx.query('UPDATE invalidation_targets SET refused_lane = $2 WHERE target = $1', [target, refused])
        }
      }),

    /** If completion was not observed, `warning` is added to the invalidations of the batches. */
    completed: (target: string, ids: readonly string[], warning?: Warning) =>
      inOneStatement(
        target,
        `batch AS (
           UPDATE invalidation_batches SET status = 'completed', items = '[]', waiting_for = NULL, ended_at = frontage_now(), unobserved = $4
           WHERE ${GIVEN} RETURNING id
         ), ${progressOf('completed', { ...CARRIED, warning: '$5' })}`,
        [ids, warning !== undefined, warning === undefined ? null : JSON.stringify([warning])]
      ),

    /** CloudFront will never execute them, or their outcome can no longer be known. */
    failed: (target: string, ids: readonly string[], error: ServiceError) =>
      inOneStatement(
        target,
        `batch AS (
           UPDATE invalidation_batches SET status = 'failed', items = '[]', waiting_for = NULL, ended_at = frontage_now()
           WHERE ${GIVEN} RETURNING id
         ), no_longer_refused AS (
           UPDATE invalidation_targets SET refusal = NULL
           WHERE target = $1 AND refusal IS NOT NULL AND EXISTS (SELECT FROM mine)
         ), ${progressOf('failed', { ...CARRIED, error: '$4' })}`,
        [ids, JSON.stringify(failureOf(error))]
      ),

    /** Fails everything pending of a target that no longer exists. */
    failedPending: (target: string, error: ServiceError) =>
      failPending(write => asOwner(target, write), target, { error }),

    /** Those of the batches that CloudFront has had for at least so long. */
    async submittedFor(ids: readonly string[], ms: number): Promise<Set<string>> {
      const rows = await database.query<{ id: string }>(
        `SELECT id FROM invalidation_batches
         WHERE id = ANY($1::text[]) AND coalesce(submitted_at, created_at) <= frontage_now() - $2 * interval '1 millisecond'`,
        [ids, ms]
      )
      return new Set(rows.map(({ id }) => id))
    },

    /** The age of the batch. */
    async ageMs(batchId: string): Promise<number> {
      const [row] = await database.query<{ ms: number }>(
        `SELECT (extract(epoch FROM frontage_now() - created_at) * 1000)::float8 AS ms FROM invalidation_batches WHERE id = $1`,
        [batchId]
      )
      if (!row) throw new Error(`there is no batch ${batchId}`)
      return Math.max(0, row.ms)
    },

    /** Those of CloudFront's ids that are known to belong to other batches. */
    async othersAmong(target: string, batchId: string, cloudFrontIds: readonly string[]): Promise<string[]> {
      const rows = await database.query<{ id: string }>(
        `SELECT cloudfront_id AS id FROM invalidation_batches
         WHERE target = $1 AND id <> $2 AND cloudfront_id IN (SELECT jsonb_array_elements_text($3::jsonb))`,
        [target, batchId, JSON.stringify(cloudFrontIds)]
      )
      return rows.map(({ id }) => id)
    }
  }
}

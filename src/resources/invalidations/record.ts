import { type Database, type Queryable } from '../../database/database.ts'
import { type ServiceError } from '../../errors.ts'
import { failureOf } from '../../jobs/operation.ts'
import { type Batch } from './batches.ts'
import { stillOwns } from './leases.ts'
import { type Lane } from './limits.ts'
import { advancedBatches, advancedItems, announce, type Count, type OnEnded } from './progress.ts'
import { type WaitingFor, type Warning } from './schemas.ts'

export interface RecordDeps {
  readonly database: Database
  readonly owner: string
  readonly clock: { now(): number }
  readonly onEnded: OnEnded
}

export type Records = ReturnType<typeof createRecords>

/**
 * Writes down what became of batches. Each function answers false, and has written nothing, where another process has taken
 * the target over meanwhile: that one finds out for itself, by the same caller references.
 */
export function createRecords({ database, owner, clock, onEnded }: RecordDeps) {
  const now = () => new Date(clock.now())

  async function asOwner(target: string, write: (tx: Queryable) => Promise<void>): Promise<boolean> {
    return database.transaction(async tx => {
      if (!(await stillOwns(tx, target, owner))) return false
      await write(tx)
      return true
    })
  }

  /** Answers those that were live: a repeat, after a commit whose answer was lost, must not count twice. */
  async function end(
    tx: Queryable,
    ids: readonly string[],
    status: 'completed' | 'dissolved' | 'failed',
    { unobserved = false } = {}
  ): Promise<string[]> {
    const rows = await tx.query<{ id: string }>(
      `UPDATE invalidation_batches SET status = $2, items = '[]', waiting_for = NULL, ended_at = $3, unobserved = $4
       WHERE id IN (SELECT jsonb_array_elements_text($1::jsonb)) AND status IN ('prepared', 'submitted') RETURNING id`,
      [JSON.stringify(ids), status, now(), unobserved]
    )
    return rows.map(({ id }) => id)
  }

  /** What is shown of the invalidations of a batch has changed. */
  async function changed(tx: Queryable, batchId: string): Promise<void> {
    const parts = await tx.query<{ id: string }>(
      'UPDATE invalidations SET version = version + 1 WHERE id IN (SELECT invalidation_id FROM invalidation_parts WHERE batch_id = $1) RETURNING id',
      [batchId]
    )
    await announce(
      tx,
      parts.map(part => part.id)
    )
  }

  /** CloudFront has read a batch of the target. */
  async function noLongerRefused(tx: Queryable, target: string): Promise<void> {
    await tx.query('UPDATE invalidation_targets SET refusal = NULL WHERE target = $1 AND refusal IS NOT NULL', [target])
  }

  return {
    /** CloudFront has it; the id may follow later. */
    submitted: (target: string, { id, wildcards }: Batch, cloudFrontId: string | undefined) =>
      asOwner(target, async tx => {
        const rows = await tx.query(
          `UPDATE invalidation_batches
           SET status = 'submitted', cloudfront_id = $2, submitted_at = $3, attempts = attempts + 1, waiting_for = NULL
           WHERE id = $1 AND status = 'prepared' RETURNING id`,
          [id, cloudFrontId ?? null, now()]
        )
        if (rows.length > 0) await advancedBatches(tx, [id], { step: 'submitted', now: now() }, onEnded)
        await tx.query(
          `UPDATE invalidation_targets
           SET refusal = NULL, refused_lane = CASE WHEN refused_lane = 'wildcard' AND NOT $2 THEN refused_lane END
           WHERE target = $1 AND (refusal IS NOT NULL OR refused_lane = 'path' OR (refused_lane = 'wildcard' AND $2))`,
          [target, wildcards > 0]
        )
      }),

    identified: (target: string, id: string, cloudFrontId: string) =>
      asOwner(target, async tx => {
        await tx.query('UPDATE invalidation_batches SET cloudfront_id = $2 WHERE id = $1', [id, cloudFrontId])
      }),

    /** It stays as it is and is attempted again. */
    postponed: (
      target: string,
      { id }: Batch,
      { uncertain, waitingFor }: { uncertain: boolean; waitingFor: WaitingFor }
    ) =>
      asOwner(target, async tx => {
        await tx.query(
          `UPDATE invalidation_batches SET attempts = attempts + 1, uncertain = uncertain OR $2, waiting_for = $3::jsonb
           WHERE id = $1`,
          [id, uncertain, JSON.stringify(waitingFor)]
        )
        await changed(tx, id)
      }),

    /**
     * CloudFront takes nothing for the target before somebody acts: the batch stays as it is. Answers since when that is so,
     * undefined where another process has taken the target over.
     */
    async refused(target: string, { id }: Batch, why: WaitingFor): Promise<Date | undefined> {
      let since: Date | undefined
      await asOwner(target, async tx => {
        const [row] = await tx.query<{ since: string }>(
          `UPDATE invalidation_targets
           SET refusal = $2::jsonb || jsonb_build_object('since', coalesce(refusal ->> 'since', $3::text))
           WHERE target = $1 RETURNING refusal ->> 'since' AS since`,
          [target, JSON.stringify(why), now().toISOString()]
        )
        if (row) since = new Date(row.since)
        await tx.query('UPDATE invalidation_batches SET attempts = attempts + 1, waiting_for = NULL WHERE id = $1', [
          id
        ])
        await changed(tx, id)
      })
      return since
    },

    /**
     * CloudFront certainly has nothing of it: its items are pending again, in their old places, without what is given up.
     */
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
        if ((await end(tx, [id], 'dissolved')).length === 0) return
        const gone = JSON.stringify(givenUp?.ids ?? [])
        const given = `p.invalidation_id IN (SELECT jsonb_array_elements_text($2::jsonb))`
        if (!givenUp) await noLongerRefused(tx, target)
        else {
          const counts = await tx.query<Count>(
            `SELECT p.invalidation_id AS id, p.count FROM invalidation_parts p JOIN invalidations i ON i.id = p.invalidation_id
             WHERE p.batch_id = $1 AND i.cancelled_at IS NULL AND ${given}`,
            [id, gone]
          )
          const error = failureOf(givenUp.error)
          await advancedItems(tx, counts, { step: 'failed', now: now(), error }, onEnded)
        }
        await tx.query(
          `INSERT INTO invalidation_chunks (invalidation_id, position, target, caller, priority, lane, items, count, alone)
           SELECT i.id, i.position, i.target, i.caller, i.priority, l.lane, l.items, l.count, $3
           FROM invalidation_parts p JOIN invalidations i ON i.id = p.invalidation_id, LATERAL (
             SELECT CASE WHEN item LIKE '%*' OR item LIKE '#%' THEN 'wildcard' ELSE 'path' END AS lane,
               jsonb_agg(item) AS items, count(*)::integer AS count
             FROM jsonb_array_elements_text(p.items) AS item GROUP BY 1
           ) l WHERE p.batch_id = $1 AND i.cancelled_at IS NULL AND NOT ${given}`,
          [id, gone, alone]
        )
        // They were sent as far as their callers could know when they cancelled; now it is certain that they were not.
        const cancelled = await tx.query<Count>(
          `SELECT p.invalidation_id AS id, p.count FROM invalidation_parts p JOIN invalidations i ON i.id = p.invalidation_id
           WHERE p.batch_id = $1 AND i.cancelled_at IS NOT NULL`,
          [id]
        )
        await advancedItems(tx, cancelled, { step: 'cancelled', now: now() }, onEnded)
        await tx.query('DELETE FROM invalidation_parts WHERE batch_id = $1', [id])
        if (refused) {
          await tx.query('UPDATE invalidation_targets SET refused_lane = $2 WHERE target = $1', [target, refused])
        }
      }),

    /** With a warning to the invalidations that the batches carry out where nobody has seen it. */
    completed: (target: string, ids: readonly string[], warning?: Warning) =>
      asOwner(target, async tx => {
        const ended = await end(tx, ids, 'completed', { unobserved: warning !== undefined })
        if (warning) {
          await tx.query(
            `UPDATE invalidations SET warnings = warnings || $2::jsonb
             WHERE id IN (SELECT invalidation_id FROM invalidation_parts
                          WHERE batch_id IN (SELECT jsonb_array_elements_text($1::jsonb)))
               AND NOT warnings @> $2::jsonb`,
            [JSON.stringify(ended), JSON.stringify([warning])]
          )
        }
        await advancedBatches(tx, ended, { step: 'completed', now: now() }, onEnded)
      }),

    /** CloudFront will never do it, or nobody will ever know. */
    failed: (target: string, ids: readonly string[], error: ServiceError) =>
      asOwner(target, async tx => {
        const ended = await end(tx, ids, 'failed')
        await noLongerRefused(tx, target)
        await advancedBatches(tx, ended, { step: 'failed', now: now(), error: failureOf(error) }, onEnded)
      }),

    /** The target is gone: what is pending has nothing to be submitted to. */
    failedPending: (target: string, error: ServiceError) =>
      asOwner(target, async tx => {
        const counts = await tx.query<Count>(
          `WITH gone AS (DELETE FROM invalidation_chunks WHERE target = $1 RETURNING invalidation_id, count)
           SELECT invalidation_id AS id, sum(count)::integer AS count FROM gone GROUP BY invalidation_id`,
          [target]
        )
        await advancedItems(tx, counts, { step: 'failed', now: now(), error: failureOf(error) }, onEnded)
      }),

    /** How long ago the batch was made; by the store's clock, which wrote down when that was. */
    async ageMs(batchId: string): Promise<number> {
      const [row] = await database.query<{ ms: number }>(
        `SELECT (extract(epoch FROM frontage_now() - created_at) * 1000)::float8 AS ms FROM invalidation_batches WHERE id = $1`,
        [batchId]
      )
      if (!row) throw new Error(`there is no batch ${batchId}`)
      return Math.max(0, row.ms)
    },

    /** Of CloudFront's invalidations with these ids, those that carry out other batches than this one. */
    async othersAmong(target: string, batchId: string, cloudFrontIds: readonly string[]): Promise<string[]> {
      const rows = await database.query<{ id: string }>(
        `SELECT cloudfront_id AS id FROM invalidation_batches
         WHERE target = $1 AND id <> $2 AND cloudfront_id IN (SELECT jsonb_array_elements_text($3::jsonb))`,
        [target, batchId, JSON.stringify(cloudFrontIds)]
      )
      return rows.map(({ id }) => id)
    },

    /** How many invalidations a batch carries. */
    async partsOf({ id }: Batch): Promise<number> {
      const [row] = await database.query<{ count: number }>(
        'SELECT count(*)::integer AS count FROM invalidation_parts WHERE batch_id = $1',
        [id]
      )
      return row?.count ?? 0
    }
  }
}

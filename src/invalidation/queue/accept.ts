import { type NewAuditRecord } from '../../audit/record.ts'
import { recordsOf, toRecordColumns } from '../../audit/store.ts'
import { createBatches } from '../../batches.ts'
import { type ByteBudget, createByteBudget } from '../../byte-budget.ts'
import { type Database, type Queryable } from '../../database/database.ts'
import { isServiceError } from '../../errors.ts'
import { type Lane } from '../planning/paths.ts'
import { type Lanes } from '../planning/plan.ts'
import { laterPages } from './items.ts'
import { PATHS_SHOWN_MAX, type Warning } from '../schemas.ts'
import { type Webhook } from '../webhooks/settings.ts'

/** A valid, planned request. */
export interface NewInvalidation {
  readonly id: string
  readonly target: string
  /** Callers share the quota fairly. */
  readonly caller: string
  readonly priority: 0 | 1
  /** As sent to CloudFront; distinct. */
  readonly items: readonly string[]
  /** The same items by the quota that they use. */
  readonly lanes: Lanes
  readonly warnings: readonly Warning[]
  readonly groupId?: string | undefined
  readonly webhook?: Webhook | undefined
  /** Items that have not been submitted by then are not sent. */
  readonly deadlineAt?: Date | undefined
  /** Nothing is submitted before this time. */
  readonly holdUntil?: Date | undefined
  /** The span of the request (W3C Trace Context). */
  readonly traceparent?: string | undefined
  /** The audit record, which is written in the same statement. */
  readonly record?: NewAuditRecord | undefined
}

/** A request that was stored. */
export interface Accepted extends NewInvalidation {
  /** By the store's clock. */
  readonly createdAt: Date
}

/** Items in one row. A batch that takes some of them rewrites the row. */
const CHUNK_ITEMS: Readonly<Record<Lane, number>> = { path: 1_000, wildcard: 15 }
const ROWS_PER_WRITE_MAX = 500
const ITEMS_PER_WRITE_MAX = 200_000

/**
 * Group commit: invalidations that arrive during a write share the next one, so that many concurrent ones cost little
 * more than one. `budget` bounds the memory of those that wait.
 */
export function createGroupCommit({
  database,
  budget = createByteBudget(),
  lateAfterMs,
  onGroup = () => undefined
}: {
  database: Database
  budget?: ByteBudget
  /** As `createBatches` has it. */
  lateAfterMs?: number
  /** Called with the number of invalidations that were written together. */
  onGroup?: (size: number) => void
}) {
  const write = createBatches(
    async (rows: readonly NewInvalidation[]) => {
      const accepted = await insertInvalidations(database, rows)
      onGroup(rows.length)
      return rows.map(({ id }) => accepted.get(id))
    },
    {
      most: ROWS_PER_WRITE_MAX,
      sizeMax: ITEMS_PER_WRITE_MAX,
      sizeOf: ({ items }) => items.length,
      gathers: true,
      isFaultOfOne: error => !isServiceError(error),
      ...(lateAfterMs !== undefined && { lateAfterMs })
    }
  )

  /** Throws OVERLOADED, without having called `write`, if too much is waiting. */
  async function bounded<Result>(rows: readonly NewInvalidation[], write: () => Promise<Result>): Promise<Result> {
    const account = budget.open()
    try {
      for (const row of rows) account.add(bytesOf(row))
      return await write()
    } finally {
      account.close()
    }
  }

  return {
    /**
     * Resolves when the invalidation is durable, with undefined if one with this id already existed. Throws OVERLOADED, without having written anything, if too much is waiting.
     */
    accept: (row: NewInvalidation): Promise<Accepted | undefined> => bounded([row], async () => write(row)),

    /**
     * Resolves with the new ones when all are durable, with what `alongside` writes in the same transaction. Throws OVERLOADED, without
     * having written anything, if too much is waiting.
     */
    acceptTogether: (
      rows: readonly NewInvalidation[],
      alongside: (tx: Queryable) => Promise<void>
    ): Promise<Accepted[]> =>
      bounded(rows, async () =>
        database.transaction(async tx => {
          await alongside(tx)
          const accepted = await insertInvalidations(tx, rows)
          return rows.flatMap(({ id }) => accepted.get(id) ?? [])
        })
      )
  }
}

/** The memory of a string besides its characters, and of its place in a list. */
const ITEM_BYTES = 32

function bytesOf({ items }: NewInvalidation): number {
  return items.reduce((sum, item) => sum + item.length + ITEM_BYTES, 0)
}

/** Stores invalidations in one statement. Resolves with the new ones, by their ids; safe to repeat. */
export async function insertInvalidations(
  db: Queryable,
  rows: readonly NewInvalidation[]
): Promise<Map<string, Accepted>> {
  const inserted = await db.query<{ id: string; created_at: Date }>(
    `WITH given AS (
       SELECT * FROM jsonb_to_recordset($1::jsonb) AS r(
         id text, target text, caller text, priority smallint, shown jsonb, later jsonb, total integer, warnings jsonb,
         group_id text, webhook jsonb, hold_until timestamptz, deadline_at timestamptz, chunks jsonb, record jsonb,
         traceparent text)
     ), clock AS MATERIALIZED (
       -- In milliseconds, as in answers and in ids that are derived from it.
       SELECT date_trunc('milliseconds', frontage_now()) AS now
     ), targets AS (
       INSERT INTO invalidation_targets (target) SELECT DISTINCT target FROM given ORDER BY target ON CONFLICT DO NOTHING
     ), fresh AS (
       INSERT INTO invalidations
         (id, target, caller, priority, status, items, total, warnings, group_id, webhook, created_at, deadline_at, give_up_at,
         traceparent, request_id, caller_name)
       SELECT id, target, caller, priority, 'queued', shown, total, warnings, group_id, webhook, clock.now, deadline_at, deadline_at,
         traceparent, record ->> 'request_id', record ->> 'caller_name'
       FROM given, clock
       ON CONFLICT (id) DO NOTHING RETURNING id, position, created_at
     ), recorded AS (
       ${recordsOf('(SELECT g.record FROM given g JOIN fresh f ON f.id = g.id WHERE g.record IS NOT NULL)')}
     ), later AS (
       INSERT INTO invalidation_items (invalidation_id, page, items)
       SELECT g.id, l.page, l.items FROM given g JOIN fresh f ON f.id = g.id,
         jsonb_to_recordset(g.later) AS l(page integer, items jsonb)
     ), chunks AS (
       INSERT INTO invalidation_chunks
         (invalidation_id, position, target, caller, priority, lane, items, count, request_items, hold_until)
       SELECT g.id, f.position, g.target, g.caller, g.priority, c.lane, c.items, jsonb_array_length(c.items),
         c.request_items, g.hold_until
       FROM given g JOIN fresh f ON f.id = g.id,
         jsonb_to_recordset(g.chunks) AS c(lane text, items jsonb, request_items integer)
     )
     SELECT id, created_at FROM fresh`,
    [JSON.stringify(rows.map(toRow))]
  )
  const times = new Map(inserted.map(({ id, created_at }) => [id, created_at]))
  return new Map(
    rows.flatMap(row => {
      const createdAt = times.get(row.id)
      return createdAt ? [[row.id, { ...row, createdAt }]] : []
    })
  )
}

/** As JSON, which leaves out what is undefined: PostgreSQL reads that as null. */
function toRow(row: NewInvalidation) {
  const { id, target, caller, priority, items, lanes, warnings, traceparent, record } = row
  return {
    id,
    target,
    caller,
    priority,
    shown: items.length > PATHS_SHOWN_MAX ? items.slice(0, PATHS_SHOWN_MAX) : items,
    later: items.length > PATHS_SHOWN_MAX ? laterPages(items) : undefined,
    total: items.length,
    warnings,
    group_id: row.groupId,
    webhook: row.webhook,
    hold_until: row.holdUntil,
    deadline_at: row.deadlineAt,
    traceparent,
    record: record && toRecordColumns(record),
    chunks: [...chunksIn('path', lanes.path), ...chunksIn('wildcard', lanes.wildcard)]
  }
}

function chunksIn(lane: Lane, items: readonly string[]) {
  const size = CHUNK_ITEMS[lane]
  return Array.from({ length: Math.ceil(items.length / size) }, (_, index) => ({
    lane,
    items: items.slice(index * size, (index + 1) * size),
    request_items: items.length
  }))
}

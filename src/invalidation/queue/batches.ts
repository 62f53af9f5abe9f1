import { type Queryable } from '../../database/database.ts'
import { type Lane } from '../planning/paths.ts'
import { type Chunk, type Draft, itemsOf } from './draft.ts'
import { type WaitingFor } from '../schemas.ts'

const IDS_LOGGED_MAX = 20

/** One CreateInvalidation: its id is the caller reference of every attempt. */
export interface Batch {
  readonly id: string
  readonly items: readonly string[]
  readonly paths: number
  readonly wildcards: number
  /** Whether CloudFront may already have it. */
  readonly uncertain: boolean
  readonly attempts: number
  readonly waitingFor: WaitingFor | undefined
  /** The spans of the requests whose work it carries, of a hundred at most; empty where nothing is traced. */
  readonly traceparents: readonly string[]
  /** Those whose work it carries, of a few the ids: for the log. */
  readonly invalidationIds: readonly string[]
}

/** A batch that CloudFront has; its id is undefined while only its caller reference is known. */
export interface Submitted {
  readonly id: string
  readonly cloudFrontId: string | undefined
  readonly paths: number
  readonly wildcards: number
  readonly submittedAt: Date
  /** Why Frontage may not read its status, where CloudFront has refused that. */
  readonly unread: WaitingFor | undefined
  /** As of a batch. */
  readonly traceparents: readonly string[]
}

/** SQL: the spans of invalidations, whose ids are an array, as JSON; null unless the parameter is true. */
const traceparentsOf = (ids: string, wanted: string) =>
  // By their ids: a join reads all invalidations.
  `CASE WHEN ${wanted}::boolean THEN to_jsonb(ARRAY(
     SELECT DISTINCT traceparent FROM invalidations WHERE id = ANY(${ids}) AND traceparent IS NOT NULL LIMIT 100)) END`

/** SQL: the batch is in progress at CloudFront, or is to be submitted. */
export const LIVE = `status IN ('prepared', 'submitted')`

/** Releases chunks whose hold has expired, in order; at once as many as may fill a batch. */
export async function endHolds(db: Queryable, target: string): Promise<void> {
  await db.query(
    `UPDATE invalidation_chunks SET hold_until = NULL WHERE id IN (
       SELECT id FROM invalidation_chunks WHERE target = $1 AND hold_until <= (SELECT frontage_now())
       ORDER BY hold_until, id LIMIT 5000)`,
    [target]
  )
}

/** The pending chunks of an invalidation that must not be merged with others. */
export async function chunksOf(db: Queryable, invalidationId: string): Promise<Chunk[]> {
  return db.query<Chunk>(
    `SELECT id, invalidation_id AS "invalidationId", priority, caller, size_class AS "sizeClass", lane, items
     FROM invalidation_chunks WHERE invalidation_id = $1 ORDER BY position, id`,
    [invalidationId]
  )
}

/** A batch to be written, if its target still has this version. */
export interface Drafted {
  readonly id: string
  readonly target: string
  readonly version: string
  readonly draft: Draft
}

/**
 * Stores the batches and removes their items from what is pending, in one statement. Resolves with those that were written,
 * by target. Nothing is written for a target that another process has claimed, or whose row is locked or was changed since
 * it was read, because less may be pending by now. Targets are independent of each other.
 */
export async function insertBatches(
  db: Queryable,
  { owner, drafted, traced = false }: { owner: string; drafted: readonly Drafted[]; traced?: boolean }
): Promise<Map<string, Batch>> {
  const rows = drafted.map(rowOf)
  const left = Object.fromEntries(rows.flatMap(({ cut }) => cut.map(chunk => [chunk.id, chunk.left])))
  const written = await db.query<{ id: string; traceparents: string[] | null }>(
    `WITH given AS MATERIALIZED (
       SELECT * FROM jsonb_to_recordset($2::jsonb) AS r (id text, target text, version text, items jsonb, paths integer,
         wildcards integer, gone jsonb, cut jsonb, parts jsonb)
     ), mine AS MATERIALIZED (
       -- Whoever removes what is pending updates this row before, so that its version says whether it is as it was read. One
       -- that is locked is not waited for: the other targets would wait as well.
       SELECT t.target, t.xmin::text AS version FROM invalidation_targets t
       WHERE t.target = ANY(ARRAY(SELECT target FROM given)) AND t.lease_token = $1
       ORDER BY t.target FOR UPDATE SKIP LOCKED
     ), written AS MATERIALIZED (
       SELECT given.* FROM given JOIN mine USING (target, version)
     ), gone AS (
       DELETE FROM invalidation_chunks WHERE id = ANY(ARRAY(
         SELECT value::bigint FROM written CROSS JOIN LATERAL jsonb_array_elements_text(gone)))
     ), cut AS (
       -- By their ids: a join reads all chunks.
       UPDATE invalidation_chunks c SET items = $3::jsonb -> c.id::text, count = jsonb_array_length($3::jsonb -> c.id::text)
       WHERE id = ANY(ARRAY(
         SELECT value::bigint FROM written CROSS JOIN LATERAL jsonb_array_elements_text(cut)))
     ), batch AS (
       INSERT INTO invalidation_batches (id, target, items, paths, wildcards, status, created_at)
       SELECT id, target, items, paths, wildcards, 'prepared', frontage_now() FROM written
     ), parts AS (
       INSERT INTO invalidation_parts (invalidation_id, batch_id, items, count, wildcards)
       SELECT r.id, written.id, r.items, jsonb_array_length(r.items), r.wildcards
       FROM written CROSS JOIN LATERAL jsonb_to_recordset(parts) AS r (id text, items jsonb, wildcards integer)
     )
     SELECT id, ${traceparentsOf("ARRAY(SELECT value ->> 'id' FROM jsonb_array_elements(parts))", '$4')} AS traceparents
     FROM written`,
    [
      owner,
      JSON.stringify(rows.map(({ cut, ...row }) => ({ ...row, cut: cut.map(({ id }) => id) }))),
      JSON.stringify(left),
      traced
    ]
  )
  const traces = new Map(written.map(({ id, traceparents }) => [id, traceparents ?? []]))
  return new Map(
    rows
      .filter(({ id }) => traces.has(id))
      .map(({ id, target, items, paths, wildcards, parts }) => {
        const traceparents = traces.get(id) ?? []
        const invalidationIds = parts.slice(0, IDS_LOGGED_MAX).map(part => part.id)
        return [
          target,
          {
            id,
            items,
            paths,
            wildcards,
            uncertain: false,
            attempts: 0,
            waitingFor: undefined,
            traceparents,
            invalidationIds
          }
        ]
      })
  )
}

function rowOf({ id, target, version, draft }: Drafted) {
  const items = itemsOf(draft)
  const gone: string[] = []
  const cut: { id: string; left: string[] }[] = []
  const parts = new Map<string, Record<Lane, string[]>>()
  for (const { chunk, items: taken } of draft.taken.values()) {
    const part = parts.get(chunk.invalidationId) ?? { path: [], wildcard: [] }
    part[chunk.lane].push(...taken)
    parts.set(chunk.invalidationId, part)
    if (taken.length === chunk.items.length) gone.push(chunk.id)
    else {
      const out = new Set(taken)
      cut.push({ id: chunk.id, left: chunk.items.filter(item => !out.has(item)) })
    }
  }
  return {
    id,
    target,
    version,
    items,
    paths: items.length,
    wildcards: items.filter(item => draft.items.get(item) === 'wildcard').length,
    gone,
    cut,
    parts: [...parts].map(([invalidationId, { path, wildcard }]) => ({
      id: invalidationId,
      items: [...wildcard, ...path],
      wildcards: wildcard.length
    }))
  }
}

/** The batches of a target that have not ended. */
interface UnderWay {
  readonly prepared: Batch[]
  readonly submitted: Submitted[]
}

/** The batches that previous owners have left unfinished, by target; prepared ones become uncertain. */
export async function takeOver(
  db: Queryable,
  targets: readonly string[],
  { traced = false } = {}
): Promise<Map<string, UnderWay>> {
  const rows = await db.query<
    Omit<Batch, 'waitingFor' | 'uncertain' | 'traceparents' | 'invalidationIds'> & {
      target: string
      status: string
      cloudfront_id: string | null
      unread: WaitingFor | null
      created_at: Date
      submitted_at: Date | null
      traceparents: string[] | null
      invalidation_ids: string[]
    }
  >(
    `WITH unsure AS (
       -- The previous owner may have sent them.
       UPDATE invalidation_batches SET uncertain = true WHERE target = ANY($1::text[]) AND status = 'prepared'
     )
     SELECT target, id, CASE WHEN status = 'prepared' THEN items ELSE '[]' END AS items, paths, wildcards, status, attempts,
       cloudfront_id, waiting_for AS unread, created_at, submitted_at,
       ${traceparentsOf('ARRAY(SELECT invalidation_id FROM invalidation_parts WHERE batch_id = b.id)', '$2')} AS traceparents,
       to_jsonb(ARRAY(SELECT invalidation_id FROM invalidation_parts WHERE batch_id = b.id LIMIT ${IDS_LOGGED_MAX})) AS invalidation_ids
     FROM invalidation_batches b WHERE target = ANY($1::text[]) AND ${LIVE} ORDER BY created_at, id`,
    [targets, traced]
  )
  const underWay = new Map(targets.map(target => [target, { prepared: [] as Batch[], submitted: [] as Submitted[] }]))
  for (const { target, id, items, paths, wildcards, status, attempts, ...row } of rows) {
    const of = underWay.get(target)
    const traceparents = row.traceparents ?? []
    const invalidationIds = row.invalidation_ids
    if (status === 'prepared') {
      of?.prepared.push({
        id,
        items,
        paths,
        wildcards,
        attempts,
        uncertain: true,
        waitingFor: undefined,
        traceparents,
        invalidationIds
      })
    } else {
      const cloudFrontId = row.cloudfront_id ?? undefined
      of?.submitted.push({
        id,
        paths,
        wildcards,
        cloudFrontId,
        submittedAt: row.submitted_at ?? row.created_at,
        unread: row.unread ?? undefined,
        traceparents
      })
    }
  }
  return underWay
}

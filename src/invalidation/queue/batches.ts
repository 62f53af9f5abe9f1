import { type Queryable } from '../../database/database.ts'
import { type Lane } from '../planning/paths.ts'
import { type Chunk, type Draft, itemsOf } from './draft.ts'
import { type WaitingFor } from '../schemas.ts'

/** One CreateInvalidation: its id is the caller reference of every attempt. */
export interface Batch {
  readonly id: string
  readonly items: readonly string[]
  readonly paths: number
  readonly wildcards: number
  /** CloudFront may have it already. */
  readonly uncertain: boolean
  readonly attempts: number
  readonly waitingFor: WaitingFor | undefined
}

/** A batch that CloudFront has; without an id while only its caller reference is known there. */
export interface Submitted {
  readonly id: string
  readonly cloudFrontId: string | undefined
  readonly paths: number
  readonly wildcards: number
  readonly submittedAt: Date
}

/** SQL: CloudFront has the batch, or is to have it. */
export const LIVE = `status IN ('prepared', 'submitted')`

/** Lets go what was held until now, the first first; so many at once that a batch can be filled. */
export async function endHolds(db: Queryable, target: string): Promise<void> {
  await db.query(
    `UPDATE invalidation_chunks SET hold_until = NULL WHERE id IN (
       SELECT id FROM invalidation_chunks WHERE target = $1 AND hold_until <= (SELECT frontage_now())
       ORDER BY hold_until, id LIMIT 5000)`,
    [target]
  )
}

/** What is pending of one invalidation that is to have batches of its own. */
export async function chunksOf(db: Queryable, invalidationId: string): Promise<Chunk[]> {
  return db.query<Chunk>(
    `SELECT id, invalidation_id AS "invalidationId", priority, caller, size_class AS "sizeClass", lane, items
     FROM invalidation_chunks WHERE invalidation_id = $1 ORDER BY position, id`,
    [invalidationId]
  )
}

/** A batch that is to be made of what was read of its target, which had this version. */
export interface Drafted {
  readonly id: string
  readonly target: string
  readonly version: string
  readonly draft: Draft
}

/**
 * Writes the batches down and takes their items off what is pending, in one statement. Answers those that were written,
 * by their targets: of a target that another process has claimed, or whose row was changed since it was read or is just being
 * changed, nothing is written, because less may be pending by now. The others are independent of it.
 */
export async function insertBatches(
  db: Queryable,
  { owner, drafted }: { owner: string; drafted: readonly Drafted[] }
): Promise<Map<string, Batch>> {
  const rows = drafted.map(rowOf)
  const left = Object.fromEntries(rows.flatMap(({ cut }) => cut.map(chunk => [chunk.id, chunk.left])))
  const written = await db.query<{ id: string }>(
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
     SELECT id FROM written`,
    [
      owner,
      JSON.stringify(rows.map(({ cut, ...row }) => ({ ...row, cut: cut.map(({ id }) => id) }))),
      JSON.stringify(left)
    ]
  )
  const ids = new Set(written.map(({ id }) => id))
  return new Map(
    rows
      .filter(({ id }) => ids.has(id))
      .map(({ id, target, items, paths, wildcards }) => [
        target,
        { id, items, paths, wildcards, uncertain: false, attempts: 0, waitingFor: undefined }
      ])
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

/** What is under way of a target. */
export interface UnderWay {
  readonly prepared: Batch[]
  readonly submitted: Submitted[]
}

/** What other processes, or this one before it died, have left under way of targets that are this one's now. */
export async function takeOver(db: Queryable, targets: readonly string[]): Promise<Map<string, UnderWay>> {
  const rows = await db.query<
    Omit<Batch, 'waitingFor' | 'uncertain'> & {
      target: string
      status: string
      cloudfront_id: string | null
      created_at: Date
      submitted_at: Date | null
    }
  >(
    `WITH unsure AS (
       -- Nobody knows whether the one before had sent them.
       UPDATE invalidation_batches SET uncertain = true WHERE target = ANY($1::text[]) AND status = 'prepared'
     )
     SELECT target, id, CASE WHEN status = 'prepared' THEN items ELSE '[]' END AS items, paths, wildcards, status, attempts,
       cloudfront_id, created_at, submitted_at
     FROM invalidation_batches WHERE target = ANY($1::text[]) AND ${LIVE} ORDER BY created_at, id`,
    [targets]
  )
  const underWay = new Map(targets.map(target => [target, { prepared: [] as Batch[], submitted: [] as Submitted[] }]))
  for (const { target, id, items, paths, wildcards, status, attempts, ...row } of rows) {
    const of = underWay.get(target)
    if (status === 'prepared') {
      of?.prepared.push({ id, items, paths, wildcards, attempts, uncertain: true, waitingFor: undefined })
    } else {
      const cloudFrontId = row.cloudfront_id ?? undefined
      of?.submitted.push({ id, paths, wildcards, cloudFrontId, submittedAt: row.submitted_at ?? row.created_at })
    }
  }
  return underWay
}

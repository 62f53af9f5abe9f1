import { type Queryable } from '../../database/database.ts'
import { type Lane } from '../planning/paths.ts'
import { type Carried, carriedBy, type CarriedRow, LOGGED_MAX, toCarried } from './carried.ts'
import { type Chunk, type Draft, itemsOf } from './draft.ts'
import { type WaitingFor } from '../schemas.ts'

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
  readonly carried: Carried
}

/** A batch that CloudFront has; its id is undefined while only its caller reference is known. */
export interface Submitted {
  readonly id: string
  readonly cloudFrontId: string | undefined
  readonly paths: number
  readonly wildcards: number
  readonly submittedAt: Date
  /** Why Frontage cannot read its status, if CloudFront has refused that. */
  readonly unread: WaitingFor | undefined
  readonly carried: Carried
}

/** SQL: the batch is in progress at CloudFront, or is to be submitted. */
export const LIVE = `status IN ('prepared', 'submitted')`

/** Releases chunks whose hold has expired, in order, at most as many as could fill a batch. */
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
    `SELECT id, invalidation_id AS "invalidationId", priority, caller, size_class AS "sizeClass", lane, count, items
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
  const cuts = Object.fromEntries(rows.flatMap(({ cut }) => cut.map(({ id, ...change }) => [id, change])))
  const written = await db.query<CarriedRow & { id: string }>(
    `WITH given AS MATERIALIZED (
       SELECT * FROM jsonb_to_recordset($2::jsonb) AS r (id text, target text, version text, items jsonb, paths integer,
         wildcards integer, gone jsonb, cut jsonb, parts jsonb, logged jsonb)
     ), mine AS MATERIALIZED (
       -- Whoever removes what is pending updates this row in the same transaction, so that its version says whether it is as it
       -- was read. One that is locked is not waited for: the other targets would wait as well.
       SELECT t.target, t.xmin::text AS version FROM invalidation_targets t
       WHERE t.target = ANY(ARRAY(SELECT target FROM given)) AND t.lease_token = $1
       ORDER BY t.target FOR UPDATE SKIP LOCKED
     ), written AS MATERIALIZED (
       SELECT given.* FROM given JOIN mine USING (target, version)
     ), changed AS (
       -- Other drafts of the same items, such as one that was made while this statement was being committed, are refused.
       UPDATE invalidation_targets SET target = target WHERE target = ANY(ARRAY(SELECT target FROM written))
     ), gone AS (
       DELETE FROM invalidation_chunks WHERE id = ANY(ARRAY(
         SELECT value::bigint FROM written CROSS JOIN LATERAL jsonb_array_elements_text(gone)))
     ), cut AS (
       -- By their ids: a join reads all chunks. What was not read of them remains.
       UPDATE invalidation_chunks c SET
         items = ($3::jsonb -> c.id::text -> 'left') || jsonb_path_query_array(items, '$[$read to last]', $3::jsonb -> c.id::text),
         count = count - ($3::jsonb -> c.id::text -> 'taken')::integer
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
     SELECT id, ${carriedBy({
       ids: "ARRAY(SELECT value ->> 'id' FROM jsonb_array_elements(parts))",
       some: 'ARRAY(SELECT jsonb_array_elements_text(logged))',
       traced
     })} FROM written`,
    [
      owner,
      JSON.stringify(rows.map(({ cut, ...row }) => ({ ...row, cut: cut.map(({ id }) => id) }))),
      JSON.stringify(cuts)
    ]
  )
  const found = new Map(written.map(({ id, ...row }) => [id, row]))
  return new Map(
    rows.flatMap(({ id, target, items, paths, wildcards, parts, logged }) => {
      const row = found.get(id)
      if (!row) return []
      const carried = toCarried(row, { ids: logged, invalidations: parts.length })
      return [[target, { id, items, paths, wildcards, uncertain: false, attempts: 0, waitingFor: undefined, carried }]]
    })
  )
}

function rowOf({ id, target, version, draft }: Drafted) {
  const items = itemsOf(draft)
  const gone: string[] = []
  const cut: { id: string; read: number; taken: number; left: string[] }[] = []
  const parts = new Map<string, Record<Lane, string[]>>()
  for (const { chunk, items: taken } of draft.taken.values()) {
    const part = parts.get(chunk.invalidationId) ?? { path: [], wildcard: [] }
    part[chunk.lane].push(...taken)
    parts.set(chunk.invalidationId, part)
    if (taken.length === chunk.count) gone.push(chunk.id)
    else {
      const out = new Set(taken)
      const left = chunk.items.filter(item => !out.has(item))
      cut.push({ id: chunk.id, read: chunk.items.length, taken: taken.length, left })
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
    logged: [...parts.keys()].slice(0, LOGGED_MAX),
    parts: [...parts].map(([invalidationId, { path, wildcard }]) => ({
      id: invalidationId,
      items: [...wildcard, ...path],
      wildcards: wildcard.length
    }))
  }
}

/** The unfinished batches of a target. */
interface Unfinished {
  readonly prepared: Batch[]
  readonly submitted: Submitted[]
}

const PARTS = 'ARRAY(SELECT invalidation_id FROM invalidation_parts WHERE batch_id = b.id)'
const SOME_PARTS = `(${PARTS})[:${LOGGED_MAX}]`

/** The batches that previous owners have left unfinished, by target; prepared ones become uncertain. */
export async function takeOver(
  db: Queryable,
  targets: readonly string[],
  { traced = false } = {}
): Promise<Map<string, Unfinished>> {
  const rows = await db.query<
    Omit<Batch, 'waitingFor' | 'uncertain' | 'carried'> &
      CarriedRow & {
        target: string
        status: string
        cloudfront_id: string | null
        unread: WaitingFor | null
        created_at: Date
        submitted_at: Date | null
        invalidation_ids: string[]
        invalidations: number
      }
  >(
    `WITH unsure AS (
       -- The previous owner may have sent them.
       UPDATE invalidation_batches SET uncertain = true WHERE target = ANY($1::text[]) AND status = 'prepared'
     )
     SELECT target, id, CASE WHEN status = 'prepared' THEN items ELSE '[]' END AS items, paths, wildcards, status, attempts,
       cloudfront_id, waiting_for AS unread, created_at, submitted_at,
       ${carriedBy({ ids: PARTS, some: SOME_PARTS, traced })}, to_jsonb(${SOME_PARTS}) AS invalidation_ids,
       cardinality(${PARTS}) AS invalidations
     FROM invalidation_batches b WHERE target = ANY($1::text[]) AND ${LIVE} ORDER BY created_at, id`,
    [targets]
  )
  const unfinished = new Map(targets.map(target => [target, { prepared: [] as Batch[], submitted: [] as Submitted[] }]))
  for (const { target, id, items, paths, wildcards, status, attempts, ...row } of rows) {
    const of = unfinished.get(target)
    const carried = toCarried(row, { ids: row.invalidation_ids, invalidations: row.invalidations })
    if (status === 'prepared') {
      of?.prepared.push({
        id,
        items,
        paths,
        wildcards,
        attempts,
        uncertain: true,
        waitingFor: undefined,
        carried
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
        carried
      })
    }
  }
  return unfinished
}

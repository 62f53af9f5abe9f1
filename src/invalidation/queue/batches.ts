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

/** What is pending of a target, and what is in progress. */
export interface TargetLoad {
  readonly live_paths: number
  readonly live_wildcards: number
  readonly batches: number
  /** Whether something may be put into a batch with others. */
  readonly path: boolean
  readonly wildcard: boolean
  /** Whether something was held until now. */
  readonly due: boolean
  /** An invalidation that must have batches of its own. */
  readonly alone: string | null
  /** Until something more is to be let go, in milliseconds. */
  readonly hold_ms: number | null
}

/** SQL: CloudFront has the batch, or is to have it. */
export const LIVE = `status IN ('prepared', 'submitted')`

/** A target's work at a glance; one statement, each part of it a look into an index. */
export async function loadOf(tx: Queryable, target: string): Promise<TargetLoad> {
  const pending = (condition: string) => `EXISTS (SELECT FROM invalidation_chunks WHERE target = $1 AND ${condition})`
  const [row] = await tx.query<TargetLoad>(
    `SELECT coalesce(sum(paths), 0)::integer AS live_paths, coalesce(sum(wildcards), 0)::integer AS live_wildcards,
       count(*)::integer AS batches,
       ${pending(`ready AND lane = 'path'`)} AS path, ${pending(`ready AND lane = 'wildcard'`)} AS wildcard,
       ${pending('hold_until <= (SELECT frontage_now())')} AS due,
       (SELECT invalidation_id FROM invalidation_chunks WHERE target = $1 AND alone ORDER BY position LIMIT 1) AS alone,
       (SELECT (extract(epoch FROM min(hold_until) - frontage_now()) * 1000)::float8 FROM invalidation_chunks
        WHERE target = $1 AND hold_until > (SELECT frontage_now())) AS hold_ms
     FROM invalidation_batches WHERE target = $1 AND ${LIVE}`,
    [target]
  )
  if (!row) throw new Error('an aggregate without a row')
  return row
}

/** Lets go what was held until now, the first first; so many at once that a batch can be filled. */
export async function endHolds(tx: Queryable, target: string): Promise<void> {
  await tx.query(
    `UPDATE invalidation_chunks SET hold_until = NULL WHERE id IN (
       SELECT id FROM invalidation_chunks WHERE target = $1 AND hold_until <= (SELECT frontage_now())
       ORDER BY hold_until, id LIMIT 5000)`,
    [target]
  )
}

/** What is pending of one invalidation that is to have batches of its own. */
export async function chunksOf(tx: Queryable, invalidationId: string): Promise<Chunk[]> {
  return tx.query<Chunk>(
    `SELECT id, invalidation_id AS "invalidationId", priority, caller, size_class AS "sizeClass", lane, items
     FROM invalidation_chunks WHERE invalidation_id = $1 ORDER BY position, id`,
    [invalidationId]
  )
}

/** Writes the batch down and takes its items off what is pending, in one statement. */
export async function insertBatch(
  tx: Queryable,
  { id, target, draft }: { id: string; target: string; draft: Draft }
): Promise<Batch> {
  const items = itemsOf(draft)
  const gone: string[] = []
  const cut: { id: string; items: string[]; count: number }[] = []
  const parts = new Map<string, Record<Lane, string[]>>()
  for (const { chunk, items: taken } of draft.taken.values()) {
    const part = parts.get(chunk.invalidationId) ?? { path: [], wildcard: [] }
    part[chunk.lane].push(...taken)
    parts.set(chunk.invalidationId, part)
    if (taken.length === chunk.items.length) gone.push(chunk.id)
    else {
      const out = new Set(taken)
      const left = chunk.items.filter(item => !out.has(item))
      cut.push({ id: chunk.id, items: left, count: left.length })
    }
  }
  const wildcards = items.filter(item => draft.items.get(item) === 'wildcard').length
  await tx.query(
    `WITH gone AS (
       DELETE FROM invalidation_chunks
       WHERE id IN (SELECT value::bigint FROM jsonb_array_elements_text($1::jsonb))
     ), cut AS (
       UPDATE invalidation_chunks c SET items = r.items, count = r.count
       FROM jsonb_to_recordset($2::jsonb) AS r(id bigint, items jsonb, count integer) WHERE c.id = r.id
     ), batch AS (
       INSERT INTO invalidation_batches (id, target, items, paths, wildcards, status, created_at)
       VALUES ($3, $4, $5::jsonb, $6, $7, 'prepared', frontage_now())
     )
     INSERT INTO invalidation_parts (invalidation_id, batch_id, items, count, wildcards)
     SELECT r.id, $3, r.items, jsonb_array_length(r.items), r.wildcards
     FROM jsonb_to_recordset($8::jsonb) AS r(id text, items jsonb, wildcards integer)`,
    [
      ...[JSON.stringify(gone), JSON.stringify(cut), id, target, JSON.stringify(items), items.length, wildcards],
      JSON.stringify(
        [...parts].map(([part, { wildcard, path }]) => ({
          id: part,
          items: [...wildcard, ...path],
          wildcards: wildcard.length
        }))
      )
    ]
  )
  return {
    id,
    items,
    paths: items.length,
    wildcards,
    uncertain: false,
    attempts: 0,
    waitingFor: undefined
  }
}

/** What another process, or this one before it died, has left under way. */
export async function takeOver(tx: Queryable, target: string): Promise<{ prepared: Batch[]; submitted: Submitted[] }> {
  // Nobody knows whether the one before had sent them.
  await tx.query(`UPDATE invalidation_batches SET uncertain = true WHERE target = $1 AND status = 'prepared'`, [target])
  const rows = await tx.query<
    Omit<Batch, 'waitingFor'> & {
      status: string
      cloudfront_id: string | null
      created_at: Date
      submitted_at: Date | null
    }
  >(
    `SELECT id, CASE WHEN status = 'prepared' THEN items ELSE '[]' END AS items, paths, wildcards, status, attempts,
       cloudfront_id, created_at, submitted_at
     FROM invalidation_batches WHERE target = $1 AND ${LIVE} ORDER BY created_at, id`,
    [target]
  )
  return {
    prepared: rows
      .filter(({ status }) => status === 'prepared')
      .map(({ id, items, paths, wildcards, attempts }) => ({
        id,
        items,
        paths,
        wildcards,
        attempts,
        uncertain: true,
        waitingFor: undefined
      })),
    submitted: rows
      .filter(({ status }) => status === 'submitted')
      .map(({ id, paths, wildcards, cloudfront_id, created_at, submitted_at }) => ({
        id,
        paths,
        wildcards,
        cloudFrontId: cloudfront_id ?? undefined,
        submittedAt: submitted_at ?? created_at
      }))
  }
}

import { ServiceError } from '../../errors.ts'
import { type Queryable } from '../../database/database.ts'
import { type Failure } from '../../jobs/operation.ts'
import { type Lane } from '../planning/paths.ts'
import { STATUS, storedStatus, WEBHOOK } from './stored-words.ts'
import { type InvalidationStatus, type WaitingFor, type Warning } from '../schemas.ts'
import { type Webhook } from '../webhooks/settings.ts'

/** An invalidation as it is stored. */
export interface StoredInvalidation {
  readonly id: string
  readonly position: string
  readonly target: string
  readonly priority: number
  readonly status: InvalidationStatus
  readonly items: readonly string[]
  readonly total: number
  readonly submitted: number
  readonly completed: number
  readonly version: number
  readonly warnings: readonly Warning[]
  readonly error: Failure | null
  readonly group_id: string | null
  readonly webhook: Webhook | null
  readonly created_at: Date
  readonly submitted_at: Date | null
  readonly deadline_at: Date | null
  readonly ended_at: Date | null
  /** The CloudFront invalidations that execute it. */
  readonly batches: readonly { readonly id: string; readonly status: string }[]
  /** What it waits for, unless nothing is left to submit. */
  readonly waiting: Waiting | null
}

/** The facts from which `waitingFor` is derived. */
export interface Waiting {
  readonly path: boolean
  readonly wildcard: boolean
  readonly hold_until: string | null
  readonly refused_lane: Lane | null
  /** What a batch that could not be submitted yet waits for: its own, or one of its target. */
  readonly batch: WaitingFor | null
  /** Why CloudFront accepts nothing for the target until an operator acts. */
  readonly refusal: WaitingFor | null
  readonly live_paths: number
  readonly live_wildcards: number
}

/** Which of these ids are stored. */
export async function storedAmong(db: Queryable, ids: readonly string[]): Promise<Set<string>> {
  const rows = await db.query<{ id: string }>('SELECT id FROM invalidations WHERE id = ANY($1::text[])', [ids])
  return new Set(rows.map(({ id }) => id))
}

const COLUMNS = `i.id, i.position, i.target, i.priority, ${STATUS} AS status, i.total, i.submitted, i.completed, i.version, i.warnings,
  i.error, i.group_id, ${WEBHOOK} AS webhook, i.created_at, i.submitted_at, i.deadline_at, i.ended_at,
  coalesce((
    SELECT jsonb_agg(jsonb_build_object('id', b.cloudfront_id, 'status',
        CASE WHEN b.status = 'completed' AND NOT b.unobserved THEN 'Completed' ELSE 'InProgress' END) ORDER BY b.created_at, b.id)
    FROM invalidation_parts p JOIN invalidation_batches b ON b.id = p.batch_id
    WHERE p.invalidation_id = i.id AND b.cloudfront_id IS NOT NULL
  ), '[]') AS batches,
  CASE WHEN i.ended_at IS NULL AND i.submitted < i.total AND (
    EXISTS (SELECT FROM invalidation_chunks c WHERE c.invalidation_id = i.id) OR EXISTS (
      SELECT FROM invalidation_parts p JOIN invalidation_batches b ON b.id = p.batch_id
      WHERE p.invalidation_id = i.id AND b.status = 'prepared')
  ) THEN (
    SELECT jsonb_build_object(
      'path', coalesce(bool_or(c.lane = 'path'), false),
      'wildcard', coalesce(bool_or(c.lane = 'wildcard'), false),
      'hold_until', min(c.hold_until),
      'refused_lane', (SELECT t.refused_lane FROM invalidation_targets t WHERE t.target = i.target),
      'refusal', (SELECT t.refusal FROM invalidation_targets t WHERE t.target = i.target),
      'batch', coalesce(
        (SELECT b.waiting_for FROM invalidation_parts p JOIN invalidation_batches b ON b.id = p.batch_id
         WHERE p.invalidation_id = i.id AND b.status = 'prepared' LIMIT 1),
        (SELECT b.waiting_for FROM invalidation_batches b WHERE b.target = i.target AND b.status = 'prepared' LIMIT 1)),
      'live_paths', (SELECT coalesce(sum(paths), 0) FROM invalidation_batches b
        WHERE b.target = i.target AND b.status IN ('prepared', 'submitted')),
      'live_wildcards', (SELECT coalesce(sum(wildcards), 0) FROM invalidation_batches b
        WHERE b.target = i.target AND b.status IN ('prepared', 'submitted'))
    ) FROM invalidation_chunks c WHERE c.invalidation_id = i.id
  ) END AS waiting`

export async function findInvalidation(
  db: Queryable,
  target: string,
  id: string
): Promise<StoredInvalidation | undefined> {
  const [row] = await db.query<StoredInvalidation>(
    `SELECT ${COLUMNS}, i.items FROM invalidations i WHERE i.id = $1 AND i.target = $2`,
    [id, target]
  )
  return row
}

/** The same; throws INVALIDATION_NOT_FOUND. */
export async function requireInvalidation(db: Queryable, target: string, id: string): Promise<StoredInvalidation> {
  const stored = await findInvalidation(db, target, id)
  if (!stored) throw new ServiceError('INVALIDATION_NOT_FOUND', `${target} has no invalidation ${id}.`)
  return stored
}

/** By id alone, for an id that comes from the store. */
export async function findInvalidationById(db: Queryable, id: string): Promise<StoredInvalidation | undefined> {
  const [row] = await db.query<StoredInvalidation>(`SELECT ${COLUMNS}, i.items FROM invalidations i WHERE i.id = $1`, [
    id
  ])
  return row
}

/** The invalidations of a group in the order of acceptance, without their items. */
export async function listOfGroup(db: Queryable, groupId: string): Promise<StoredInvalidation[]> {
  return db.query<StoredInvalidation>(
    `SELECT ${COLUMNS}, '[]'::jsonb AS items FROM invalidations i WHERE i.group_id = $1 ORDER BY i.position`,
    [groupId]
  )
}

interface InvalidationFilter {
  readonly target: string
  readonly status?: InvalidationStatus | undefined
  readonly createdAfter?: Date | undefined
  readonly createdBefore?: Date | undefined
  /** Only positions below this one. */
  readonly before?: string | undefined
  readonly limit: number
}

/** Newest first, without their items. */
export async function listInvalidations(db: Queryable, filter: InvalidationFilter): Promise<StoredInvalidation[]> {
  const { target, status, createdAfter = null, createdBefore = null, before = null, limit } = filter
  return db.query<StoredInvalidation>(
    `SELECT ${COLUMNS}, '[]'::jsonb AS items FROM invalidations i
     WHERE i.target = $1 AND ($2::text IS NULL OR i.status = $2)
       AND ($3::timestamptz IS NULL OR i.created_at >= $3) AND ($4::timestamptz IS NULL OR i.created_at < $4)
       AND ($5::bigint IS NULL OR i.position < $5)
     ORDER BY i.position DESC LIMIT $6::integer`,
    [target, status ? storedStatus(status) : null, createdAfter, createdBefore, before, limit]
  )
}

/**
 * The id of the invalidation that CloudFront's with this id executes; undefined if it executes none, or several that
 * were merged.
 */
export async function findSoleInvalidation(
  db: Queryable,
  target: string,
  cloudFrontId: string
): Promise<string | undefined> {
  const rows = await db.query<{ id: string }>(
    `SELECT p.invalidation_id AS id FROM invalidation_batches b JOIN invalidation_parts p ON p.batch_id = b.id
     WHERE b.target = $1 AND b.cloudfront_id = $2 ORDER BY 1 LIMIT 2`,
    [target, cloudFrontId]
  )
  return rows.length === 1 ? rows[0]?.id : undefined
}

/** Whether something was ever accepted for the target. */
export async function isKnownTarget(db: Queryable, target: string): Promise<boolean> {
  const rows = await db.query('SELECT 1 FROM invalidation_targets WHERE target = $1', [target])
  return rows.length > 0
}

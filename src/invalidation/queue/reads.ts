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
  /** Those at CloudFront that carry it out. */
  readonly batches: readonly { readonly id: string; readonly status: string }[]
  /** What it waits for, where it is not wholly submitted. */
  readonly waiting: Waiting | null
}

/** The facts from which a sentence is made. */
export interface Waiting {
  readonly path: boolean
  readonly wildcard: boolean
  readonly hold_until: string | null
  readonly refused_lane: Lane | null
  /** Of a batch that could not be submitted yet, its own or the one before it. */
  readonly batch: WaitingFor | null
  /** What keeps CloudFront from accepting anything for the target until the operator acts. */
  readonly refusal: WaitingFor | null
  readonly live_paths: number
  readonly live_wildcards: number
}

const COLUMNS = `i.id, i.position, i.target, i.priority, ${STATUS} AS status, i.total, i.submitted, i.completed, i.version, i.warnings,
  i.error, i.group_id, ${WEBHOOK} AS webhook, i.created_at, i.submitted_at, i.deadline_at, i.ended_at,
  coalesce((
    SELECT jsonb_agg(jsonb_build_object('id', b.cloudfront_id, 'status',
        CASE b.status WHEN 'submitted' THEN 'InProgress' ELSE 'Completed' END) ORDER BY b.created_at, b.id)
    FROM invalidation_parts p JOIN invalidation_batches b ON b.id = p.batch_id
    WHERE p.invalidation_id = i.id AND b.cloudfront_id IS NOT NULL
  ), '[]') AS batches,
  CASE WHEN i.ended_at IS NULL AND i.submitted < i.total THEN (
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

/** By its id alone, which the caller knows from the store. */
export async function findInvalidationById(db: Queryable, id: string): Promise<StoredInvalidation | undefined> {
  const [row] = await db.query<StoredInvalidation>(`SELECT ${COLUMNS}, i.items FROM invalidations i WHERE i.id = $1`, [
    id
  ])
  return row
}

/** Of a group, in the order of acceptance; without their items. */
export async function listOfGroup(db: Queryable, groupId: string): Promise<StoredInvalidation[]> {
  return db.query<StoredInvalidation>(
    `SELECT ${COLUMNS}, '[]'::jsonb AS items FROM invalidations i WHERE i.group_id = $1 ORDER BY i.position`,
    [groupId]
  )
}

export interface InvalidationFilter {
  readonly target: string
  readonly status?: InvalidationStatus | undefined
  readonly createdAfter?: Date | undefined
  readonly createdBefore?: Date | undefined
  /** Positions below this one only. */
  readonly before?: string | undefined
  readonly limit: number
}

/** The newest first, without their items. */
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
 * Frontage's id of the invalidation that the one with CloudFront's id carries out. Undefined where there is none, and where there
 * are several: one that carries out several is nobody's own.
 */
export async function findOnlyOneBehind(
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

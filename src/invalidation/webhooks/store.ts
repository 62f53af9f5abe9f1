import { type Queryable } from '../../database/database.ts'
import { FREE, type Leases, RELEASE } from '../../database/leases.ts'
import { type InvalidationStatus } from '../schemas.ts'
import { STATUS } from '../queue/stored-words.ts'
import { type Webhook } from './settings.ts'

/** The notification channel for webhooks that have become due. */
export const WEBHOOK_CHANNEL = 'frontage_webhooks'

export interface DueWebhook {
  readonly id: string
  readonly target: string
  readonly webhook: Webhook
  readonly status: InvalidationStatus
  readonly endedAt: Date
  /** The span of the request that created it. */
  readonly traceparent: string | null
  /** The id of that request, for the log. */
  readonly requestId: string | null
  readonly caller: string | null
}

/**
 * Leases a due webhook, so that no other instance delivers it at the same time; undefined if it is not due, or already
 * leased.
 */
export async function claimWebhook(
  tx: Queryable,
  leases: Leases,
  id: string,
  token: string
): Promise<DueWebhook | undefined> {
  const due = { where: 'invalidation_id = $2 AND next_attempt_at <= frontage_now()', params: [id] }
  if (!(await leases.claim(tx, token, { ...due, returning: 'invalidation_id' }))) return undefined
  const [row] = await tx.query<DueWebhook>(
    `SELECT i.id, i.target, i.webhook, ${STATUS} AS status, i.ended_at AS "endedAt", i.traceparent,
       i.request_id AS "requestId", i.caller_name AS caller
     FROM invalidations i WHERE i.id = $1`,
    [id]
  )
  return row
}

interface Settled {
  readonly id: string
  readonly token: string
  readonly webhook: Webhook
  /** Undefined if delivery has ended. */
  readonly againInMs: number | undefined
}

/** Stores the outcome of an attempt. Changes nothing if another process has leased it in the meantime. */
export async function settleWebhook(db: Queryable, { id, token, webhook, againInMs }: Settled): Promise<void> {
  if (againInMs === undefined) {
    await db.query(
      `WITH ours AS (
         DELETE FROM invalidation_webhooks WHERE invalidation_id = $1 AND lease_token = $2 RETURNING invalidation_id
       )
       UPDATE invalidations SET webhook = $3::jsonb WHERE id IN (SELECT invalidation_id FROM ours)`,
      [id, token, JSON.stringify(webhook)]
    )
    return
  }
  await db.query(
    `WITH ours AS (
       UPDATE invalidation_webhooks SET ${RELEASE}, next_attempt_at = frontage_now() + $4 * interval '1 millisecond'
       WHERE invalidation_id = $1 AND lease_token = $2 RETURNING invalidation_id, next_attempt_at
     )
     UPDATE invalidations SET webhook = $3::jsonb || jsonb_build_object('nextAttemptAt',
       to_char(ours.next_attempt_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'))
     FROM ours WHERE invalidations.id = ours.invalidation_id`,
    [id, token, JSON.stringify(webhook), againInMs]
  )
}

/** How many webhooks are still to be delivered, at most 10,000. */
export async function countPendingWebhooks(db: Queryable): Promise<number> {
  const [row] = await db.query<{ count: number }>(
    'SELECT count(*)::integer AS count FROM (SELECT FROM invalidation_webhooks LIMIT 10000) AS pending'
  )
  return row?.count ?? 0
}

interface DueWebhooks {
  /** Longest waiting first. */
  readonly ids: readonly string[]
  /** The milliseconds until the next of the others is due; undefined if there is none. */
  readonly nextInMs: number | undefined
}

/** Webhooks that are due and not leased. */
export async function listDueWebhooks(db: Queryable, limit: number): Promise<DueWebhooks> {
  const due = await db.query<{ id: string }>(
    `SELECT invalidation_id AS id FROM invalidation_webhooks
     WHERE next_attempt_at <= (SELECT frontage_now()) AND ${FREE} ORDER BY next_attempt_at LIMIT $1::integer`,
    [limit]
  )
  const [next] = await db.query<{ ms: number | null }>(
    `SELECT (extract(epoch FROM least(
         (SELECT min(next_attempt_at) FROM invalidation_webhooks WHERE next_attempt_at > (SELECT frontage_now())),
         (SELECT min(lease_expires_at) FROM invalidation_webhooks
          WHERE lease_token IS NOT NULL AND lease_expires_at > (SELECT frontage_now()))
       ) - frontage_now()) * 1000)::float8 AS ms`
  )
  return { ids: due.map(({ id }) => id), nextInMs: next?.ms ?? undefined }
}

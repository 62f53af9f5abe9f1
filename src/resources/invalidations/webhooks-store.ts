import { type Database, type Queryable } from '../../database/database.ts'
import { type Webhook } from './webhooks.ts'

/** Where the store says that an announcement is due. */
export const WEBHOOK_CHANNEL = 'frontage_webhooks'

/**
 * To be called in the transaction that ends these invalidations: what is to be announced is written down exactly when they
 * have ended. A repeat is harmless.
 */
export async function announceEnded(
  tx: Queryable,
  ended: readonly { readonly id: string; readonly webhook: unknown }[]
): Promise<void> {
  const ids = ended.filter(({ webhook }) => webhook !== null && webhook !== undefined).map(({ id }) => id)
  if (ids.length === 0) return
  await tx.query(
    `WITH due AS (
       INSERT INTO invalidation_webhooks (invalidation_id, next_attempt_at)
       SELECT id, ended_at FROM invalidations WHERE id IN (SELECT jsonb_array_elements_text($1::jsonb))
       ON CONFLICT (invalidation_id) DO NOTHING
     )
     SELECT pg_notify($2, '')`,
    [JSON.stringify(ids), WEBHOOK_CHANNEL]
  )
}

export interface DueWebhook {
  readonly id: string
  readonly target: string
  readonly webhook: Webhook
  readonly status: string
  readonly endedAt: Date
}

export interface Claim {
  readonly now: Date
  readonly until: Date
  readonly token: string
  readonly limit: number
}

/** Takes what is due, the longest waiting first, so that no other instance delivers it at the same time. */
export async function claimWebhooks(
  db: Queryable,
  { now, until, token, limit }: Claim
): Promise<readonly DueWebhook[]> {
  return db.query<DueWebhook>(
    `WITH due AS (
       SELECT invalidation_id FROM invalidation_webhooks
       WHERE next_attempt_at <= $1 AND (lease_expires_at IS NULL OR lease_expires_at <= $1)
       ORDER BY next_attempt_at LIMIT $4::integer FOR UPDATE SKIP LOCKED
     )
     UPDATE invalidation_webhooks AS own SET lease_token = $3, lease_expires_at = $2
     FROM due JOIN invalidations ON invalidations.id = due.invalidation_id
     WHERE own.invalidation_id = due.invalidation_id
     RETURNING own.invalidation_id AS id, target, webhook, status, ended_at AS "endedAt"`,
    [now, until, token, limit]
  )
}

/**
 * Writes an outcome down: with a time it is tried again then, without one it is over. Changes nothing where somebody else
 * has it by now.
 */
export async function settleWebhook(
  db: Queryable,
  { id, token, webhook, nextAttemptAt }: { id: string; token: string; webhook: Webhook; nextAttemptAt?: Date }
): Promise<void> {
  const change =
    nextAttemptAt === undefined
      ? 'DELETE FROM invalidation_webhooks'
      : 'UPDATE invalidation_webhooks SET lease_token = NULL, lease_expires_at = NULL, next_attempt_at = $4::timestamptz'
  await db.query(
    `WITH ours AS (${change} WHERE invalidation_id = $1 AND lease_token = $2 RETURNING invalidation_id)
     UPDATE invalidations SET webhook = $3::jsonb WHERE id IN (SELECT invalidation_id FROM ours)`,
    [id, token, JSON.stringify(webhook), ...(nextAttemptAt === undefined ? [] : [nextAttemptAt])]
  )
}

/** Gives back untouched what this token holds. */
export async function releaseWebhook(db: Queryable, id: string, token: string): Promise<void> {
  await db.query(
    'UPDATE invalidation_webhooks SET lease_token = NULL, lease_expires_at = NULL WHERE invalidation_id = $1 AND lease_token = $2',
    [id, token]
  )
}

/** When the next one is due, undefined where there is none. */
export async function nextWebhookAt(db: Queryable): Promise<Date | undefined> {
  const [row] = await db.query<{ at: Date | null }>(
    'SELECT min(greatest(next_attempt_at, coalesce(lease_expires_at, next_attempt_at))) AS at FROM invalidation_webhooks'
  )
  return row?.at ?? undefined
}

/** Where no other process can be delivering, those that were cut off need not be waited for. */
export async function releaseOrphans(database: Database): Promise<void> {
  if (database.kind !== 'embedded') return
  await database.query(
    'UPDATE invalidation_webhooks SET lease_token = NULL, lease_expires_at = NULL WHERE lease_token IS NOT NULL'
  )
}

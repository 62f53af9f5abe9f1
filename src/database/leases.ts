import { type Database, type Queryable } from './database.ts'
import { createOutageLog } from './outage-log.ts'

/** Tables with the columns `lease_token` and `lease_expires_at`. */
type LeasedTable =
  'operations' | 'idempotency_keys' | 'invalidation_targets' | 'invalidation_webhooks' | 'tag_refreshes'

/** SQL: the row is not leased, or its lease has expired. */
export const FREE = '(lease_expires_at IS NULL OR lease_expires_at <= (SELECT frontage_now()))'
/** SQL for SET: releases the row. */
export const RELEASE = 'lease_token = NULL, lease_expires_at = NULL'

/** The time by the store's clock, which all of its processes share. */
export async function storeNow(db: Queryable): Promise<Date> {
  const [row] = await db.query<{ now: Date }>('SELECT frontage_now() AS now')
  if (!row) throw new Error('the store returned no time')
  return row.now
}

export type Leases = ReturnType<typeof createLeases>

/**
 * Leases of rows that only one process may work on at a time. A lease is a token in the row and an expiry time by the
 * store's clock. Its process keeps extending it; after a crash it expires within `seconds`. Outcomes must be written
 * only to rows that still have the token, so that a process that was frozen for too long does no harm.
 */
export function createLeases({
  database,
  table,
  seconds,
  logger
}: {
  database: Database
  table: LeasedTable
  seconds: number
  logger: { warn(details: object, message: string): void }
}) {
  const held = new Map<string, (() => void) | undefined>()
  let timer: NodeJS.Timeout | undefined
  let extending = false
  const outages = createOutageLog(logger)

  /** Includes leases that have expired, unless another process has leased the row. */
  async function extend(): Promise<void> {
    const tokens = [...held.keys()]
    const rows = await database.query<{ lease_token: string }>(
      `UPDATE ${table} SET lease_expires_at = ${expiry} WHERE lease_token = ANY($1::text[]) RETURNING lease_token`,
      [tokens]
    )
    const kept = new Set(rows.map(row => row.lease_token))
    for (const token of tokens) if (!kept.has(token)) held.get(token)?.()
  }

  function extendOnce(): void {
    if (extending) return
    extending = true
    extend()
      .then(
        () => outages.succeeded(),
        (error: unknown) => outages.failed(error, 'leases could not be extended', { table })
      )
      .finally(() => {
        extending = false
      })
  }

  /** SQL: when a lease that begins now expires. */
  const expiry = `frontage_now() + interval '${seconds} seconds'`
  /** SQL for SET: a lease, with the token as the parameter of this number. */
  const leaseWith = (parameter: number) => `lease_token = $${parameter}, lease_expires_at = ${expiry}`

  return {
    expiry,
    leaseWith,

    /**
     * Leases the row that matches the condition, if it is free, and resolves with the columns in `returning`; otherwise
     * undefined. The condition's parameters begin at `$2`.
     */
    async claim<Result extends object>(
      db: Queryable,
      token: string,
      { where, params, returning }: { where: string; params: readonly unknown[]; returning: string }
    ): Promise<Result | undefined> {
      const [row] = await db.query<Result>(
        `UPDATE ${table} SET ${leaseWith(1)} WHERE ${where} AND ${FREE} RETURNING ${returning}`,
        [token, ...params]
      )
      return row
    },

    /** Keeps extending the token's leases until `stopExtending`. `onLost` is called, maybe repeatedly, once no row has the token. */
    hold(token: string, onLost?: () => void): void {
      held.set(token, onLost)
      timer ??= setInterval(extendOnce, (seconds * 1_000) / 4).unref()
    },

    /** Stops extending the token's leases, without releasing them. Safe to repeat. */
    stopExtending(token: string): void {
      held.delete(token)
      if (held.size > 0) return
      clearInterval(timer)
      timer = undefined
    },

    /** Releases the token's leases. */
    async release(db: Queryable, token: string): Promise<void> {
      await db.query(`UPDATE ${table} SET ${RELEASE} WHERE lease_token = $1`, [token])
    },

    /** Releases all leases. Only if no other process can use the store, so that they belong to a dead one. */
    async releaseAll(): Promise<void> {
      await database.query(`UPDATE ${table} SET ${RELEASE} WHERE lease_token IS NOT NULL`)
    }
  }
}

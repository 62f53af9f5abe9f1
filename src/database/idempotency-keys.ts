import { createChanges, type Watch } from './changes.ts'
import { type Database } from './database.ts'
import { createLeases, FREE, RELEASE } from './leases.ts'
import { type Expiry, expiryOf } from './retention.ts'

export interface StoredAnswer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

/** What a request with a key finds: nobody before it, or what became of the first one. */
export type KeyState =
  | { readonly state: 'ours'; readonly token: string }
  | { readonly state: 'answered'; readonly answer: StoredAnswer }
  /** For so long at least, unless it is settled before. */
  | { readonly state: 'running'; readonly token: string; readonly leaseLeftMs: number }
  | { readonly state: 'other' }

export interface KeyRequest {
  readonly caller: string
  readonly key: string
  /** A hash of all that makes a request the same request. */
  readonly fingerprint: string
}

interface KeyRow {
  fingerprint: string
  answer: StoredAnswer | null
  lease_token: string | null
  /** None where it is free. */
  lease_left_ms: number | null
  awaited: boolean
}

/** How long a repetition waits for the first request. */
export interface Patience {
  readonly timeoutMs: number
  readonly signal: AbortSignal
}

/** How long the first request still counts as running after its process has stopped extending the lease. */
const LEASE_SECONDS = 8
const KEPT_HOURS = 24
/** The tokens of requests that have been answered, or failed, while others waited for them. */
const CHANNEL = 'frontage_idempotency_keys'

export const idempotencyKeyExpiry: Expiry = expiryOf({
  what: 'idempotency keys',
  table: 'idempotency_keys',
  column: 'expires_at',
  before: now => now
})

/** The keys of repeated requests, for 24 hours. Those of requests under way are held by their process while it lives. */
export function createIdempotencyKeys({
  database,
  logger,
  newToken
}: {
  database: Database
  logger: { warn(details: object, message: string): void }
  newToken: () => string
}) {
  const leases = createLeases({ database, table: 'idempotency_keys', seconds: LEASE_SECONDS, logger })
  const changes = createChanges({ database, channel: CHANNEL })

  /** Undefined where the key was freed at the same moment. */
  async function tryAcquire({ caller, key, fingerprint }: KeyRequest): Promise<KeyState | undefined> {
    const token = newToken()
    const found = await database.transaction(async (tx): Promise<KeyState | undefined> => {
      // An expired key is as good as none. Without `RETURNING` of an unchanged row, no row means that it is taken.
      const [fresh] = await tx.query(
        `INSERT INTO idempotency_keys (caller, key, fingerprint, lease_token, lease_expires_at, expires_at)
         VALUES ($1, $2, $3, $4, ${leases.expiry}, frontage_now() + interval '${KEPT_HOURS} hours')
         ON CONFLICT (caller, key) DO UPDATE SET fingerprint = excluded.fingerprint, lease_token = excluded.lease_token,
           lease_expires_at = excluded.lease_expires_at, expires_at = excluded.expires_at, answer = NULL, awaited = false
         WHERE idempotency_keys.expires_at <= frontage_now()
         RETURNING lease_token`,
        [caller, key, fingerprint, token]
      )
      if (fresh) return { state: 'ours', token }
      const [row] = await tx.query<KeyRow>(
        `SELECT fingerprint, answer, lease_token, awaited,
           CASE WHEN NOT ${FREE} THEN (extract(epoch FROM lease_expires_at - frontage_now()) * 1000)::float8 END AS lease_left_ms
         FROM idempotency_keys WHERE caller = $1 AND key = $2 FOR UPDATE`,
        [caller, key]
      )
      if (!row) return undefined
      if (row.fingerprint !== fingerprint) return { state: 'other' }
      if (row.answer) return { state: 'answered', answer: row.answer }
      if (row.lease_token !== null && row.lease_left_ms !== null) {
        if (!row.awaited) {
          await tx.query('UPDATE idempotency_keys SET awaited = true WHERE caller = $1 AND key = $2', [caller, key])
        }
        return { state: 'running', token: row.lease_token, leaseLeftMs: Math.max(1, Math.ceil(row.lease_left_ms)) }
      }
      // The first one failed, or its process died in the middle.
      await tx.query(`UPDATE idempotency_keys SET ${leases.leaseWith(3)} WHERE caller = $1 AND key = $2`, [
        caller,
        key,
        token
      ])
      return { state: 'ours', token }
    })
    // Only what is known to be committed: where the answer to COMMIT was lost nobody runs the request, and its lease must end.
    if (found?.state === 'ours') leases.hold(token)
    return found
  }

  async function acquireNow(request: KeyRequest): Promise<KeyState> {
    for (;;) {
      const found = await tryAcquire(request)
      if (found) return found
    }
  }

  /** Changes the row of the token and tells those who wait for it. */
  async function settle(token: string, change: string, params: readonly unknown[] = []): Promise<void> {
    leases.letGo(token)
    await database.query(
      `WITH settled AS (${change} WHERE lease_token = $1 RETURNING awaited)
       SELECT pg_notify('${CHANNEL}', $1) FROM settled WHERE awaited`,
      [token, ...params]
    )
  }

  return {
    /**
     * Acquires the key before anything is done, so that no two requests with it ever run at once. A repetition waits for the
     * first one's answer; it is `running` only where there is none in time, and `ours` where the first one failed. When this
     * rejects, whether the key was acquired is not known: then it is free again when its lease ends.
     */
    async acquire(request: KeyRequest, { timeoutMs, signal }: Patience): Promise<KeyState> {
      const until = performance.now() + timeoutMs
      let watched: { readonly token: string; readonly watch: Watch } | undefined
      try {
        for (;;) {
          const found = await acquireNow(request)
          const leftMs = until - performance.now()
          if (found.state !== 'running' || leftMs <= 0 || signal.aborted) return found
          if (watched?.token === found.token) {
            // A process that has died sends no notification: its lease is not extended and ends.
            await watched.watch.wait(Math.min(leftMs, found.leaseLeftMs), signal)
          } else {
            // What was settled before the watch began shows when it is read again.
            watched?.watch.end()
            watched = { token: found.token, watch: changes.watch(found.token) }
          }
        }
      } finally {
        watched?.watch.end()
      }
    },

    /** Keeps the answer for repetitions. */
    keep: (token: string, answer: StoredAnswer): Promise<void> =>
      settle(token, `UPDATE idempotency_keys SET answer = $2::jsonb, ${RELEASE}`, [JSON.stringify(answer)]),

    /** Lets a repetition of the same request run again: whether something was done is not known. */
    release: (token: string): Promise<void> => settle(token, `UPDATE idempotency_keys SET ${RELEASE}`),

    /** Lets the key be used as if it never had been: the request was refused and nothing was done. */
    forget: (token: string): Promise<void> => settle(token, 'DELETE FROM idempotency_keys'),

    /** Where no other process can be running a request, those that were cut off need not be waited for. */
    async start(): Promise<void> {
      await changes.start()
      if (database.kind === 'embedded') await leases.releaseAll()
    },

    async close(): Promise<void> {
      await changes.close()
    }
  }
}

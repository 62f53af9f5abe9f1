import { createChanges, type Watch } from './changes.ts'
import { type Database } from './database.ts'
import { createLeases, FREE, RELEASE } from './leases.ts'
import { type Expiry, expiryOf } from './retention.ts'

interface StoredAnswer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

/** `ours`: the request is the first with its key, and must run. `other`: the key belongs to a different request. */
type KeyState =
  /** `again`: a request with the key ran before, but its outcome was not stored. */
  | { readonly state: 'ours'; readonly token: string; readonly again: boolean }
  | { readonly state: 'answered'; readonly answer: StoredAnswer }
  /** The first request is running, and is known to hold its lease for `leaseLeftMs`. */
  | { readonly state: 'running'; readonly token: string; readonly leaseLeftMs: number }
  | { readonly state: 'other' }

interface KeyRequest {
  readonly caller: string
  readonly key: string
  /** A hash of everything that identifies a request. */
  readonly fingerprint: string
}

interface KeyRow {
  fingerprint: string
  answer: StoredAnswer | null
  lease_token: string | null
  /** Null if it is free. */
  lease_left_ms: number | null
  awaited: boolean
}

/** How long a repetition waits for the first request. */
interface WaitLimit {
  readonly timeoutMs: number
  readonly signal: AbortSignal
}

/** How long the first request counts as running after its process has stopped extending the lease. */
const LEASE_SECONDS = 8
const KEPT_HOURS = 24
/** The notification channel that carries the tokens of requests that have ended while others waited for them. */
const CHANNEL = 'frontage_idempotency_keys'

export const idempotencyKeyExpiry: Expiry = expiryOf({
  what: 'idempotency keys',
  table: 'idempotency_keys',
  column: 'expires_at',
  before: now => now
})

/** Idempotency keys, kept for 24 hours. The key of a request in progress is leased by its process. */
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

  /** Undefined if the key was freed at the same moment. */
  async function tryAcquire({ caller, key, fingerprint }: KeyRequest): Promise<KeyState | undefined> {
    const token = newToken()
    const found = await database.transaction(async (tx): Promise<KeyState | undefined> => {
      // An expired key is replaced. No row is returned if the key exists and has not expired.
      const [fresh] = await tx.query(
        `INSERT INTO idempotency_keys (caller, key, fingerprint, lease_token, lease_expires_at, expires_at)
         VALUES ($1, $2, $3, $4, ${leases.expiry}, frontage_now() + interval '${KEPT_HOURS} hours')
         ON CONFLICT (caller, key) DO UPDATE SET fingerprint = excluded.fingerprint, lease_token = excluded.lease_token,
           lease_expires_at = excluded.lease_expires_at, expires_at = excluded.expires_at, answer = NULL, awaited = false
         WHERE idempotency_keys.expires_at <= frontage_now()
         RETURNING lease_token`,
        [caller, key, fingerprint, token]
      )
      if (fresh) return { state: 'ours', token, again: false }
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
      // The first request failed, or its process died.
      await tx.query(`UPDATE idempotency_keys SET ${leases.leaseWith(3)} WHERE caller = $1 AND key = $2`, [
        caller,
        key,
        token
      ])
      return { state: 'ours', token, again: true }
    })
    // Only after the commit is acknowledged: otherwise nobody runs the request, and its lease must expire.
    if (found?.state === 'ours') leases.hold(token)
    return found
  }

  async function acquireNow(request: KeyRequest): Promise<KeyState> {
    for (;;) {
      const found = await tryAcquire(request)
      if (found) return found
    }
  }

  /** Changes the row of the token and notifies those who wait for it. */
  async function settle(token: string, change: string, params: readonly unknown[] = []): Promise<void> {
    leases.stopExtending(token)
    await database.query(
      `WITH settled AS (${change} WHERE lease_token = $1 RETURNING awaited)
       SELECT pg_notify('${CHANNEL}', $1) FROM settled WHERE awaited`,
      [token, ...params]
    )
  }

  return {
    /**
     * Acquires the key before the request runs, so that no two requests with it ever run at once. A repetition waits for the
     * answer of the first: `running` if there is none in time, `ours` if the first one failed. If this rejects, the key may
     * have been acquired; it is free again when the lease expires.
     */
    async acquire(request: KeyRequest, { timeoutMs, signal }: WaitLimit): Promise<KeyState> {
      const until = performance.now() + timeoutMs
      let watched: { readonly token: string; readonly watch: Watch } | undefined
      try {
        for (;;) {
          const found = await acquireNow(request)
          const leftMs = until - performance.now()
          if (found.state !== 'running' || leftMs <= 0 || signal.aborted) return found
          if (watched?.token === found.token) {
            // A process that has died sends no notification, but its lease expires.
            await watched.watch.wait(Math.min(leftMs, found.leaseLeftMs), signal)
          } else {
            // The next read shows whether the first request ended before the watch began.
            watched?.watch.end()
            watched = { token: found.token, watch: changes.watch(found.token) }
          }
        }
      } finally {
        watched?.watch.end()
      }
    },

    /** Stores the answer for repetitions. */
    keep: (token: string, answer: StoredAnswer): Promise<void> =>
      settle(token, `UPDATE idempotency_keys SET answer = $2::jsonb, ${RELEASE}`, [JSON.stringify(answer)]),

    /** Allows a repetition of the same request to run: it is unknown whether the first one took effect. */
    release: (token: string): Promise<void> => settle(token, `UPDATE idempotency_keys SET ${RELEASE}`),

    /** Forgets the key, since the request was refused and had no effect. */
    forget: (token: string): Promise<void> => settle(token, 'DELETE FROM idempotency_keys'),

    /** No other process uses an embedded store, so all its leases belong to a dead one. */
    async start(): Promise<void> {
      await changes.start()
      if (database.kind === 'embedded') await leases.releaseAll()
    },

    async close(): Promise<void> {
      await changes.close()
    }
  }
}

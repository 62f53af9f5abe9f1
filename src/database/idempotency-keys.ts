import { type Database } from './database.ts'

export interface StoredAnswer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

/** What a request with a key finds: nobody before it, or what became of the first one. */
export type KeyState =
  | { readonly state: 'ours'; readonly token: string }
  | { readonly state: 'answered'; readonly answer: StoredAnswer }
  | { readonly state: 'running' }
  | { readonly state: 'other' }

export interface KeyRequest {
  readonly caller: string
  readonly key: string
  /** A hash of all that makes a request the same request. */
  readonly fingerprint: string
}

/** How long the first request counts as running when its process is no longer heard of. */
const LEASE_MS = 30_000
const KEPT_MS = 24 * 3_600_000
const CLEANUP_MS = 3_600_000

export type IdempotencyKeys = ReturnType<typeof createIdempotencyKeys>

/** The keys of repeated requests, for 24 hours. Those of requests under way are held by their process while it lives. */
export function createIdempotencyKeys({
  database,
  clock,
  logger,
  newToken
}: {
  database: Database
  clock: { now(): number }
  logger: { warn(details: object, message: string): void }
  newToken: () => string
}) {
  const at = (offsetMs: number) => new Date(clock.now() + offsetMs)
  const held = new Set<string>()
  const tell = (text: string) => (error: unknown) => logger.warn({ err: error }, text)

  async function extend(): Promise<void> {
    if (held.size === 0) return
    await database.query('UPDATE idempotency_keys SET lease_expires_at = $2 WHERE lease_token = ANY($1::text[])', [
      [...held],
      at(LEASE_MS)
    ])
  }

  const timers = [
    setInterval(() => void extend().catch(tell('idempotency keys could not be held')), LEASE_MS / 3).unref(),
    setInterval(() => void removeExpired().catch(tell('old idempotency keys could not be removed')), CLEANUP_MS).unref()
  ]

  async function removeExpired(): Promise<void> {
    await database.query('DELETE FROM idempotency_keys WHERE expires_at <= $1', [at(0)])
  }

  return {
    /** Takes the key before anything is done, so that no two requests with it ever run at once. */
    async take({ caller, key, fingerprint }: KeyRequest): Promise<KeyState> {
      const token = newToken()
      return database.transaction(async tx => {
        // An expired key is as good as none. Without `RETURNING` of an unchanged row, no row means that it is taken.
        const [fresh] = await tx.query(
          `INSERT INTO idempotency_keys (caller, key, fingerprint, lease_token, lease_expires_at, expires_at)
           VALUES ($1, $2, $3, $4, $5, $6)
           ON CONFLICT (caller, key) DO UPDATE SET fingerprint = excluded.fingerprint, lease_token = excluded.lease_token,
             lease_expires_at = excluded.lease_expires_at, expires_at = excluded.expires_at, answer = NULL
           WHERE idempotency_keys.expires_at <= $7
           RETURNING lease_token`,
          [caller, key, fingerprint, token, at(LEASE_MS), at(KEPT_MS), at(0)]
        )
        if (!fresh) {
          const [row] = await tx.query<{
            fingerprint: string
            answer: StoredAnswer | null
            lease_expires_at: Date | null
          }>(
            'SELECT fingerprint, answer, lease_expires_at FROM idempotency_keys WHERE caller = $1 AND key = $2 FOR UPDATE',
            [caller, key]
          )
          if (row && row.fingerprint !== fingerprint) return { state: 'other' }
          if (row?.answer) return { state: 'answered', answer: row.answer }
          if (row?.lease_expires_at && row.lease_expires_at > at(0)) return { state: 'running' }
          // The first one failed, or its process died in the middle.
          const taken = await tx.query(
            `UPDATE idempotency_keys SET lease_token = $3, lease_expires_at = $4 WHERE caller = $1 AND key = $2 RETURNING lease_token`,
            [caller, key, token, at(LEASE_MS)]
          )
          // Its row was removed between the two statements; the repetition of this request finds the way free.
          if (taken.length === 0) return { state: 'running' }
        }
        held.add(token)
        return { state: 'ours', token }
      })
    },

    /** Keeps the answer for repetitions. */
    async keep(token: string, answer: StoredAnswer): Promise<void> {
      held.delete(token)
      await database.query(
        'UPDATE idempotency_keys SET answer = $2::jsonb, lease_token = NULL, lease_expires_at = NULL WHERE lease_token = $1',
        [token, JSON.stringify(answer)]
      )
    },

    /** Lets a repetition of the same request run again: whether something was done is not known. */
    async leave(token: string): Promise<void> {
      held.delete(token)
      await database.query(
        'UPDATE idempotency_keys SET lease_token = NULL, lease_expires_at = NULL WHERE lease_token = $1',
        [token]
      )
    },

    /** Lets the key be used as if it never had been: the request was refused and nothing was done. */
    async forget(token: string): Promise<void> {
      held.delete(token)
      await database.query('DELETE FROM idempotency_keys WHERE lease_token = $1', [token])
    },

    /** Where no other process can be running a request, those that were cut off need not be waited for. */
    async start(): Promise<void> {
      if (database.kind !== 'embedded') return
      await database.query(
        'UPDATE idempotency_keys SET lease_token = NULL, lease_expires_at = NULL WHERE lease_token IS NOT NULL'
      )
    },

    removeExpired,

    close(): void {
      for (const timer of timers) clearInterval(timer)
    }
  }
}

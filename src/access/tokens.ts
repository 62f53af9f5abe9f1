import { type Database, type Queryable } from '../database/database.ts'
import { createOutageLog } from '../database/outage-log.ts'
import { ServiceError } from '../errors.ts'
import { createSemaphore } from '../semaphore.ts'
import { type CallerBudget } from './budget.ts'
import { type Caller, callerId } from './caller.ts'
import { type Grant } from './grant.ts'
import * as store from './token-store.ts'
import { hashOfToken, isTokenText, newTokenText } from './token-text.ts'

export type { StoredToken } from './token-store.ts'

export interface TokenRequest {
  readonly name: string
  readonly owner?: string | undefined
  readonly grant: Grant
  readonly expiresInSeconds?: number | undefined
}

/** Writes more in the transaction that creates or revokes a token; gets the token as it was before a revocation. */
export type Alongside = (tx: Queryable, token: store.StoredToken) => Promise<void>

export interface TokensOptions {
  readonly database: Database
  /** Milliseconds since 1970. */
  readonly clock: { now(): number }
  readonly logger: { warn(details: object, message: string): void }
}

/**
 * How long a token is used without reading it again. Every instance is notified of a revocation; if the notification is
 * lost with its connection, the token remains valid there for this long.
 */
const KNOWN_MS = 5_000
/** Limits the memory for tokens; each takes some hundred bytes. */
const KNOWN_MAX = 10_000
/** Concurrent lookups of tokens that this instance does not know. */
const UNKNOWN_CONCURRENCY = 2
const UNKNOWN_WAITING_MAX = 100
/** The time of the last use is written in the background, to the minute. */
const NOTE_USE_EVERY_MS = 60_000

export type Tokens = ReturnType<typeof createTokens>

/** Tokens that admins create for others, stored as hashes and shared by all instances. */
export function createTokens({ database, clock, logger }: TokensOptions) {
  const known = new Map<string, { readonly token: store.StoredToken; readonly readAt: number }>()
  const reading = new Map<string, Promise<store.StoredToken | undefined>>()
  const unknownReads = createSemaphore(UNKNOWN_CONCURRENCY)
  const outages = createOutageLog(logger)
  let used = new Map<string, Date>()
  /** Incremented by each revocation: reads that began before it are not cached. */
  let revocations = 0
  let stopListening: (() => Promise<void>) | undefined
  let timer: NodeJS.Timeout | undefined

  /** Throws OVERLOADED if too many wait. */
  async function readUnknown(hash: string): Promise<store.StoredToken | undefined> {
    if (unknownReads.waiting >= UNKNOWN_WAITING_MAX) {
      throw new ServiceError('OVERLOADED', 'Too many requests have tokens that this instance has not seen before.')
    }
    return unknownReads.run(async () => read(hash))
  }

  function forget(ids: string): void {
    revocations += 1
    // Later requests must not join reads that began before.
    reading.clear()
    // Notifications may have been missed, so each token is read again.
    if (ids === '') for (const [hash, { token }] of known) known.set(hash, { token, readAt: -Infinity })
    for (const [hash, { token }] of known) if (ids.split(',').includes(token.id)) known.delete(hash)
  }

  function findKnown(hash: string): store.StoredToken | undefined {
    const found = known.get(hash)
    const age = found ? clock.now() - found.readAt : Infinity
    // After the clock was set back, ages are meaningless.
    return found && age >= 0 && age < KNOWN_MS ? found.token : undefined
  }

  async function read(hash: string): Promise<store.StoredToken | undefined> {
    const before = revocations
    const readAt = clock.now()
    const token = await store.findTokenByHash(database, hash)
    if (token && before === revocations) {
      known.delete(hash)
      const oldest = known.keys().next().value
      if (known.size >= KNOWN_MAX && oldest !== undefined) known.delete(oldest)
      known.set(hash, { token, readAt })
    }
    return token
  }

  /** Concurrent requests share one statement. */
  async function find(hash: string): Promise<store.StoredToken | undefined> {
    const found = findKnown(hash)
    if (found) return found
    const joined = reading.get(hash)
    if (joined) return joined
    // Anybody can make up well-formed tokens, so their lookups share two connections to the store, and known tokens
    // never wait for them.
    const begun = known.has(hash) ? read(hash) : readUnknown(hash)
    reading.set(hash, begun)
    try {
      return await begun
    } finally {
      if (reading.get(hash) === begun) reading.delete(hash)
    }
  }

  async function noteUse(): Promise<void> {
    if (used.size === 0) return
    const noted = used
    used = new Map()
    try {
      await store.noteTokensUsed(database, noted)
      outages.succeeded()
    } catch (error) {
      outages.failed(error, 'could not store when tokens were last used')
    }
  }

  return {
    /**
     * Only this result contains the token itself. It is created in one transaction with what `alongside` writes. Throws
     * TOKEN_SHOWN_ONCE if a request with the same reference has created one.
     */
    async issue(
      { name, owner, grant, expiresInSeconds }: TokenRequest,
      { createdBy, reference, alongside }: { createdBy: string; reference: string; alongside?: Alongside }
    ): Promise<{ token: string; stored: store.StoredToken }> {
      const token = newTokenText()
      const now = clock.now()
      const id = `tok_${reference}`
      const stored = await database.transaction(async tx => {
        const inserted = await store.insertToken(tx, {
          id,
          hash: hashOfToken(token),
          name,
          owner: owner ?? null,
          granted: grant,
          createdBy,
          createdAt: new Date(now),
          expiresAt: expiresInSeconds === undefined ? null : new Date(now + expiresInSeconds * 1_000)
        })
        if (!inserted) throw new ServiceError('TOKEN_SHOWN_ONCE', `The request has already created the token ${id}.`)
        await alongside?.(tx, inserted)
        return inserted
      })
      return { token, stored }
    },

    /** Throws TOKEN_NOT_FOUND. */
    async get(id: string): Promise<store.StoredToken> {
      const found = await store.findToken(database, id)
      if (!found) throw new ServiceError('TOKEN_NOT_FOUND', `There is no token ${id}.`)
      return found
    },

    /** Newest first, including those that have ended. */
    list: async (page: { before: string | undefined; limit: number }) => store.listTokens(database, page),

    /** All instances refuse it at once; in one transaction with what `alongside` writes. Safe to repeat. Throws TOKEN_NOT_FOUND. */
    async revoke(id: string, alongside?: Alongside): Promise<void> {
      await database.transaction(async tx => {
        const before = await store.revokeToken(tx, { id, at: new Date(clock.now()) })
        if (!before) throw new ServiceError('TOKEN_NOT_FOUND', `There is no token ${id}.`)
        await alongside?.(tx, before)
      })
      forget(id)
    },

    /**
     * The caller that a token belongs to; undefined if it is unknown, expired or revoked. Throws STORE_UNAVAILABLE, and
     * OVERLOADED if too many unknown texts are looked up.
     */
    async authenticate(text: string): Promise<Caller | undefined> {
      if (!isTokenText(text)) return undefined
      const token = await find(hashOfToken(text))
      const now = clock.now()
      if (!token || token.revokedAt || (token.expiresAt && token.expiresAt.getTime() <= now)) return undefined
      used.set(token.id, new Date(now))
      return callerOf(token)
    },

    async start(): Promise<void> {
      stopListening = await database.listen(store.TOKEN_CHANNEL, forget)
      timer = setInterval(() => void noteUse(), NOTE_USE_EVERY_MS).unref()
    },

    /** Stores when tokens were last used. */
    noteUse,

    async close(): Promise<void> {
      clearInterval(timer)
      await noteUse()
      await stopListening?.()
    }
  }
}

function callerOf(token: store.StoredToken): Caller {
  const { id, name, granted } = token
  return { id: idOf(token), name: `${name} (${id})`, kind: 'token', grant: granted, budget: budgetOf(token) }
}

const idOf = ({ id }: store.StoredToken) => callerId(`issued ${id}`)

/** What a token may use; undefined if it is unlimited. */
export function budgetOf(token: store.StoredToken): CallerBudget | undefined {
  const { budget: limits } = token.granted
  return limits && { id: idOf(token), limits }
}

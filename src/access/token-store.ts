import { type Queryable } from '../database/database.ts'
import { daysAgo, type Expiry, expiryOf } from '../database/retention.ts'
import { type Grant } from './grant.ts'

/** Carries the ids of the tokens that were revoked, separated by commas. */
export const TOKEN_CHANNEL = 'frontage_access_tokens'

/** What is stored about a token, without the token itself. */
export interface StoredToken {
  readonly id: string
  readonly position: string
  readonly name: string
  readonly owner: string | null
  readonly granted: Grant
  readonly createdBy: string
  readonly createdAt: Date
  readonly expiresAt: Date | null
  readonly revokedAt: Date | null
  readonly lastUsedAt: Date | null
}

export type NewToken = Omit<StoredToken, 'position' | 'revokedAt' | 'lastUsedAt'> & { readonly hash: string }

const STORED = `id, position, name, owner, granted, created_by AS "createdBy", created_at AS "createdAt",
  expires_at AS "expiresAt", revoked_at AS "revokedAt", last_used_at AS "lastUsedAt"`

/** Undefined if the id is taken. */
export async function insertToken(db: Queryable, token: NewToken): Promise<StoredToken | undefined> {
  const { id, hash, name, owner, granted, createdBy, createdAt, expiresAt } = token
  const [made] = await db.query<StoredToken>(
    `INSERT INTO access_tokens (id, hash, name, owner, granted, created_by, created_at, expires_at)
     VALUES ($1, $2, $3, $4, $5::jsonb, $6, $7, $8) ON CONFLICT (id) DO NOTHING RETURNING ${STORED}`,
    [id, hash, name, owner, JSON.stringify(granted), createdBy, createdAt, expiresAt]
  )
  return made
}

export async function findTokenByHash(db: Queryable, hash: string): Promise<StoredToken | undefined> {
  const [found] = await db.query<StoredToken>(`SELECT ${STORED} FROM access_tokens WHERE hash = $1`, [hash])
  return found
}

export async function findToken(db: Queryable, id: string): Promise<StoredToken | undefined> {
  const [found] = await db.query<StoredToken>(`SELECT ${STORED} FROM access_tokens WHERE id = $1`, [id])
  return found
}

/** Newest first. */
export async function listTokens(
  db: Queryable,
  { before, limit }: { before: string | undefined; limit: number }
): Promise<StoredToken[]> {
  return db.query<StoredToken>(
    `SELECT ${STORED} FROM access_tokens WHERE $1::bigint IS NULL OR position < $1 ORDER BY position DESC LIMIT $2::integer`,
    [before ?? null, limit]
  )
}

/** Notifies every instance. Resolves with the token as it was, if there is one; one that was revoked before stays revoked. */
export async function revokeToken(
  db: Queryable,
  { id, at }: { id: string; at: Date }
): Promise<StoredToken | undefined> {
  const [before] = await db.query<StoredToken>(`SELECT ${STORED} FROM access_tokens WHERE id = $1 FOR UPDATE`, [id])
  await db.query(
    `WITH revoked AS (
       UPDATE access_tokens SET revoked_at = coalesce(revoked_at, $2) WHERE id = $1 RETURNING id
     )
     SELECT pg_notify('${TOKEN_CHANNEL}', id) FROM revoked`,
    [id, at]
  )
  return before
}

export async function noteTokensUsed(db: Queryable, used: ReadonlyMap<string, Date>): Promise<void> {
  await db.query(
    `UPDATE access_tokens t SET last_used_at = greatest(t.last_used_at, used.at)
     FROM unnest($1::text[], $2::timestamptz[]) AS used (id, at) WHERE t.id = used.id`,
    [[...used.keys()], [...used.values()]]
  )
}

export const tokenExpiry: Expiry = expiryOf({
  what: 'tokens that have ended',
  table: 'access_tokens',
  column: 'least(expires_at, revoked_at)',
  before: daysAgo(90)
})

import { type Queryable } from '../../database/database.ts'
import { type Expiry, expiryOf, daysAgo } from '../../database/retention.ts'
import { type Tags } from './schemas.ts'

/** What the store has of the tags of one distribution. */
export interface StoredTags {
  readonly arn: string
  /** Null if they must be read. */
  readonly tags: Tags | null
  readonly readAt: Date | null
  /** 0 if there is no row. */
  readonly version: string
  /** The time of the query, by the store's clock. */
  readonly now: Date
}

const STORED = `t.tags, t.read_at AS "readAt", coalesce(t.version, 0) AS version, (SELECT frontage_now()) AS now`

/** One for each ARN, in any order. */
export async function findTags(db: Queryable, arns: readonly string[]): Promise<StoredTags[]> {
  return db.query<StoredTags>(
    `SELECT given.arn, ${STORED} FROM unnest($1::text[]) AS given (arn) LEFT JOIN distribution_tags t USING (arn)`,
    [arns]
  )
}

/** How many there are, and how many of them must be read or were read more than `oldSeconds` ago. */
export async function countTags(
  db: Queryable,
  { oldSeconds }: { oldSeconds: number }
): Promise<{ total: number; old: number }> {
  const [counts] = await db.query<{ total: number; old: number }>(
    `SELECT count(*)::integer AS total, (count(*) FILTER (WHERE tags IS NULL
       OR read_at <= (SELECT frontage_now()) - make_interval(secs => $1::float8)))::integer AS old FROM distribution_tags`,
    [oldSeconds]
  )
  return counts ?? { total: 0, old: 0 }
}

/** First those that must be read, then the oldest. */
export async function oldestTags(db: Queryable, limit: number): Promise<StoredTags[]> {
  return db.query<StoredTags>(
    `SELECT t.arn, ${STORED} FROM distribution_tags t ORDER BY t.tags IS NOT NULL, t.read_at, t.arn LIMIT $1::integer`,
    [limit]
  )
}

/** Tags that were read after `readAt`, when their row had this version. */
export interface ReadTags {
  readonly arn: string
  readonly tags: Tags
  readonly readAt: Date
  readonly version: string
}

/** Stores them, unless they have been changed, or read later, in the meantime. */
export async function saveTags(db: Queryable, read: readonly ReadTags[]): Promise<void> {
  if (read.length === 0) return
  await db.query(
    `INSERT INTO distribution_tags AS t (arn, tags, read_at, version)
     SELECT arn, tags, read_at, version
     FROM jsonb_to_recordset($1::jsonb) AS r (arn text, tags jsonb, read_at timestamptz, version bigint) ORDER BY arn
     ON CONFLICT (arn) DO UPDATE SET tags = excluded.tags, read_at = excluded.read_at
     WHERE t.version = excluded.version AND t.read_at <= excluded.read_at`,
    [JSON.stringify(read.map(({ readAt, ...row }) => ({ ...row, read_at: readAt })))]
  )
}

/** Stores the tags of a new distribution; an existing row is newer. */
export async function insertTags(db: Queryable, arn: string, tags: Tags): Promise<void> {
  await db.query(
    `INSERT INTO distribution_tags (arn, tags, read_at) VALUES ($1, $2::jsonb, frontage_now()) ON CONFLICT DO NOTHING`,
    [arn, JSON.stringify(tags)]
  )
}

/** Marks tags as changed: reads that began before are neither used nor stored. */
export async function markChanged(db: Queryable, arn: string): Promise<void> {
  await db.query(
    `INSERT INTO distribution_tags AS t (arn, tags, read_at, version) VALUES ($1, NULL, frontage_now(), 1)
     ON CONFLICT (arn) DO UPDATE SET tags = NULL, read_at = frontage_now(), version = t.version + 1`,
    [arn]
  )
}

/** Forgets distributions that no longer exist. */
export async function deleteTags(db: Queryable, arns: readonly string[]): Promise<void> {
  if (arns.length === 0) return
  await db.query('DELETE FROM distribution_tags WHERE arn = ANY($1::text[])', [arns])
}

/** Rows that have not been used, and so were not refreshed. */
export const tagExpiry: Expiry = expiryOf({
  what: 'tags of distributions',
  table: 'distribution_tags',
  column: 'read_at',
  before: daysAgo(2)
})

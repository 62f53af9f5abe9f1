import { type Queryable } from '../../database/database.ts'
import { type Expiry, expiryOf, daysAgo } from '../../database/retention.ts'
import { type Tags } from './schemas.ts'

/** What the store knows of the tags of one distribution. */
export interface StoredTags {
  readonly arn: string
  /** Null where they are to be read. */
  readonly tags: Tags | null
  readonly readAt: Date | null
  /** 0 where nothing is known. */
  readonly version: string
  /** By the store's clock, when it was asked. */
  readonly now: Date
}

const STORED = `t.tags, t.read_at AS "readAt", coalesce(t.version, 0) AS version, (SELECT frontage_now()) AS now`

/** Of each of them, in any order. */
export async function findTags(db: Queryable, arns: readonly string[]): Promise<StoredTags[]> {
  return db.query<StoredTags>(
    `SELECT given.arn, ${STORED} FROM unnest($1::text[]) AS given (arn) LEFT JOIN distribution_tags t USING (arn)`,
    [arns]
  )
}

/** How many there are, and how many of them are to be read or were read longer than so many seconds ago. */
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

/** First those that are to be read, then the oldest. */
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

/** Writes them down, but not over what was changed, or read later, meanwhile. */
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

/** The tags that it was created with; whatever is known of it already is newer. */
export async function insertTags(db: Queryable, arn: string, tags: Tags): Promise<void> {
  await db.query(
    `INSERT INTO distribution_tags (arn, tags, read_at) VALUES ($1, $2::jsonb, frontage_now()) ON CONFLICT DO NOTHING`,
    [arn, JSON.stringify(tags)]
  )
}

/** They were changed: whatever was read before is not to be used, nor to be written down any more. */
export async function markChanged(db: Queryable, arn: string): Promise<void> {
  await db.query(
    `INSERT INTO distribution_tags AS t (arn, tags, read_at, version) VALUES ($1, NULL, frontage_now(), 1)
     ON CONFLICT (arn) DO UPDATE SET tags = NULL, read_at = frontage_now(), version = t.version + 1`,
    [arn]
  )
}

/** The distributions are gone. */
export async function deleteTags(db: Queryable, arns: readonly string[]): Promise<void> {
  if (arns.length === 0) return
  await db.query('DELETE FROM distribution_tags WHERE arn = ANY($1::text[])', [arns])
}

/** What was not asked for since, and so was not read again. */
export const tagExpiry: Expiry = expiryOf({
  what: 'tags of distributions',
  table: 'distribution_tags',
  column: 'read_at',
  before: daysAgo(2)
})

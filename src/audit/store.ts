import { type Queryable } from '../database/database.ts'
import { countOf, daysAgo, type Expiry } from '../database/retention.ts'
import { type AuditRecord, type NewAuditRecord, type Outcome } from './record.ts'

interface Columns {
  readonly id: string
  readonly action: string
  readonly caller: string | null
  readonly caller_name: string | null
  readonly source: string | null
  readonly resource: string
  readonly distribution: string | null
  readonly dry_run: boolean
  readonly replayed: boolean
  readonly outcome: Outcome
  readonly status: number | null
  readonly code: string | null
  readonly request_id: string | null
  readonly operation_id: string | null
  readonly account: string | null
  readonly etag_before: string | null
  readonly etag_after: string | null
  readonly changes: AuditRecord['changes'] | null
  readonly changes_left_out: number | null
  readonly cloudfront: AuditRecord['cloudFront'] | null
  readonly count: number | null
}

type AuditRow = Columns & { readonly at: Date; readonly ended_at: Date | null }

/** SQL: a row of the JSON that `toRecordColumns` makes. */
const GIVEN = `(
  id uuid, ended boolean, action text, caller text, caller_name text, source text, resource text, distribution text, dry_run boolean,
  replayed boolean, outcome text, status smallint, code text, request_id text, operation_id text, account text, etag_before text,
  etag_after text, changes jsonb, changes_left_out integer, cloudfront jsonb, count integer)`

/**
 * SQL: writes the records of a source with one column `record`, the JSON of `toRecordColumns`: adds new ones, and ends those that
 * have not ended. Times are in milliseconds, as in a page's cursor.
 */
export const recordsOf = (source: string) => `
  INSERT INTO audit_records AS a (id, at, ended_at, action, caller, caller_name, source, resource, distribution, dry_run, replayed,
    outcome, status, code, request_id, operation_id, account, etag_before, etag_after, changes, changes_left_out, cloudfront, count)
  SELECT r.id, now, CASE WHEN ended THEN now END, action, caller, caller_name, source, resource, distribution, dry_run, replayed,
    outcome, status, code, request_id, operation_id,
    -- Another instance may have stored it.
    coalesce(r.account, (SELECT home.account FROM resource_accounts home WHERE home.id = split_part(r.resource, '/', 3))),
    etag_before, etag_after, changes, changes_left_out, cloudfront, count
  FROM ${source} AS given (record), jsonb_to_record(given.record) AS r${GIVEN},
    (SELECT date_trunc('milliseconds', frontage_now()) AS now) AS clock
  ON CONFLICT (id) DO UPDATE SET ended_at = excluded.ended_at, outcome = excluded.outcome, status = excluded.status, code = excluded.code,
    resource = excluded.resource, distribution = excluded.distribution, operation_id = excluded.operation_id,
    account = coalesce(excluded.account, a.account),
    replayed = excluded.replayed, etag_before = excluded.etag_before, etag_after = excluded.etag_after, changes = excluded.changes,
    changes_left_out = excluded.changes_left_out, cloudfront = excluded.cloudfront
  WHERE a.ended_at IS NULL AND excluded.ended_at IS NOT NULL`

const WRITE = recordsOf('jsonb_array_elements($1::jsonb)')

/** Writes all records or none. Safe to repeat: a record that has ended stays as it is. */
export async function writeRecords(db: Queryable, records: readonly NewAuditRecord[]): Promise<void> {
  await db.query(WRITE, [JSON.stringify(records.map(toRecordColumns))])
}

/** As JSON, which leaves out what is undefined: PostgreSQL reads that as null. */
export function toRecordColumns(
  record: NewAuditRecord
): { readonly [Name in keyof Columns]: unknown } & { readonly ended: boolean } {
  const { caller, changesLeftOut = 0, cloudFront } = record
  return {
    id: record.id,
    ended: record.ended,
    action: record.action,
    caller: caller?.id,
    caller_name: caller?.name,
    source: record.source,
    resource: record.resource,
    distribution: record.distribution,
    dry_run: record.dryRun,
    replayed: record.replayed ?? false,
    outcome: record.outcome,
    status: record.status,
    code: record.code,
    request_id: record.requestId,
    operation_id: record.operation,
    account: record.account,
    etag_before: record.etagBefore,
    etag_after: record.etagAfter,
    changes: record.changes,
    changes_left_out: changesLeftOut > 0 ? changesLeftOut : undefined,
    cloudfront: cloudFront.length > 0 ? cloudFront : undefined,
    count: record.count
  }
}

interface AuditFilter {
  readonly caller?: string | undefined
  readonly action?: string | undefined
  readonly resource?: string | undefined
  readonly distribution?: string | undefined
  /** Only records of these distributions. */
  readonly within?: readonly string[] | undefined
  readonly operation?: string | undefined
  /** The identity of an account. */
  readonly account?: string | undefined
  readonly outcome?: Outcome | undefined
  readonly dryRun?: boolean | undefined
  readonly since?: Date | undefined
  readonly until?: Date | undefined
  /** Only records that are older than this one. */
  readonly before?: { readonly at: Date; readonly id: string } | undefined
  readonly limit: number
}

/** Newest first. The conditions are written so that each filter can use its index. */
export async function listRecords(db: Queryable, filter: AuditFilter): Promise<AuditRecord[]> {
  const params: unknown[] = []
  const conditions: string[] = []
  const where = (condition: (place: string) => string, value: unknown): void => {
    if (value === undefined) return
    params.push(value)
    conditions.push(condition(`$${params.length}`))
  }
  const { caller, action, resource, distribution, within, operation, account, outcome, dryRun, since, until } = filter
  const { before, limit } = filter
  where(at => `caller = ${at}`, caller)
  where(at => `action = ${at}${action === 'createInvalidation' ? '' : " AND action <> 'createInvalidation'"}`, action)
  where(at => `resource = ${at}`, resource)
  where(at => `distribution = ${at}`, distribution ?? distributionIn(resource))
  if (resource !== undefined && distributionIn(resource) === undefined) conditions.push('distribution IS NULL')
  // A single one can be read in order from the index.
  if (within?.length === 1) where(at => `distribution = ${at}`, within[0])
  else where(at => `distribution = ANY(${at}::text[])`, within)
  where(at => `operation_id = ${at}`, operation)
  where(at => `account = ${at}`, account)
  where(at => `outcome = ${at}${outcome === 'succeeded' ? '' : " AND outcome <> 'succeeded'"}`, outcome)
  if (dryRun !== undefined) conditions.push(dryRun ? 'dry_run' : 'NOT dry_run')
  where(at => `at >= ${at}::timestamptz`, since)
  where(at => `at < ${at}::timestamptz`, until)
  if (before !== undefined) {
    params.push(before.at, before.id)
    conditions.push(`(at, id) < ($${params.length - 1}::timestamptz, $${params.length}::uuid)`)
  }
  params.push(limit)
  const rows = await db.query<AuditRow>(
    `SELECT * FROM audit_records ${conditions.length > 0 ? `WHERE ${conditions.join(' AND ')}` : ''}
     ORDER BY at DESC, id DESC LIMIT $${params.length}::integer`,
    params
  )
  return rows.map(toRecord)
}

/** Records of what is below a distribution have its id. */
export function distributionIn(resource: string | undefined): string | undefined {
  return /^\/distributions\/([^/?]+)/.exec(resource ?? '')?.[1]
}

function toRecord(row: AuditRow): AuditRecord {
  const { caller, caller_name: name } = row
  return {
    id: row.id,
    at: row.at,
    endedAt: row.ended_at ?? undefined,
    ended: row.ended_at !== null,
    action: row.action,
    caller: caller === null ? undefined : { id: caller, name: name ?? undefined },
    source: row.source ?? undefined,
    resource: row.resource,
    distribution: row.distribution ?? undefined,
    dryRun: row.dry_run,
    replayed: row.replayed,
    outcome: row.outcome,
    status: row.status ?? undefined,
    code: row.code ?? undefined,
    requestId: row.request_id ?? undefined,
    ...(row.operation_id !== null && { operation: row.operation_id }),
    account: row.account ?? undefined,
    etagBefore: row.etag_before ?? undefined,
    etagAfter: row.etag_after ?? undefined,
    ...(row.changes && { changes: row.changes }),
    changesLeftOut: row.changes_left_out ?? 0,
    cloudFront: row.cloudfront ?? [],
    count: row.count ?? undefined
  }
}

/** The only way to remove records: the store refuses all others. */
export const auditExpiry = (days: number): Expiry => ({
  what: 'audit records',
  removeBatch: (db, { now, limit }) =>
    countOf(
      db,
      `WITH allowed AS MATERIALIZED (
         SELECT set_config('frontage.audit_expiry', $1::timestamptz::text, true) AS expiry
       ), gone AS (
         DELETE FROM audit_records WHERE id = ANY(ARRAY(
           SELECT id FROM audit_records WHERE at <= (SELECT expiry::timestamptz FROM allowed)
           ORDER BY at, id LIMIT $2::integer FOR UPDATE SKIP LOCKED))
         RETURNING 1
       )
       SELECT count(*)::integer AS count FROM gone`,
      [daysAgo(days)(now), limit]
    )
})

/** The key of the digests in this store's records, the same for all instances. */
export async function readDigestKey(db: Queryable): Promise<string> {
  const [row] = await db.query<{ key: string }>('SELECT key FROM audit_key')
  if (!row) throw new Error('the store has no key for the digests of audit records')
  return row.key
}

/**
 * The latest request that resumed an operation: that retried it or, for steps that undo something, cancelled it, which is the
 * first cancellation, since it is final and the others changed nothing.
 */
export async function findResumptionOf(
  db: Queryable,
  { operation, undoes }: { operation: string; undoes: boolean }
): Promise<AuditRecord | undefined> {
  const [row] = await db.query<AuditRow>(
    `SELECT * FROM (
       (SELECT * FROM audit_records
        WHERE operation_id = $1 AND action = 'retryOperation' AND outcome = 'succeeded' AND NOT replayed
        ORDER BY at DESC, id DESC LIMIT 1)
       UNION ALL
       (SELECT * FROM audit_records
        WHERE operation_id = $1 AND action = 'cancelOperation' AND outcome = 'succeeded' AND $2::boolean
        ORDER BY at, id LIMIT 1)
     ) AS resumptions ORDER BY at DESC, id DESC LIMIT 1`,
    [operation, undoes]
  )
  return row && toRecord(row)
}

/** The request that began an operation. */
export async function findFirstOf(db: Queryable, operation: string): Promise<AuditRecord | undefined> {
  const [row] = await db.query<AuditRow>(
    'SELECT * FROM audit_records WHERE operation_id = $1 ORDER BY at, id LIMIT 1',
    [operation]
  )
  return row && toRecord(row)
}

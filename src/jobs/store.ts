import { type ListedAccount } from '../accounts/accounts.ts'
import { isUniqueViolation, type Queryable } from '../database/database.ts'
import { FREE, type Leases, RELEASE } from '../database/leases.ts'
import { daysAgo, type Expiry, expiryOf } from '../database/retention.ts'
import { inWindow, type RowPage, sparsePage } from '../database/sparse-pages.ts'
import { type EventType, type Failure, type Operation, type OperationEvent, type OperationStatus } from './operation.ts'
import { type Transition } from './transitions.ts'

/** The notification channel that carries the id of each operation that has changed. */
export const CHANNEL = 'frontage_operations'

interface OperationRow {
  id: string
  position: string
  kind: string
  resource: string
  status: OperationStatus
  input: unknown
  steps: Operation['steps']
  step: number
  outputs: Record<string, unknown>
  attempts: number
  reason: string | null
  error: Failure | null
  cancel_requested_at: Date | null
  next_run_at: Date
  step_deadline: Date | null
  traceparent: string | null
  created_at: Date
  updated_at: Date
  ended_at: Date | null
}

function toOperation(row: OperationRow): Operation {
  const { reason, error, cancel_requested_at, next_run_at, step_deadline, traceparent, ...others } = row
  const { created_at, updated_at, ended_at, ...same } = others
  return {
    ...same,
    reason: reason ?? undefined,
    error: error ?? undefined,
    cancelRequestedAt: cancel_requested_at ?? undefined,
    nextRunAt: next_run_at,
    stepDeadline: step_deadline ?? undefined,
    traceparent: traceparent ?? undefined,
    createdAt: created_at,
    updatedAt: updated_at,
    endedAt: ended_at ?? undefined
  }
}

/** Undefined if the resource already has an active operation. */
export async function insertOperation(
  tx: Queryable,
  {
    id,
    kind,
    resource,
    input,
    titles,
    traceparent
  }: Pick<Operation, 'id' | 'kind' | 'resource' | 'input'> & { titles: string[]; traceparent?: string | undefined },
  now: Date
): Promise<Operation | undefined> {
  const steps = titles.map(title => ({ title, status: 'pending' }))
  const [row] = await tx.query<OperationRow>(
    `INSERT INTO operations (id, kind, resource, status, input, steps, next_run_at, created_at, updated_at, traceparent)
     VALUES ($1, $2, $3, 'queued', $4::jsonb, $5::jsonb, frontage_now(), $6, frontage_now(), $7)
     ON CONFLICT (resource) WHERE ended_at IS NULL DO NOTHING
     RETURNING *`,
    [id, kind, resource, JSON.stringify(input), JSON.stringify(steps), now, traceparent ?? null]
  )
  if (!row) return undefined
  await appendEvents(tx, id, [{ type: 'queued', data: {} }], now)
  return toOperation(row)
}

export async function findOperation(db: Queryable, id: string): Promise<Operation | undefined> {
  const [row] = await db.query<OperationRow>('SELECT * FROM operations WHERE id = $1', [id])
  return row && toOperation(row)
}

/** Locks the row until the transaction ends. */
export async function lockOperation(tx: Queryable, id: string): Promise<Operation | undefined> {
  const [row] = await tx.query<OperationRow>('SELECT * FROM operations WHERE id = $1 FOR UPDATE', [id])
  return row && toOperation(row)
}

export async function findActiveOn(db: Queryable, resource: string): Promise<Operation | undefined> {
  const [row] = await db.query<OperationRow>('SELECT * FROM operations WHERE resource = $1 AND ended_at IS NULL', [
    resource
  ])
  return row && toOperation(row)
}

export interface OperationFilter {
  readonly status?: OperationStatus | undefined
  readonly kind?: string | undefined
  readonly resource?: string | undefined
  readonly account?: ListedAccount | undefined
  /** Only operations on these distributions, or on what is below their addresses. */
  readonly within?: readonly string[] | undefined
  /** Only positions below this one. */
  readonly before?: string | undefined
  readonly limit: number
}

/** Newest first. The account of a resource is in the query of its address, or is that of the id at its end: no index finds it. */
export async function listOperations(db: Queryable, filter: OperationFilter): Promise<RowPage<Operation>> {
  const { status, kind, resource, account, within, before, limit } = filter
  const isSparse = resource === undefined && (account !== undefined || within !== undefined)
  const list = { table: 'operations', before, limit, isSparse } as const
  return sparsePage(db, list, async (window, most) => {
    const params: unknown[] = []
    const given = (value: unknown) => `$${params.push(value)}`
    // Whose a given resource is, is decided once: its operations, of which there may be many, are all read or none.
    const address = resource === undefined ? 'resource' : `${given(resource)}::text`
    // Only conditions that are needed, so that the plan that is kept of the statement can use their index.
    const conditions = [inWindow('position', window, params)]
    if (resource !== undefined) conditions.push(`resource = ${address}`)
    if (status !== undefined) conditions.push(`status = ${given(status)}`)
    if (kind !== undefined) conditions.push(`kind = ${given(kind)}`)
    if (within) conditions.push(`substring(${address} FROM '^/distributions/([^/?]+)') = ANY(${given(within)}::text[])`)
    if (account) {
      conditions.push(`CASE
        WHEN ${address} LIKE '%?account=%' THEN split_part(${address}, '?account=', 2) = ${given(account.name)}
        ELSE EXISTS (SELECT FROM resource_accounts home
          WHERE home.id = substring(${address} FROM '[^/]+$') AND home.account = ${given(account.identity)}) END`)
    }
    const rows = await db.query<OperationRow>(
      `SELECT * FROM operations WHERE ${conditions.join(' AND ')} ORDER BY position DESC LIMIT ${given(most)}::integer`,
      params
    )
    return rows.map(toOperation)
  })
}

/**
 * SQL: the operation is due. One that was stored at a time still to come is due, too: the store's clock has been put back
 * since, so the time of its next run may be hours away. The minutes are for processes of earlier versions, which store their own
 * time.
 */
const DUE = `(next_run_at <= (SELECT frontage_now()) OR updated_at > (SELECT frontage_now()) + interval '5 minutes')`

export interface ClaimedOperation {
  readonly operation: Operation
  /** By the store's clock. */
  readonly now: Date
}

/** Leases the operation for one run, if it is due and not leased. */
export async function claimOperation(
  tx: Queryable,
  leases: Leases,
  id: string,
  token: string
): Promise<ClaimedOperation | undefined> {
  const row = await leases.claim<OperationRow & { store_now: Date }>(tx, token, {
    where: `id = $2 AND ended_at IS NULL AND ${DUE}`,
    params: [id],
    returning: '*, frontage_now() AS store_now'
  })
  return row && { operation: toOperation(row), now: row.store_now }
}

/** The milliseconds until the operation is due; undefined if it has ended or is already due. */
export async function findDelayMs(db: Queryable, id: string): Promise<number | undefined> {
  const [row] = await db.query<{ ms: number }>(
    `SELECT (extract(epoch FROM next_run_at - frontage_now()) * 1000)::float8 AS ms FROM operations
     WHERE id = $1 AND ended_at IS NULL AND next_run_at > frontage_now()`,
    [id]
  )
  return row?.ms
}

/** Releases the operation unchanged: any process may run it after `afterSeconds`. */
export async function releaseOperation(db: Queryable, id: string, token: string, afterSeconds: number): Promise<void> {
  await db.query(
    `UPDATE operations SET ${RELEASE}, next_run_at = frontage_now() + $3 * interval '1 second', updated_at = frontage_now()
     WHERE id = $1 AND lease_token = $2`,
    [id, token, afterSeconds]
  )
}

/**
 * Stores a transition. With a `token`, only while it holds the lease; otherwise undefined, because this process was
 * frozen for too long and another one has resumed the operation. `keeps` keeps the lease. A cancellation requested in
 * the meantime is preserved, and makes the next run due at once.
 */
export async function saveTransition(
  tx: Queryable,
  { operation, delayMs = 0, deadlineSeconds, events }: Transition,
  now: Date,
  { token, keeps = false }: { token?: string; keeps?: boolean } = {}
): Promise<Operation | undefined> {
  const { id, status, steps, step, outputs, attempts, reason, error, endedAt, cancelRequestedAt } = operation
  const [row] = await tx.query<OperationRow>(
    `UPDATE operations SET
       cancel_requested_at = CASE WHEN $2::text IS NULL THEN $12::timestamptz ELSE cancel_requested_at END,
       status = CASE WHEN $2::text IS NOT NULL AND cancel_requested_at IS NOT NULL AND $11::timestamptz IS NULL
                THEN 'cancelling' ELSE $3::text END,
       steps = $4::jsonb, step = $5::integer, outputs = $6::jsonb, attempts = $7::integer, reason = $8, error = $9::jsonb,
       next_run_at = frontage_now() + CASE WHEN $2::text IS NOT NULL AND cancel_requested_at IS NOT NULL AND NOT $13::boolean
                     THEN 0 ELSE $10::float8 END * interval '1 millisecond',
       step_deadline = coalesce(frontage_now() + $15::integer * interval '1 second', step_deadline),
       ended_at = $11::timestamptz, updated_at = frontage_now(),
       lease_token = CASE WHEN $2::text IS NULL OR $14::boolean THEN lease_token END,
       lease_expires_at = CASE WHEN $2::text IS NULL OR $14::boolean THEN lease_expires_at END
     WHERE id = $1 AND ($2::text IS NULL OR lease_token = $2)
     RETURNING *`,
    [
      id,
      token ?? null,
      status,
      JSON.stringify(steps),
      step,
      JSON.stringify(outputs),
      attempts,
      reason ?? null,
      error ? JSON.stringify(error) : null,
      delayMs,
      endedAt ?? null,
      cancelRequestedAt ?? null,
      steps.some(({ undo }) => undo === true),
      keeps,
      deadlineSeconds ?? null
    ]
  )
  if (!row) return undefined
  const saved = toOperation(row)
  await appendEvents(tx, id, events.map(withTimeOf(saved)), now)
  return saved
}

/** `nextCheckAt` is by the store's clock, so it is known only after the write. */
const withTimeOf =
  ({ nextRunAt }: Operation) =>
  (event: Transition['events'][number]): Transition['events'][number] =>
    event.type === 'stepWaiting' ? { ...event, data: { ...event.data, nextCheckAt: nextRunAt.toISOString() } } : event

/** The caller's transaction holds the lock on the operation's row, so the sequence has no gaps. */
async function appendEvents(tx: Queryable, id: string, events: Transition['events'], now: Date): Promise<void> {
  await tx.query(
    `WITH appended AS (
       INSERT INTO operation_events (operation_id, sequence, type, data, created_at)
       SELECT $1::text, last.sequence + event.ordinality, event.value ->> 'type', event.value -> 'data', $3::timestamptz
       FROM jsonb_array_elements($2::jsonb) WITH ORDINALITY AS event,
            (SELECT coalesce(max(sequence), 0) AS sequence FROM operation_events WHERE operation_id = $1) AS last
     )
     SELECT pg_notify($4, $1)`,
    [id, JSON.stringify(events), now, CHANNEL]
  )
}

/** At most 100 events, those after the given sequence number. */
export async function listEvents(db: Queryable, id: string, after: number): Promise<OperationEvent[]> {
  const rows = await db.query<{
    sequence: number
    type: EventType
    data: OperationEvent['data']
    created_at: Date
  }>(
    // Instances of earlier versions still write the old name while they are being replaced.
    `SELECT sequence, CASE type WHEN 'stepFinished' THEN 'stepEnded' ELSE type END AS type, data, created_at FROM operation_events
     WHERE operation_id = $1 AND sequence > $2::integer ORDER BY sequence LIMIT 100`,
    [id, after]
  )
  return rows.map(({ created_at, ...same }) => ({ ...same, createdAt: created_at }))
}

/** At most 200 operations that are due and not leased. */
export async function listDue(db: Queryable): Promise<{ id: string; resource: string }[]> {
  return db.query(
    `SELECT id, resource FROM operations
     WHERE ended_at IS NULL AND ${DUE} AND ${FREE}
     ORDER BY next_run_at LIMIT 200`
  )
}

/** Operations that have not ended. There are few, at most one per resource. */
export async function countActive(
  db: Queryable
): Promise<{ kind: string; status: OperationStatus; operations: number }[]> {
  return db.query(
    `SELECT kind, status, count(*)::integer AS operations FROM operations WHERE ended_at IS NULL GROUP BY kind, status`
  )
}

/** The median duration of the last twenty operations of each kind that succeeded. */
export async function typicalSeconds(db: Queryable, kinds: readonly string[]): Promise<ReadonlyMap<string, number>> {
  const rows = await db.query<{ kind: string; seconds: number | null }>(
    `SELECT kinds.kind, last.seconds
     FROM unnest($1::text[]) AS kinds (kind), LATERAL (
       SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY extract(epoch FROM ended_at - created_at)::float8) AS seconds
       FROM (SELECT ended_at, created_at FROM operations
             WHERE kind = kinds.kind AND status = 'succeeded' ORDER BY ended_at DESC LIMIT 20) AS finished
     ) AS last`,
    [[...new Set(kinds)]]
  )
  return new Map(rows.flatMap(({ kind, seconds }): [string, number][] => (seconds === null ? [] : [[kind, seconds]])))
}

/** Operations that ended 90 days ago. */
export const operationExpiry: Expiry = expiryOf({
  what: 'operations',
  table: 'operations',
  column: 'ended_at',
  before: daysAgo(90),
  // Their events are deleted with them.
  batchMax: 200
})

/** Whether a write failed because another operation on the resource was begun concurrently. */
export function isResourceTaken(error: unknown): boolean {
  return isUniqueViolation(error, 'operations_one_active')
}

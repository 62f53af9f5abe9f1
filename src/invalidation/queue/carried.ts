/** The invalidations in a batch, and where they come from. */
export interface Carried {
  /** Their number. */
  readonly invalidations: number
  /** For the log: the ids of the first few, their requests, and the names of their callers. */
  readonly invalidationIds: readonly string[]
  readonly requestIds: readonly string[]
  readonly callers: readonly string[]
  /** The spans of up to a hundred of their requests; empty without tracing. */
  readonly traceparents: readonly string[]
}

/** Its columns in SQL. */
export interface CarriedRow {
  readonly traceparents: string[] | null
  readonly asked: { readonly requestIds: string[]; readonly callers: string[] }
}

/** How many invalidations, or batches, a log line names. */
export const LOGGED_MAX = 20

/**
 * SQL: two columns about the invalidations in an array of ids, of which `some` are logged; spans only if `traced`, which is
 * no parameter because PostgreSQL would then plan the statement each time: without the spans it is much cheaper.
 */
export const carriedBy = ({ ids, some, traced }: { ids: string; some: string; traced: boolean }) =>
  // By their ids: a join reads all invalidations.
  `${traced ? `to_jsonb(ARRAY(SELECT DISTINCT traceparent FROM invalidations WHERE id = ANY(${ids}) AND traceparent IS NOT NULL LIMIT 100))` : 'NULL::jsonb'} AS traceparents,
   (SELECT jsonb_build_object(
      'requestIds', coalesce(jsonb_agg(DISTINCT request_id) FILTER (WHERE request_id IS NOT NULL), '[]'),
      'callers', coalesce(jsonb_agg(DISTINCT caller_name) FILTER (WHERE caller_name IS NOT NULL), '[]'))
    FROM invalidations WHERE id = ANY(${some})) AS asked`

export function toCarried(
  { traceparents, asked }: CarriedRow,
  { ids, invalidations }: { ids: readonly string[]; invalidations: number }
): Carried {
  return { invalidations, invalidationIds: ids, ...asked, traceparents: traceparents ?? [] }
}

/** The details of a target's batches in the log. */
export function namesOf(
  target: string,
  batches: readonly { readonly id: string; readonly paths: number; readonly carried: Carried }[]
): object {
  const carried = batches.map(batch => batch.carried)
  const total = (numbers: readonly number[]) => numbers.reduce((sum, number) => sum + number, 0)
  return {
    target,
    batchId: oneOrSome(batches.map(({ id }) => id)),
    ...(batches.length > 1 && { batches: batches.length }),
    paths: total(batches.map(({ paths }) => paths)),
    invalidations: total(carried.map(({ invalidations }) => invalidations)),
    invalidationIds: carried.flatMap(({ invalidationIds }) => invalidationIds).slice(0, LOGGED_MAX),
    // The same names as in the log lines of requests, so that one search finds both.
    requestId: oneOrSome(carried.flatMap(({ requestIds }) => requestIds)),
    caller: oneOrSome(carried.flatMap(({ callers }) => callers))
  }
}

function oneOrSome(texts: readonly string[]): string | string[] | undefined {
  const different = [...new Set(texts)]
  return different.length > 1 ? different.slice(0, LOGGED_MAX) : different[0]
}

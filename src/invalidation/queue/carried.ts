/** Whose work a batch carries. */
export interface Carried {
  /** How many invalidations. */
  readonly invalidations: number
  /** For the log, of the first few of them: their ids, the requests that they come from, and the callers' names. */
  readonly invalidationIds: readonly string[]
  readonly requestIds: readonly string[]
  readonly callers: readonly string[]
  /** The spans of their requests, of a hundred at most; empty where nothing is traced. */
  readonly traceparents: readonly string[]
}

/** What SQL returns of it. */
export interface CarriedRow {
  readonly traceparents: string[] | null
  readonly asked: { readonly requestIds: string[]; readonly callers: string[] }
}

/** Of how many invalidations, or batches, a line of the log says more than their number. */
export const LOGGED_MAX = 20

/** SQL: two columns about the invalidations whose ids are an array, of which `some` are logged; traces where the parameter is true. */
export const carriedBy = ({ ids, some, traced }: { ids: string; some: string; traced: string }) =>
  // By their ids: a join reads all invalidations.
  `CASE WHEN ${traced}::boolean THEN to_jsonb(ARRAY(
     SELECT DISTINCT traceparent FROM invalidations WHERE id = ANY(${ids}) AND traceparent IS NOT NULL LIMIT 100)) END AS traceparents,
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

/** What the log says of a target's batches. */
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
    // Called as in the lines of requests, so that one search finds both.
    requestId: oneOrSome(carried.flatMap(({ requestIds }) => requestIds)),
    caller: oneOrSome(carried.flatMap(({ callers }) => callers))
  }
}

function oneOrSome(texts: readonly string[]): string | string[] | undefined {
  const different = [...new Set(texts)]
  return different.length > 1 ? different.slice(0, LOGGED_MAX) : different[0]
}

import { type Queryable } from '../../database/database.ts'
import { FREE, type Leases } from '../../database/leases.ts'
import { type Lane } from '../planning/paths.ts'
import { LIVE } from './batches.ts'
import { type Head, HEADS, type Wanted } from './candidates.ts'

/** What to read of a target: as many pending items of each lane as a batch could take. */
export interface Ask {
  readonly target: string
  readonly wanted: Readonly<Record<Lane, Wanted>>
}

/** What is pending for a target, and what is in progress. */
interface TargetLoad {
  readonly live_paths: number
  readonly live_wildcards: number
  readonly batches: number
  /** Whether items that may be merged are pending, by lane. */
  readonly path: boolean
  readonly wildcard: boolean
  /** Whether a hold has expired. */
  readonly due: boolean
  /** Whether the deadline of something pending has passed. */
  readonly late: boolean
  /** An invalidation that must not be merged with others. */
  readonly alone: string | null
  /** The milliseconds until the next hold expires. */
  readonly hold_ms: number | null
}

/** Who owns a target. */
export type Claim =
  | {
      /** This process, as before. */
      readonly lease: 'held'
      /** Changes whenever the target's row is updated. */
      readonly version: string
      readonly load: TargetLoad
      readonly heads: Readonly<Record<Lane, readonly Head[]>>
    }
  | {
      /**
       * `claimed`: this process, newly. `other`: another process. `locked`: nobody, but its row is locked. `unknown`: it has
       * no row.
       */
      readonly lease: 'claimed' | 'other' | 'locked' | 'unknown'
    }

const pending = (condition: string) =>
  `EXISTS (SELECT FROM invalidation_chunks c WHERE c.target = leased.target AND ${condition})`

/** A target's load; each part is an index look-up. */
const LOAD = `
  SELECT coalesce(sum(paths), 0)::integer AS live_paths, coalesce(sum(wildcards), 0)::integer AS live_wildcards,
    count(*)::integer AS batches,
    ${pending(`ready AND lane = 'path'`)} AS path, ${pending(`ready AND lane = 'wildcard'`)} AS wildcard,
    ${pending('hold_until <= (SELECT frontage_now())')} AS due,
    leased.target IN (SELECT target FROM late) AS late,
    (SELECT invalidation_id FROM invalidation_chunks c WHERE c.target = leased.target AND alone
     ORDER BY position LIMIT 1) AS alone,
    (SELECT (extract(epoch FROM min(hold_until) - frontage_now()) * 1000)::float8 FROM invalidation_chunks c
     WHERE c.target = leased.target AND hold_until > (SELECT frontage_now())) AS hold_ms
  FROM invalidation_batches b WHERE b.target = leased.target AND ${LIVE}`

/** No array parameter: PostgreSQL would plan the statement each time, in case it is shorter than most. */
const ASKED = 'ARRAY(SELECT DISTINCT target FROM asked)'

/**
 * Claims free targets, and reads what the next batches of targets owned by this process need, in one statement. It
 * waits for no lock and takes none on owned targets: their batches are written only if the `version` is unchanged.
 */
export async function claimTargets(
  db: Queryable,
  { leases, owner, asks }: { leases: Leases; owner: string; asks: readonly Ask[] }
): Promise<Map<string, Claim>> {
  const rows = await db.query<
    TargetLoad & {
      target: string
      lease: Claim['lease']
      version: string
      path_heads: Head[] | null
      wildcard_heads: Head[] | null
    }
  >(
    `WITH RECURSIVE asked AS MATERIALIZED (
       SELECT * FROM jsonb_to_recordset($1::jsonb) AS r (target text, lane text, places integer, normal text, high text)
     ), free AS MATERIALIZED (
       -- Read when they are locked, which may be later than what the rest of the statement sees. Targets of other processes
       -- are not locked, which would delay their batches.
       SELECT target, lease_token FROM invalidation_targets WHERE target = ANY(${ASKED}) AND ${FREE}
       ORDER BY target FOR UPDATE SKIP LOCKED
     ), claimed AS (
       UPDATE invalidation_targets SET ${leases.leaseWith(2)} WHERE target = ANY(ARRAY(SELECT target FROM free))
     ), leased AS MATERIALIZED (
       SELECT given.target, t.xmin::text AS version, CASE
         WHEN t.target IS NULL THEN 'unknown'
         WHEN free.target IS NOT NULL THEN CASE WHEN free.lease_token = $2 THEN 'held' ELSE 'claimed' END
         WHEN ${FREE} THEN 'locked'
         WHEN t.lease_token = $2 THEN 'held'
         ELSE 'other' END AS lease
       FROM unnest(${ASKED}) AS given (target)
       LEFT JOIN invalidation_targets t USING (target) LEFT JOIN free USING (target)
     ), late AS MATERIALIZED (
       -- By the index of deadlines. OFFSET 0: one look-up for each that has passed; a join might read all that is pending.
       SELECT target FROM invalidations i WHERE give_up_at <= (SELECT frontage_now())
         AND EXISTS (SELECT FROM invalidation_chunks c WHERE c.invalidation_id = i.id OFFSET 0)
     ), ${HEADS}
     SELECT leased.*, load.*,
       (SELECT heads FROM heads h WHERE h.target = leased.target AND lane = 'path') AS path_heads,
       (SELECT heads FROM heads h WHERE h.target = leased.target AND lane = 'wildcard') AS wildcard_heads
     FROM leased LEFT JOIN LATERAL (${LOAD}) load ON lease = 'held'`,
    [JSON.stringify(asks.flatMap(rowsOf)), owner]
  )
  return new Map(
    rows.map(({ target, lease, version, path_heads, wildcard_heads, ...load }) => [
      target,
      lease === 'held'
        ? { lease, version, load, heads: { path: path_heads ?? [], wildcard: wildcard_heads ?? [] } }
        : { lease }
    ])
  )
}

function rowsOf({ target, wanted }: Ask) {
  return (['path', 'wildcard'] as const).map(lane => {
    const { places, served } = wanted[lane]
    return { target, lane, places, normal: served.callers[0], high: served.callers[1] }
  })
}

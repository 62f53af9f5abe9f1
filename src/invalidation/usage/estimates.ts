import { type Queryable } from '../../database/database.ts'
import { type NewInvalidation } from '../queue/accept.ts'
import { type HeadRoom } from '../queue/limits.ts'
import { estimate, loadAhead, type Load, loadOf, quotaFor, TYPICAL_SECONDS } from './wait.ts'

/** How long the load of a target is used before it is read again. */
const FRESH_MS = 2_000
const TARGETS_MAX = 1_000
/** How many of the last batches determine the typical duration. */
const SAMPLES = 20
const NOTHING: Load = { live_paths: 0, live_wildcards: 0, pending: [] }

interface Known {
  readonly load: Load
  readonly typicalSeconds: number | undefined
  readonly readAt: number
}

interface EstimateDeps {
  readonly database: Queryable
  readonly headRoom: HeadRoom
  readonly backend: 'local' | 'aws'
  /** A monotonic clock in milliseconds. */
  readonly monotonic?: () => number
}

export type Estimates = ReturnType<typeof createEstimates>

/**
 * Estimates when an invalidation that was just accepted will be completed, without delaying its answer: the load of a target
 * is read in the background, at most every two seconds; until it is known, the queue is assumed to be empty.
 */
export function createEstimates({ database, headRoom, backend, monotonic = () => performance.now() }: EstimateDeps) {
  const quota = quotaFor(headRoom)
  const known = new Map<string, Known>()
  const reading = new Set<string>()

  async function read(target: string): Promise<void> {
    reading.add(target)
    try {
      const [load, typicalSeconds] = [await loadOf(database, target), await typicalOf(database, target)]
      known.delete(target)
      known.set(target, { load, typicalSeconds, readAt: monotonic() })
      const [oldest] = known.keys()
      if (known.size > TARGETS_MAX && oldest !== undefined) known.delete(oldest)
    } catch {
      // An estimate must not fail anything, and other queries report an outage of the store.
    } finally {
      reading.delete(target)
    }
  }

  return {
    /** In seconds from now. Never throws or waits. */
    of({ target, items, lanes, caller, priority }: NewInvalidation): number {
      const last = known.get(target)
      const isFresh = last !== undefined && monotonic() - last.readAt < FRESH_MS
      if (!isFresh && !reading.has(target)) void read(target)
      const own = { paths: items.length, wildcards: lanes.wildcard.length }
      const ahead = loadAhead(isFresh ? last.load : NOTHING, { own, quota, caller, priority })
      const typicalSeconds = last?.typicalSeconds ?? TYPICAL_SECONDS[backend]
      return estimate({ own, ahead, quota, typicalSeconds }).completedSeconds
    }
  }
}

async function typicalOf(database: Queryable, target: string): Promise<number | undefined> {
  const [row] = await database.query<{ seconds: number | null }>(
    `SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY seconds) AS seconds
     FROM (SELECT extract(epoch FROM ended_at - submitted_at)::float8 AS seconds FROM invalidation_batches
           WHERE target = $1 AND status = 'completed' AND NOT unobserved ORDER BY ended_at DESC LIMIT ${SAMPLES}) AS last`,
    [target]
  )
  return row?.seconds ?? undefined
}

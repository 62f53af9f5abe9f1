import { type Queryable } from '../../database/database.ts'
import { type Lane } from '../planning/paths.ts'
import { type HeadRoom, QUOTA } from '../queue/limits.ts'
import { type Pending, servedBefore, sizeClassOf } from '../queue/fair-share.ts'

/** Numbers of paths and, among them, wildcards and tags, which also have their own quota. */
export interface Places {
  readonly paths: number
  readonly wildcards: number
}

/** Assumed until a completion was observed. AWS only says that it usually takes less than a few minutes. */
export const TYPICAL_SECONDS = { local: 1, aws: 60 } as const

/** How many places Frontage may fill at CloudFront. */
export function quotaFor(headRoom: HeadRoom): Places {
  return {
    paths: Math.max(1, QUOTA.path - headRoom.paths),
    wildcards: Math.max(1, QUOTA.wildcard - headRoom.wildcards)
  }
}

export interface Load {
  readonly live_paths: number
  readonly live_wildcards: number
  readonly pending: readonly (Pending & { readonly lane: Lane })[]
}

/** What is in progress and what is pending, in one statement, because items move between the two at any moment. */
export async function loadOf(database: Queryable, target: string): Promise<Load> {
  const [row] = await database.query<Load>(
    `SELECT live.*, pending.* FROM
       (SELECT coalesce(sum(paths), 0)::integer AS live_paths, coalesce(sum(wildcards), 0)::integer AS live_wildcards
        FROM invalidation_batches WHERE target = $1 AND status IN ('prepared', 'submitted')) AS live,
       (SELECT coalesce(jsonb_agg(queue), '[]') AS pending FROM (
          SELECT lane, priority, caller, size_class AS "sizeClass", sum(count)::integer AS items
          FROM invalidation_chunks WHERE target = $1 GROUP BY 1, 2, 3, 4) AS queue) AS pending`,
    [target]
  )
  if (!row) throw new Error('an aggregate without a row')
  return row
}

/** The load that is served before a request with these paths has all of its places. */
export function loadAhead(
  { live_paths, live_wildcards, pending }: Load,
  { own, quota, caller, priority }: { own: Places; quota: Places; caller: string; priority: 0 | 1 }
): Places {
  const before = (lane: Lane, items: number) => {
    const request = { priority, caller, sizeClass: sizeClassOf(items), items }
    return servedBefore(
      request,
      pending.filter(queue => queue.lane === lane)
    )
  }
  const paths = own.paths > own.wildcards ? before('path', own.paths - own.wildcards) : 0
  const wildcards = own.wildcards > 0 ? before('wildcard', own.wildcards) : 0
  // Wildcards of other callers are also ahead, as many at a time as their quota allows.
  const otherWildcards = pending.reduce((sum, { lane, items }) => sum + (lane === 'wildcard' ? items : 0), 0)
  return {
    paths: live_paths + paths + Math.max(wildcards, Math.min(quota.wildcards, otherWildcards)),
    wildcards: live_wildcards + wildcards
  }
}

/** How many times the whole quota must be filled, and which of the two quotas is the limiting one. */
export function roundsFor(
  { paths, wildcards }: Places,
  quota: Places
): { rounds: number; limitedBy: 'quota' | 'wildcardQuota' } {
  const forPaths = Math.ceil(paths / quota.paths)
  const forWildcards = Math.ceil(wildcards / quota.wildcards)
  return forWildcards > forPaths
    ? { rounds: forWildcards, limitedBy: 'wildcardQuota' }
    : { rounds: forPaths, limitedBy: 'quota' }
}

/**
 * The load ahead and this request fill the quota a number of times; before each but the first, it must be freed. What
 * is in progress is assumed to have just begun, so that the estimate is too long rather than too short.
 */
export function estimate(request: { own: Places; ahead: Places; quota: Places; typicalSeconds: number }) {
  const { own, ahead, quota, typicalSeconds } = request
  const all = sum(own, ahead)
  // Paths do not wait for wildcards.
  const { rounds, limitedBy } = roundsFor(own.wildcards > 0 ? all : { ...all, wildcards: 0 }, quota)
  const submittedSeconds = rounded((rounds - 1) * typicalSeconds)
  const completedSeconds = rounded(rounds * typicalSeconds)
  return { submittedSeconds, completedSeconds, ...(rounds > 1 && { waitsFor: limitedBy }) }
}

function sum(one: Places, other: Places): Places {
  return { paths: one.paths + other.paths, wildcards: one.wildcards + other.wildcards }
}

function rounded(seconds: number): number {
  return Number(seconds.toFixed(3))
}

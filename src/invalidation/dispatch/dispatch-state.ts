import { type Batch, type Submitted } from '../queue/batches.ts'
import { nobodyServed, type Served } from '../queue/fair-share.ts'
import { type Lane } from '../planning/paths.ts'
import { createLimits, type HeadRoom, type Limits } from '../queue/limits.ts'
import { type LookUpPosition } from './look-up.ts'
import { type Refusal } from './outcomes.ts'

/** A batch that is not submitted yet. */
export interface Prepared {
  readonly batch: Batch
  /** The earliest time of the next attempt; all times here are by a monotonic clock. */
  readonly notBefore: number
  /** Consecutive failures. */
  readonly failures: number
  /** Whether it waits for quota, so that other batches need not wait for it. */
  readonly forQuota: boolean
  /** When the last attempt ended that may have taken effect. */
  readonly uncertainSince?: number | undefined
  /** A look-up in progress, during which it is not repeated. */
  readonly lookUp?: PendingLookUp | undefined
}

/** The look-up of an uncertain batch that was refused: what happens next depends on whether CloudFront has it. */
export interface PendingLookUp {
  readonly refusal: Refusal
  readonly begunAt: number
  /** Undefined at the start. */
  readonly position: LookUpPosition | undefined
}

/** A batch that CloudFront has. */
export interface Followed {
  readonly batch: Submitted
  readonly since: number
  /** Whether this process submitted it, at `since`, so that its duration is known. */
  readonly whole: boolean
  readonly pollAt: number
  /** The position of the search for its CloudFront id, if only its caller reference is known. */
  readonly lookUp?: LookUpPosition | undefined
  /** When it was last seen to be in progress. */
  readonly openAt?: number
}

/**
 * What the owner of a target keeps in memory about it. All of it is also in the store, or can be found out again by
 * trying.
 */
export interface DispatchState {
  owned: boolean
  prepared: Prepared[]
  readonly followed: Map<string, Followed>
  readonly limits: Limits
  /** Batches with items whose deadline has passed, which are due at once. */
  readonly overdue: Set<string>
  /** When the last call began: for a while after it, requests are merged. */
  calledAt: number
  /** Whether items wait for quota. */
  urgent: boolean
  /** The lanes in which items are known to wait. */
  waiting: Readonly<Record<Lane, boolean>>
  /** How long CloudFront takes for a batch of this target. */
  typicalMs: number | undefined
  /** The caller that each lane served last. */
  readonly served: Readonly<Record<Lane, Served>>
  /** Whether the last batch was of an invalidation that must not be merged with others. */
  aloneLast: boolean
}

const nothingWaits = { path: false, wildcard: false }

export function newDispatchState({ headRoom, now }: { headRoom: HeadRoom; now: () => number }): DispatchState {
  return {
    owned: false,
    prepared: [],
    followed: new Map(),
    limits: createLimits({ headRoom, now }),
    overdue: new Set(),
    calledAt: -Infinity,
    urgent: false,
    waiting: nothingWaits,
    typicalMs: undefined,
    served: { path: nobodyServed(), wildcard: nobodyServed() },
    aloneLast: false
  }
}

/** Forgets what only the owner of the target can know. */
export function disown(state: DispatchState): void {
  state.owned = false
  state.prepared = []
  state.followed.clear()
  state.overdue.clear()
  state.urgent = false
  state.waiting = nothingWaits
}

/** How many batches are in progress or prepared, as far as this process knows. */
export function batchesIn({ prepared, followed }: DispatchState): number {
  return prepared.length + followed.size
}

/** How much of a quota is used by batches in progress or prepared, as far as this process knows. */
export function liveIn({ prepared, followed }: DispatchState, lane: Lane): number {
  const batches = [...prepared, ...followed.values()].map(({ batch }) => batch)
  return batches.reduce((sum, { paths, wildcards }) => sum + (lane === 'path' ? paths : wildcards), 0)
}

/** The prepared batch that is due first, and when. */
export function nextPrepared({ prepared, overdue }: DispatchState): { prepared: Prepared; dueAt: number } | undefined {
  const dueAt = ({ batch, notBefore }: Prepared) => (overdue.has(batch.id) ? -Infinity : notBefore)
  const [next] = prepared.toSorted((a, b) => dueAt(a) - dueAt(b))
  return next && { prepared: next, dueAt: dueAt(next) }
}

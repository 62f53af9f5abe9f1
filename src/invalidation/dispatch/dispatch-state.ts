import { type Batch, type Submitted } from '../queue/batches.ts'
import { nobodyServed, type Served } from '../queue/fair-share.ts'
import { type Lane } from '../planning/paths.ts'
import { createLimits, type HeadRoom, type Limits } from '../queue/limits.ts'
import { type LookUpPosition } from './look-up.ts'
import { type Refusal } from './outcomes.ts'

/** A batch that is not submitted yet. */
export interface Prepared {
  readonly batch: Batch
  /** Not to be attempted before; as all times here, of a clock that only goes forward. */
  readonly notBefore: number
  /** Failures in a row. */
  readonly failures: number
  /** It waits because others use the quota, which is no reason for other batches to wait. */
  readonly forQuota: boolean
  /** When the last attempt ended that may have had its effect. */
  readonly uncertainSince?: number | undefined
  /** It is not repeated meanwhile. */
  readonly lookUp?: PendingLookUp | undefined
}

/** An uncertain batch was refused: what is done about it depends on whether CloudFront has it. */
export interface PendingLookUp {
  readonly refusal: Refusal
  readonly begunAt: number
  /** Undefined at the beginning. */
  readonly position: LookUpPosition | undefined
}

/** A batch that CloudFront has. */
export interface Followed {
  readonly batch: Submitted
  readonly since: number
  /** Whether it was submitted at `since`, so that its duration is worth learning from. */
  readonly whole: boolean
  readonly pollAt: number
  /** How far the search for its id at CloudFront has come, where only its caller reference is known. */
  readonly lookUp?: LookUpPosition | undefined
  /** When it was last seen not to be completed. */
  readonly openAt?: number
}

/**
 * What this process knows about a target while it is the one that submits and follows its batches. All of it is in the
 * store, too, or is felt for again.
 */
export interface DispatchState {
  owned: boolean
  prepared: Prepared[]
  readonly followed: Map<string, Followed>
  readonly limits: Limits
  /** Batches with something whose deadline has passed: they are due at once. */
  readonly overdue: Set<string>
  /** When the last call began; later requests are merged for a while. */
  calledAt: number
  /** Something waits for a place in a batch. */
  urgent: boolean
  /** Where what is ready is known of, and waits. */
  waiting: Readonly<Record<Lane, boolean>>
  /** How long batches take here. */
  typicalMs: number | undefined
  /** Whom each lane served last. */
  readonly served: Readonly<Record<Lane, Served>>
  /** Whether the last batch was one of a single invalidation that must not be merged with others. */
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

/** Forgets what is only true for the owner. */
export function disown(state: DispatchState): void {
  state.owned = false
  state.prepared = []
  state.followed.clear()
  state.overdue.clear()
  state.urgent = false
  state.waiting = nothingWaits
}

/** How much of a quota is in progress, or is to be, by what this process knows. */
export function liveIn({ prepared, followed }: DispatchState, lane: Lane): number {
  const batches = [...prepared, ...followed.values()].map(({ batch }) => batch)
  return batches.reduce((sum, { paths, wildcards }) => sum + (lane === 'path' ? paths : wildcards), 0)
}

/** The next of the prepared batches, and when it is due. */
export function nextPrepared({ prepared, overdue }: DispatchState): { prepared: Prepared; dueAt: number } | undefined {
  const dueAt = ({ batch, notBefore }: Prepared) => (overdue.has(batch.id) ? -Infinity : notBefore)
  const [next] = prepared.toSorted((a, b) => dueAt(a) - dueAt(b))
  return next && { prepared: next, dueAt: dueAt(next) }
}

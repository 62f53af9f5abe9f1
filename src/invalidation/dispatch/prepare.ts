import { type Database, type Queryable } from '../../database/database.ts'
import { type Leases } from '../../database/leases.ts'
import { type Lane } from '../planning/paths.ts'
import {
  type Batch,
  chunksOf,
  type Drafted,
  endHolds,
  insertBatches,
  type Submitted,
  takeOver
} from '../queue/batches.ts'
import { candidates, type Wanted } from '../queue/candidates.ts'
import { type Ask, type Claim, claimTargets } from '../queue/claim.ts'
import { type Draft, emptyDraft, fill } from '../queue/draft.ts'
import { nobodyServed } from '../queue/fair-share.ts'
import { ensureTarget, releaseIdle } from '../queue/leases.ts'
import { type Deadlines } from './deadlines.ts'
import { batchesIn, type DispatchState, liveIn } from './dispatch-state.ts'

export interface PrepareDeps {
  readonly database: Database
  readonly leases: Leases
  /** The lease token of this process. */
  readonly owner: string
  readonly newId: () => string
  readonly deadlines: Pick<Deadlines, 'giveUpSomeLate'>
  /** Whether batches are to know the spans of their requests. */
  readonly traced?: boolean
}

/** A target whose next batch may be prepared. */
export interface Due {
  readonly target: string
  readonly state: DispatchState
}

export type PrepareResult =
  /** Another process owns the target. */
  | { readonly kind: 'other' }
  /** Newly owned: these batches of the previous owner go first. */
  | { readonly kind: 'takenOver'; readonly prepared: Batch[]; readonly submitted: Submitted[] }
  | { readonly kind: 'batch'; readonly batch: Batch }
  /** Nothing can be put into a batch now. */
  | {
      readonly kind: 'none'
      /** Whether items wait for quota, and in which lanes those that may be merged are. */
      readonly waits: boolean
      readonly ready: Readonly<Record<Lane, boolean>>
      readonly holdMs: number | undefined
      readonly released: boolean
    }
  /** The target was changed concurrently. */
  | { readonly kind: 'again'; readonly inMs: number }

/** Items to read beyond the budget, because duplicates in the batch do not count towards it. */
const MARGIN: Readonly<Record<Lane, number>> = { path: 1_000, wildcard: 485 }
/** After this time the lock on the target's row is probably released. */
const LOCKED_MS = 20

/**
 * Makes the next batch of each target from its pending items, up to the free quota and in fair order. One statement
 * reads what most targets need, and one writes all batches before CloudFront is called. Nothing is locked in between:
 * if a target has changed in the meantime, its batch is not written.
 */
export async function prepareBatches(deps: PrepareDeps, dues: readonly Due[]): Promise<Map<string, PrepareResult>> {
  const { database, owner, traced = false } = deps
  const results = new Map<string, PrepareResult>()
  // Counted before the claim: a batch that ends meanwhile leaves the store first.
  const known = new Map(dues.map(({ target, state }) => [target, batchesIn(state)]))
  const claims = await claimTargets(database, { ...deps, asks: dues.map(askOf) })
  const newly = dues.filter(({ target, state }) => isNew(claims.get(target), state)).map(({ target }) => target)
  if (newly.length > 0) {
    for (const [target, batches] of await takeOver(database, newly, { traced }))
      results.set(target, { kind: 'takenOver', ...batches })
  }
  const drafted: Drafted[] = []
  for (const due of dues) {
    if (results.has(due.target)) continue
    const claim = claims.get(due.target)
    if (claim?.lease === 'held' && claim.load.batches > (known.get(due.target) ?? 0)) {
      // A batch was written whose answer was lost, after the target had been taken over: it is taken over again.
      due.state.owned = false
      results.set(due.target, { kind: 'again', inMs: 0 })
      continue
    }
    const next = await draftOf(deps, due, claim)
    if ('kind' in next) results.set(due.target, next)
    else drafted.push(next)
  }
  if (drafted.length > 0) {
    const written = await insertBatches(database, { owner, drafted, traced })
    for (const { target } of drafted) {
      const batch = written.get(target)
      results.set(target, batch ? { kind: 'batch', batch } : { kind: 'again', inMs: LOCKED_MS })
    }
  }
  return results
}

function isNew(claim: Claim | undefined, { owned }: DispatchState): boolean {
  return claim?.lease === 'claimed' || (claim?.lease === 'held' && !owned)
}

/** As much as the quota allows, as far as this process knows. If it allows more, the next batch takes the rest. */
function askOf({ target, state }: Due): Ask {
  const free = (lane: Lane) => state.limits.free(lane, liveIn(state, lane))
  const wanted = (lane: Lane, places: number): Wanted => ({
    places: places > 0 ? places + MARGIN[lane] : 0,
    served: state.served[lane]
  })
  const paths = free('path')
  return {
    target,
    wanted: { path: wanted('path', paths), wildcard: wanted('wildcard', Math.min(paths, free('wildcard'))) }
  }
}

/** The next batch of a target, or why there is none. */
async function draftOf(deps: PrepareDeps, due: Due, claimed: Claim | undefined): Promise<Drafted | PrepareResult> {
  const { database, owner, newId, deadlines } = deps
  const { target, state } = due
  let claim = claimed
  if (claim?.lease === 'held' && (claim.load.late || claim.load.due)) {
    // Other targets wait meanwhile.
    if (claim.load.late && (await deadlines.giveUpSomeLate(target))) return { kind: 'again', inMs: LOCKED_MS }
    if (claim.load.due) await endHolds(database, target)
    claim = (await claimTargets(database, { ...deps, asks: [askOf(due)] })).get(target)
  }
  if (claim?.lease === 'other') return { kind: 'other' }
  if (claim?.lease === 'unknown' && !(await ensureTarget(database, target))) return { kind: 'other' }
  if (claim?.lease !== 'held') return { kind: 'again', inMs: LOCKED_MS }

  const { load, version } = claim
  const budget = {
    path: state.limits.free('path', load.live_paths),
    wildcard: state.limits.free('wildcard', load.live_wildcards)
  }
  const draft = emptyDraft()
  // Invalidations that must be sent alone, because their batch was refused, alternate with the others.
  for (const alone of [!state.aloneLast, state.aloneLast]) {
    if (draft.items.size > 0) break
    state.aloneLast = alone
    if (!alone) await fillFairly(database, draft, { due, claim, budget })
    else if (load.alone !== null) await fillAlone(database, draft, load.alone, budget)
  }
  if (draft.items.size > 0) return { id: newId(), target, version, draft }
  const waits = load.path || load.wildcard || load.alone !== null
  const idle = !waits && load.batches === 0
  if (idle && !(await releaseIdle(database, target, owner))) return { kind: 'again', inMs: 0 }
  const holdMs = load.hold_ms === null ? undefined : Math.max(1, Math.ceil(load.hold_ms))
  return { kind: 'none', waits, ready: { path: load.path, wildcard: load.wildcard }, holdMs, released: idle }
}

type Budget = Readonly<Record<Lane, number>>

async function fillFairly(
  db: Queryable,
  draft: Draft,
  { due, claim, budget }: { due: Due; claim: Claim & { lease: 'held' }; budget: Budget }
): Promise<void> {
  // Wildcards come first: they cover paths, and also count towards the quota of paths.
  for (const lane of ['wildcard', 'path'] as const) {
    const left = Math.min(budget[lane], budget.path - draft.items.size)
    if (!claim.load[lane] || left <= 0) continue
    const served = due.state.served[lane]
    const wanted = { places: left + MARGIN[lane], served }
    const { chunks, resumeAfter } = await candidates(db, {
      target: due.target,
      lane,
      first: claim.heads[lane],
      wanted,
      budget: left
    })
    fill(draft, chunks, { budget: left, served })
    Object.assign(served.callers, resumeAfter)
  }
}

/** Takes as much of one invalidation as fits. */
async function fillAlone(db: Queryable, draft: Draft, invalidationId: string, budget: Budget): Promise<void> {
  const chunks = await chunksOf(db, invalidationId)
  for (const lane of ['wildcard', 'path'] as const) {
    const left = Math.min(budget[lane], budget.path - draft.items.size)
    const inLane = chunks.filter(chunk => chunk.lane === lane)
    if (left > 0) fill(draft, inLane, { budget: left, served: nobodyServed() })
  }
}

import { type Database, type Queryable } from '../../database/database.ts'
import { type Leases } from '../../database/leases.ts'
import {
  type Batch,
  chunksOf,
  endHolds,
  insertBatch,
  loadOf,
  type Submitted,
  takeOver,
  type TargetLoad
} from '../queue/batches.ts'
import { candidates } from '../queue/candidates.ts'
import { type Course } from './course.ts'
import { type Draft, emptyDraft, fill } from '../queue/draft.ts'
import { nobodyServed } from '../queue/fair-share.ts'
import { claim, release } from '../queue/leases.ts'
import { type Lane } from '../planning/paths.ts'

export interface PrepareDeps {
  readonly database: Database
  readonly leases: Leases
  /** Of this process. */
  readonly owner: string
  readonly newId: () => string
}

export type PrepareResult =
  /** Another process does this target's work. */
  | { readonly kind: 'other' }
  /** What was left under way goes first. */
  | { readonly kind: 'takenOver'; readonly prepared: Batch[]; readonly submitted: Submitted[] }
  | { readonly kind: 'batch'; readonly batch: Batch }
  /** Nothing can be put into a batch now. */
  | {
      readonly kind: 'none'
      /** Whether something waits for a place; and of what is not alone, in which lanes. */
      readonly waits: boolean
      readonly ready: Readonly<Record<Lane, boolean>>
      readonly holdMs: number | undefined
      readonly released: boolean
    }

/** Beyond the budget, so that duplicates of what is in the batch come along. */
const PATHS_MARGIN = 1_000
const WILDCARDS_MARGIN = 485

/**
 * Makes the next batch of a target out of what is pending, in one short transaction under the lock of the target's row: up
 * to the free quota, in fair turns. The batch is in the store before CloudFront can be called.
 */
export async function prepare(deps: PrepareDeps, target: string, course: Course): Promise<PrepareResult> {
  const { database, leases, owner, newId } = deps
  return database.transaction(async tx => {
    const lease = await claim(tx, leases, target, owner)
    if (lease === 'other') return { kind: 'other' }
    if (lease === 'claimed' || !course.owned) return { kind: 'takenOver', ...(await takeOver(tx, target)) }
    let load = await loadOf(tx, target)
    if (load.due) {
      await endHolds(tx, target)
      load = await loadOf(tx, target)
    }
    const budget = {
      path: course.limits.free('path', load.live_paths),
      wildcard: course.limits.free('wildcard', load.live_wildcards)
    }
    const draft = emptyDraft()
    // Many that must be sent one by one, because one of them was refused, do not hold up the others.
    for (const alone of [!course.aloneLast, course.aloneLast]) {
      if (draft.items.size > 0) break
      course.aloneLast = alone
      if (!alone) await fillFairly(tx, draft, { target, course, load, budget })
      else if (load.alone !== null) await fillAlone(tx, draft, load.alone, budget)
    }
    if (draft.items.size > 0) {
      const batch = await insertBatch(tx, { id: newId(), target, draft })
      return { kind: 'batch', batch }
    }
    const waits = load.path || load.wildcard || load.alone !== null
    const idle = !waits && load.batches === 0
    if (idle) await release(tx, target)
    const holdMs = load.hold_ms === null ? undefined : Math.max(1, Math.ceil(load.hold_ms))
    return { kind: 'none', waits, ready: { path: load.path, wildcard: load.wildcard }, holdMs, released: idle }
  })
}

interface Budget {
  readonly path: number
  readonly wildcard: number
}

async function fillFairly(
  tx: Queryable,
  draft: Draft,
  { target, course, load, budget }: { target: string; course: Course; load: TargetLoad; budget: Budget }
): Promise<void> {
  // Wildcards first: they cover paths, and use the paths' quota as well.
  const lanes = [
    { lane: 'wildcard', budget: Math.min(budget.wildcard, budget.path), margin: WILDCARDS_MARGIN },
    { lane: 'path', budget: budget.path, margin: PATHS_MARGIN }
  ] as const
  for (const { lane, budget: all, margin } of lanes) {
    const left = all - draft.items.size
    if (!load[lane] || left <= 0) continue
    const served = course.served[lane]
    const chunks = await candidates(tx, target, { lane, places: left + margin, served })
    fill(draft, chunks, { budget: left, served })
  }
}

/** Of one invalidation, as much as fits. */
async function fillAlone(tx: Queryable, draft: Draft, invalidationId: string, budget: Budget): Promise<void> {
  const chunks = await chunksOf(tx, invalidationId)
  const inLane = (lane: Lane) => chunks.filter(chunk => chunk.lane === lane)
  const served = nobodyServed()
  fill(draft, inLane('wildcard'), { budget: Math.min(budget.wildcard, budget.path), served })
  if (budget.path > draft.items.size) fill(draft, inLane('path'), { budget: budget.path - draft.items.size, served })
}

import { type Database, type Queryable } from '../../database/database.ts'
import { type Batch, candidates, chunksOf, insertBatch, loadOf, type Submitted, takeOver } from './batches.ts'
import { type Course } from './course.ts'
import { type Draft, emptyDraft, fill, isScarce } from './fair-share.ts'
import { claim, release } from './leases.ts'

export interface PrepareDeps {
  readonly database: Database
  /** Of this process. */
  readonly owner: string
  readonly clock: { now(): number }
  readonly newId: () => string
}

export type PrepareResult =
  /** Another process does this target's work. */
  | { readonly kind: 'other' }
  /** What was left under way goes first. */
  | { readonly kind: 'takenOver'; readonly prepared: Batch[]; readonly submitted: Submitted[] }
  | { readonly kind: 'batch'; readonly batch: Batch; readonly more: boolean }
  /** Nothing can be put into a batch now. */
  | { readonly kind: 'none'; readonly waits: boolean; readonly holdMs: number | undefined; readonly released: boolean }

/** Beyond the budget, so that duplicates of what is in the batch come along. */
const MARGIN = 1_000
const WILDCARD_CANDIDATES = 500

/**
 * Makes the next batch of a target out of what is pending, in one short transaction under the lock of the target's row: up
 * to the free quota, high priority first, then callers in turn. The batch is in the store before CloudFront can be called.
 */
export async function prepare(deps: PrepareDeps, target: string, course: Course): Promise<PrepareResult> {
  const { database, owner, clock, newId } = deps
  const now = new Date(clock.now())
  return database.transaction(async tx => {
    const lease = await claim(tx, target, owner)
    if (lease === 'other') return { kind: 'other' }
    if (lease === 'taken' || !course.owned) return { kind: 'takenOver', ...(await takeOver(tx, target)) }
    const load = await loadOf(tx, target, now)
    const budget = {
      path: course.limits.free('path', load.live_paths),
      wildcard: course.limits.free('wildcard', load.live_wildcards)
    }
    const draft = emptyDraft()
    if (load.alone !== null) await fillAlone(tx, draft, load.alone, budget)
    if (draft.items.size === 0) await fillFairly(tx, draft, { target, course, load, budget, now })
    if (draft.items.size > 0) {
      const batch = await insertBatch(tx, { id: newId(), target, draft, scarce: isScarce, now })
      return { kind: 'batch', batch, more: load.path || load.wildcard }
    }
    const waits = load.path || load.wildcard || load.alone !== null
    const idle = !waits && load.batches === 0
    if (idle) await release(tx, target)
    const holdMs = load.hold_until === null ? undefined : load.hold_until.getTime() - now.getTime()
    return { kind: 'none', waits, holdMs, released: idle }
  })
}

interface Budget {
  readonly path: number
  readonly wildcard: number
}

async function fillFairly(
  tx: Queryable,
  draft: Draft,
  {
    target,
    course,
    load,
    budget,
    now
  }: { target: string; course: Course; load: { path: boolean; wildcard: boolean }; budget: Budget; now: Date }
): Promise<void> {
  const { servedLast } = course
  // Wildcards first: they cover paths, and use the paths' quota as well.
  for (const priority of [1, 0] as const) {
    const left = Math.min(budget.wildcard, budget.path) - draft.items.size
    if (!load.wildcard || left <= 0) break
    const chunks = await candidates(tx, target, { lane: 'wildcard', priority, items: WILDCARD_CANDIDATES, now })
    servedLast.wildcard = fill(draft, chunks, { budget: left, after: servedLast.wildcard })
  }
  for (const priority of [1, 0] as const) {
    const left = budget.path - draft.items.size
    if (!load.path || left <= 0) break
    const chunks = await candidates(tx, target, { lane: 'path', priority, items: left + MARGIN, now })
    servedLast.path = fill(draft, chunks, { budget: left, after: servedLast.path })
  }
}

/** Of one invalidation, as much as fits. */
async function fillAlone(tx: Queryable, draft: Draft, invalidationId: string, budget: Budget): Promise<void> {
  const chunks = await chunksOf(tx, invalidationId)
  const lane = (scarce: boolean) => chunks.filter(({ items: [first = ''] }) => isScarce(first) === scarce)
  fill(draft, lane(true), { budget: Math.min(budget.wildcard, budget.path) })
  if (budget.path > draft.items.size) fill(draft, lane(false), { budget: budget.path - draft.items.size })
}

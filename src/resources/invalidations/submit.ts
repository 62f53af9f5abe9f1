import { type Batch } from './batches.ts'
import { type Course, type Prepared } from './course.ts'
import { outcomeOf, type Outcome, pauseMs } from './outcomes.ts'
import { type PollPace, untilNextLook } from './poll-times.ts'
import { type Records } from './record.ts'
import { type WaitingFor } from './schemas.ts'
import { addressOf, type Target, type TargetCalls } from './targets.ts'

export interface SubmitDeps {
  readonly calls: Pick<TargetCalls, 'create'>
  readonly records: Records
  readonly pace: PollPace
  /** Milliseconds of a clock that only goes forward. */
  readonly now: () => number
  readonly random: () => number
  readonly onGone: (target: string) => void
}

/** Sends one batch once, and writes down what came of it. Answers false where the target is another process's by now. */
export async function submit(deps: SubmitDeps, target: Target, course: Course, prepared: Prepared): Promise<boolean> {
  const { calls, now } = deps
  const { batch } = prepared
  course.calledAt = now()
  let outcome: Outcome
  try {
    const cloudFrontId = await calls.create(target, {
      CallerReference: batch.id,
      Paths: { Quantity: batch.items.length, Items: [...batch.items] }
    })
    outcome = { kind: 'accepted', cloudFrontId }
  } catch (error) {
    outcome = outcomeOf(error)
  }
  const counts = await settle(deps, addressOf(target), course, prepared, outcome)
  if (counts && course.prepared.includes(prepared))
    course.prepared = course.prepared.filter(other => other !== prepared)
  return counts
}

async function settle(
  deps: SubmitDeps,
  address: string,
  course: Course,
  prepared: Prepared,
  outcome: Outcome
): Promise<boolean> {
  const { records, now, random, onGone } = deps
  const { batch } = prepared
  const failures = prepared.failures + 1

  const keep = async (ms: number, uncertain: boolean, waitingFor: WaitingFor, forQuota = false) => {
    const known = batch.waitingFor?.detail === waitingFor.detail && (batch.uncertain || !uncertain)
    // The same as before is not written again and again.
    if (!known && !(await records.postponed(address, batch, { uncertain, waitingFor }))) return false
    const later: Batch = { ...batch, attempts: batch.attempts + 1, uncertain: batch.uncertain || uncertain, waitingFor }
    course.prepared.push({ batch: later, notBefore: now() + ms, failures, forQuota })
    return true
  }

  switch (outcome.kind) {
    case 'accepted': {
      const { cloudFrontId } = outcome
      if (!(await records.submitted(address, batch, cloudFrontId))) return false
      course.limits.accepted('path', batch.paths)
      course.limits.accepted('wildcard', batch.wildcards)
      const { id, paths, wildcards } = batch
      const followed = { id, paths, wildcards, cloudFrontId, createdAt: new Date() }
      course.followed.set(id, { batch: followed, since: now(), whole: true, lookAt: firstLook(deps, course) })
      return true
    }
    case 'quota': {
      const lane = batch.wildcards === 0 ? 'path' : outcome.lane
      const tried = lane === 'path' ? batch.paths : batch.wildcards
      course.limits.refused(lane, { live: liveOf(course, lane), tried })
      // Once it may be at CloudFront it must stay the same, whatever its size.
      if (!batch.uncertain) return records.dissolved(address, batch, { refused: lane })
      const ms = Math.max(course.limits.pauseLeftMs(lane) ?? 0, pauseMs('throttled', failures, random()))
      return keep(ms, false, waitingForQuota(lane), true)
    }
    case 'later': {
      const { error, uncertain, pause } = outcome
      const reason = pause === 'throttled' ? 'throttled' : 'cloudFront'
      return keep(pauseMs(pause, failures, random()), uncertain, { reason, detail: error.message })
    }
    case 'refused':
      // One bad request must not fail those that were merged with it.
      if ((await records.partsOf(batch)) > 1) return records.dissolved(address, batch, { alone: true })
      return records.failed(address, [batch.id], outcome.error)
    case 'gone':
      onGone(address)
      return (
        (await records.failed(address, [batch.id], outcome.error)) &&
        (await records.failedPending(address, outcome.error))
      )
  }
}

function firstLook({ pace, now }: SubmitDeps, { typicalMs, urgent }: Course): number {
  return now() + untilNextLook(pace, { elapsedMs: 0, typicalMs, urgent })
}

function liveOf(course: Course, lane: 'path' | 'wildcard'): number {
  const member = lane === 'path' ? 'paths' : 'wildcards'
  return [...course.followed.values()].reduce((sum, { batch }) => sum + batch[member], 0)
}

export function waitingForQuota(lane: 'path' | 'wildcard'): WaitingFor {
  return lane === 'path'
    ? { reason: 'quota', detail: 'As many paths are in progress as CloudFront allows at a time.' }
    : { reason: 'wildcardQuota', detail: 'As many wildcards are in progress as CloudFront allows at a time.' }
}

import { type Batch } from './batches.ts'
import { type Course, type PendingLookUp, type Prepared } from './course.ts'
import { findByReference } from './look-up.ts'
import { type Outcome, outcomeOf, pauseMs, type Postponed, postponementOf, type Refusal } from './outcomes.ts'
import { type PollPace, untilNextLook } from './poll-times.ts'
import { type Records } from './record.ts'
import { type WaitingFor } from './schemas.ts'
import { addressOf, type Target, type TargetCalls } from './targets.ts'

export interface SubmitDeps {
  readonly calls: Pick<TargetCalls, 'create' | 'get' | 'list'>
  readonly records: Records
  readonly pace: PollPace
  /** Milliseconds of a clock that only goes forward. */
  readonly now: () => number
  /** Milliseconds since 1970. */
  readonly clock: { now(): number }
  readonly random: () => number
  readonly onGone: (target: string) => void
  /** How long after its last trace an attempt may still have its effect. */
  readonly settleMs: number
}

/** Between two parts of a look-up. */
const LOOK_UP_PAUSE_MS = 500

/** A refusal of an uncertain batch that cannot be acted on yet. */
interface LookingUp {
  readonly kind: 'lookingUp'
  readonly refusal: Refusal
  /** Undefined where the batch is repeated as it is. */
  readonly lookUp: PendingLookUp | undefined
  readonly pauseMs: number
  /** Why CloudFront cannot be asked just now. */
  readonly failure?: Postponed
}

/**
 * Does the next thing that brings a batch to CloudFront, and writes down what came of it. Answers false where the target is
 * another process's by now.
 *
 * The rule of it, which keeps everything from being submitted twice: a batch is uncertain from the first attempt on that may
 * have had its effect without telling, which is every attempt whose answer was lost, and every attempt of a process that
 * died. An uncertain batch is only repeated as it is, under the same caller reference, for which CloudFront makes one
 * invalidation. Where CloudFront refuses that (no quota for its size, paths it does not take, a target that is gone), the
 * caller reference is looked up before anything else is done. Found: the batch is submitted, as that invalidation. Absent, at
 * a time when no earlier attempt can be under way any longer: it is certain, and the refusal counts as for any other batch.
 * Neither: it stays uncertain. Where CloudFront does not let itself be asked at all, repeating it as it is remains.
 */
export async function submit(deps: SubmitDeps, target: Target, course: Course, prepared: Prepared): Promise<boolean> {
  const { batch, lookUp } = prepared
  let outcome: Outcome | LookingUp = lookUp?.refusal ?? (await attempt(deps, target, course, batch))
  if (outcome.kind !== 'accepted' && outcome.kind !== 'later' && batch.uncertain) {
    outcome = await afterLookUp(deps, target, prepared, outcome)
  }
  const counts = await settle(deps, addressOf(target), course, prepared, outcome)
  if (counts && course.prepared.includes(prepared))
    course.prepared = course.prepared.filter(other => other !== prepared)
  return counts
}

/** Sends the batch once. */
async function attempt(
  { calls, now }: SubmitDeps,
  target: Target,
  course: Course,
  { id, items, paths, wildcards }: Batch
): Promise<Outcome> {
  course.calledAt = now()
  try {
    const cloudFrontId = await calls.create(target, {
      CallerReference: id,
      Paths: { Quantity: items.length, Items: [...items] }
    })
    return { kind: 'accepted', cloudFrontId }
  } catch (error) {
    const outcome = outcomeOf(error)
    if (outcome.kind !== 'quota') return outcome
    const lane = wildcards === 0 ? 'path' : outcome.lane
    course.limits.refused(lane, { live: liveOf(course, lane), tried: lane === 'path' ? paths : wildcards })
    return { kind: 'quota', lane }
  }
}

/** What is to be done about an uncertain batch that was refused. */
async function afterLookUp(
  deps: SubmitDeps,
  target: Target,
  { batch, lookUp, uncertainSince, failures }: Prepared,
  refusal: Refusal
): Promise<Outcome | LookingUp> {
  const { now, random, settleMs } = deps
  const begunAt = lookUp?.begunAt ?? now()
  try {
    const reference = { reference: batch.id, since: batch.createdAt }
    const result = await findByReference(deps, target, reference, lookUp?.position)
    if (result.kind === 'found') return { kind: 'accepted', cloudFrontId: result.cloudFrontId }
    if (result.kind === 'unfinished') {
      const { position } = result
      return { kind: 'lookingUp', refusal, lookUp: { refusal, begunAt, position }, pauseMs: LOOK_UP_PAUSE_MS }
    }
    const settledAt = (uncertainSince ?? now()) + settleMs
    if (begunAt >= settledAt) return refusal
    const restart = { refusal, begunAt: settledAt, position: undefined }
    return { kind: 'lookingUp', refusal, lookUp: restart, pauseMs: Math.max(0, settledAt - now()) }
  } catch (error) {
    const failure = postponementOf(error)
    const unable = failure.pause === 'blocked'
    return {
      kind: 'lookingUp',
      refusal,
      lookUp: unable ? undefined : { refusal, begunAt, position: lookUp?.position },
      pauseMs: pauseMs(unable && refusal.kind === 'quota' ? 'throttled' : failure.pause, failures + 1, random()),
      failure
    }
  }
}

async function settle(
  deps: SubmitDeps,
  address: string,
  course: Course,
  prepared: Prepared,
  outcome: Outcome | LookingUp
): Promise<boolean> {
  const { records, now, clock, random, onGone } = deps
  const { batch } = prepared

  const keep = async (
    ms: number,
    {
      uncertain = false,
      waitingFor,
      forQuota = false,
      lookUp
    }: { uncertain?: boolean; waitingFor: WaitingFor; forQuota?: boolean; lookUp?: PendingLookUp | undefined }
  ) => {
    const known = batch.waitingFor?.detail === waitingFor.detail && (batch.uncertain || !uncertain)
    // The same as before is not written again and again.
    if (!known && !(await records.postponed(address, batch, { uncertain, waitingFor }))) return false
    const later: Batch = { ...batch, attempts: batch.attempts + 1, uncertain: batch.uncertain || uncertain, waitingFor }
    course.prepared.push({
      batch: later,
      notBefore: now() + ms,
      failures: prepared.failures + 1,
      forQuota,
      uncertainSince: uncertain ? now() : (prepared.uncertainSince ?? (batch.uncertain ? now() : undefined)),
      lookUp
    })
    return true
  }

  switch (outcome.kind) {
    case 'accepted': {
      const { cloudFrontId } = outcome
      if (!(await records.submitted(address, batch, cloudFrontId))) return false
      course.limits.accepted('path', batch.paths)
      course.limits.accepted('wildcard', batch.wildcards)
      const { id, paths, wildcards, createdAt } = batch
      const followed = { id, paths, wildcards, cloudFrontId, createdAt, submittedAt: new Date(clock.now()) }
      course.followed.set(id, { batch: followed, since: now(), whole: true, lookAt: firstLook(deps, course) })
      return true
    }
    case 'later': {
      const { uncertain, pause } = outcome
      const ms = pauseMs(pause, prepared.failures + 1, random())
      return keep(ms, { uncertain, waitingFor: waitingAfter(outcome) })
    }
    case 'lookingUp': {
      const { refusal, lookUp, failure, pauseMs: ms } = outcome
      const waitingFor = failure ? waitingAfter(failure) : waitingForLookUp(refusal)
      return keep(ms, { waitingFor, forQuota: refusal.kind === 'quota', lookUp })
    }
    case 'quota':
      return records.dissolved(address, batch, { refused: outcome.lane })
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

function waitingAfter({ error, pause }: Postponed): WaitingFor {
  return { reason: pause === 'throttled' ? 'throttled' : 'cloudFront', detail: error.message }
}

function waitingForLookUp(refusal: Refusal): WaitingFor {
  if (refusal.kind === 'quota') return waitingForQuota(refusal.lane)
  return {
    reason: 'cloudFront',
    detail: 'CloudFront has refused it. Whether an earlier attempt has taken effect is being looked up.'
  }
}

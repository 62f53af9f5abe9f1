import { type Batch } from '../queue/batches.ts'
import { type DispatchState, type PendingLookUp, type Prepared } from './dispatch-state.ts'
import { type Deadlines } from './deadlines.ts'
import { isRefusal, type Outcome, outcomeOf, pauseMs } from './outcomes.ts'
import { type PollPace, untilNextLook } from './poll-times.ts'
import { type Records } from './record.ts'
import { type WaitingFor } from '../schemas.ts'
import { addressOf, type Target, type TargetCalls } from '../targets.ts'
import { afterLookUp, type LookingUp, type UncertainDeps } from './uncertain.ts'
import { waitingAfter, waitingForLookUp } from './waiting.ts'

export interface SubmitDeps extends UncertainDeps {
  readonly calls: Pick<TargetCalls, 'create' | 'get' | 'list'>
  readonly records: Records
  readonly pace: PollPace
  /** Milliseconds since 1970. */
  readonly clock: { now(): number }
  readonly onGone: (target: string) => void
  readonly deadlines: Deadlines
}

/**
 * Does the next thing that brings a batch to CloudFront, and writes down what came of it. Answers false where the target is
 * another process's by now.
 *
 * The rule of it, which keeps everything from being submitted twice: a batch is uncertain from the first attempt on that may
 * have had its effect without telling, which is every attempt whose answer was lost, and every attempt of a process that
 * died. An uncertain batch is only repeated as it is, under the same caller reference, for which CloudFront makes one
 * invalidation. Where CloudFront refuses that (no quota for its size, paths it does not take, a target that is gone), or where
 * a deadline has passed, the caller reference is looked up before anything else is done. Found: the batch is submitted, as that
 * invalidation. Absent, at a time when no earlier attempt can be under way any longer: it is certain, and the refusal counts as
 * for any other batch. Neither: it stays uncertain. Where Frontage may not look it up, repeating it as it is remains.
 */
export async function submit(
  deps: SubmitDeps,
  target: Target,
  state: DispatchState,
  prepared: Prepared
): Promise<boolean> {
  const { batch, lookUp } = prepared
  const address = addressOf(target)
  const isOverdue = state.overdue.delete(batch.id)
  let refusal = lookUp?.refusal
  if (isOverdue && !refusal) refusal = { kind: 'overdue', error: await deps.deadlines.errorFor(address) }
  let outcome: Outcome | LookingUp = refusal ?? (await attempt(deps, target, state, batch))
  if (isRefusal(outcome) && batch.uncertain) outcome = await afterLookUp(deps, target, prepared, outcome)
  if (isOverdue && outcome.kind === 'lookingUp' && !outcome.lookUp) {
    const again = await attempt(deps, target, state, batch)
    if (!isRefusal(again)) outcome = again
  }
  const counts = await settle(deps, address, state, prepared, outcome)
  if (counts && state.prepared.includes(prepared)) state.prepared = state.prepared.filter(other => other !== prepared)
  return counts
}

/** Sends the batch once. */
async function attempt(
  { calls, now }: SubmitDeps,
  target: Target,
  state: DispatchState,
  { id, items, paths, wildcards }: Batch
): Promise<Outcome> {
  state.calledAt = now()
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
    state.limits.refused(lane, { live: liveOf(state, lane), tried: lane === 'path' ? paths : wildcards })
    return { kind: 'quota', lane }
  }
}

async function settle(
  deps: SubmitDeps,
  address: string,
  state: DispatchState,
  prepared: Prepared,
  outcome: Outcome | LookingUp
): Promise<boolean> {
  const { records, now, clock, random, onGone } = deps
  const { batch } = prepared

  const repeat = (ms: number, change: Pick<Prepared, 'batch' | 'lookUp'> & Partial<Prepared>) => {
    state.prepared.push({
      notBefore: now() + ms,
      failures: prepared.failures + 1,
      forQuota: false,
      uncertainSince: prepared.uncertainSince ?? (batch.uncertain ? now() : undefined),
      ...change
    })
  }

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
    const attempts = batch.attempts + 1
    repeat(ms, {
      batch: { ...batch, attempts, uncertain: batch.uncertain || uncertain, waitingFor },
      ...(uncertain && { uncertainSince: now() }),
      forQuota,
      lookUp
    })
    return true
  }

  switch (outcome.kind) {
    case 'accepted': {
      const { cloudFrontId } = outcome
      if (!(await records.submitted(address, batch, cloudFrontId))) return false
      deps.failures.succeeded(address)
      state.limits.accepted('path', batch.paths)
      state.limits.accepted('wildcard', batch.wildcards)
      const { id, paths, wildcards } = batch
      const followed = { id, paths, wildcards, cloudFrontId, submittedAt: new Date(clock.now()) }
      state.followed.set(id, { batch: followed, since: now(), whole: true, pollAt: firstPoll(deps, state) })
      return true
    }
    case 'later': {
      const { error, uncertain, pause } = outcome
      const ms = pauseMs(pause, prepared.failures + 1, random())
      if (pause === 'blocked' || error.code === 'INTERNAL') deps.failures.failed(address, error)
      if (pause !== 'blocked') return keep(ms, { uncertain, waitingFor: waitingAfter(outcome) })
      const nextAttemptAt = new Date(clock.now() + ms)
      const since = await records.refused(address, batch, {
        ...waitingAfter(outcome),
        nextAttemptAt: nextAttemptAt.toISOString()
      })
      if (!since) return false
      const givenUp = await deps.deadlines.giveUpRefused(address, batch.id, { since, error })
      const refusal = givenUp && { kind: 'overdue' as const, ...givenUp }
      if (refusal && !batch.uncertain) return settle(deps, address, state, prepared, refusal)
      repeat(refusal ? 0 : ms, {
        batch: { ...batch, attempts: batch.attempts + 1, waitingFor: undefined },
        lookUp: refusal && { refusal, begunAt: now(), position: undefined }
      })
      return true
    }
    case 'lookingUp': {
      const { refusal, lookUp, failure, pauseMs: ms } = outcome
      const waitingFor = failure ? waitingAfter(failure) : waitingForLookUp(refusal)
      return keep(ms, { waitingFor, forQuota: refusal.kind === 'quota', lookUp })
    }
    case 'overdue': {
      const { error, acceptedBefore } = outcome
      const ids = await deps.deadlines.overdueIn(batch.id, acceptedBefore)
      return records.dissolved(address, batch, { givenUp: { ids, error } })
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

function firstPoll({ pace, now }: SubmitDeps, { typicalMs, urgent }: DispatchState): number {
  return now() + untilNextLook(pace, { elapsedMs: 0, typicalMs, urgent })
}

function liveOf(state: DispatchState, lane: 'path' | 'wildcard'): number {
  const member = lane === 'path' ? 'paths' : 'wildcards'
  return [...state.followed.values()].reduce((sum, { batch }) => sum + batch[member], 0)
}

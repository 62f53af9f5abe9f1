import { isServiceError, type ServiceError } from '../../errors.ts'
import { type JobsLogger } from '../../jobs/logger.ts'
import { type Tracing } from '../../tracing/tracing.ts'
import { type Batch } from '../queue/batches.ts'
import { namesOf } from '../queue/carried.ts'
import { beginAttempt } from './batch-spans.ts'
import { type DispatchState, type PendingLookUp, type Prepared } from './dispatch-state.ts'
import { type Deadlines } from './deadlines.ts'
import { failureNames } from './failure-log.ts'
import { isRefusal, type Outcome, outcomeOf, pauseMs } from './outcomes.ts'
import { type PollPace, untilNextPoll } from './poll-times.ts'
import { type Records } from './record.ts'
import { type WaitingFor } from '../schemas.ts'
import { addressOf, type Target, type TargetCalls } from '../targets.ts'
import { afterLookUp, type LookingUp, type UncertainDeps } from './uncertain.ts'
import { waitingAfter, waitingForLookUp } from './waiting.ts'

interface SubmitDeps extends UncertainDeps {
  readonly calls: Pick<TargetCalls, 'create' | 'get' | 'list'>
  readonly records: Records
  readonly pace: PollPace
  /** Milliseconds since 1970. */
  readonly clock: { now(): number }
  readonly onGone: (target: string) => void
  readonly deadlines: Deadlines
  readonly logger: Pick<JobsLogger, 'info' | 'warn'>
  readonly tracing?: Tracing | undefined
}

/**
 * Takes the next step towards submitting a batch, and records its outcome. Resolves with false if another process has
 * taken the target over.
 *
 * How duplicates are avoided: a batch is uncertain after an attempt that may have taken effect, because its answer was
 * lost or its process died. An uncertain batch is only repeated unchanged, with the same caller reference, for which
 * CloudFront makes one invalidation. If CloudFront refuses that (quota, invalid paths, no such target), or a deadline
 * has passed, the caller reference is looked up first. If it is found, the batch has been submitted as that
 * invalidation. If it is absent, and no earlier attempt can still be in flight, the batch is no longer uncertain and
 * the refusal is handled as for any other. Otherwise it stays uncertain. If Frontage is not allowed to look it up, the
 * batch can only be repeated unchanged.
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

async function attempt(
  { calls, now, tracing, logger }: SubmitDeps,
  target: Target,
  state: DispatchState,
  batch: Batch
): Promise<Outcome> {
  const { id, items, paths, wildcards } = batch
  state.calledAt = now()
  const span = beginAttempt(tracing, addressOf(target), batch)
  try {
    const wanted = { CallerReference: id, Paths: { Quantity: items.length, Items: [...items] } }
    const { id: cloudFrontId, requestId: cloudFrontRequestId } = await calls.create(target, wanted, span?.trace)
    span?.end()
    const names = namesOf(addressOf(target), [batch])
    logger.info({ ...names, cloudFrontId, cloudFrontRequestId }, 'a batch of invalidations was sent')
    return { kind: 'accepted', cloudFrontId }
  } catch (error) {
    span?.end({ error: isServiceError(error) ? error.code : 'INTERNAL' })
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
  const { records, now, clock, random, onGone, logger } = deps
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
    // Written only if there is something new.
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

  const logged = async (written: Promise<boolean>, error: ServiceError, message: string) => {
    const isOurs = await written
    if (isOurs) logger.warn({ ...namesOf(address, [batch]), ...failureNames(error) }, message)
    return isOurs
  }

  switch (outcome.kind) {
    case 'accepted': {
      const { cloudFrontId } = outcome
      if (!(await records.submitted(address, batch, cloudFrontId))) return false
      deps.failures.succeeded(address)
      state.limits.accepted('path', batch.paths)
      state.limits.accepted('wildcard', batch.wildcards)
      const { id, paths, wildcards, carried } = batch
      const followed = {
        id,
        paths,
        wildcards,
        carried,
        cloudFrontId,
        submittedAt: new Date(clock.now()),
        unread: undefined
      }
      state.followed.set(id, { batch: followed, since: now(), whole: true, pollAt: firstPoll(deps, state) })
      return true
    }
    case 'later': {
      const { error, uncertain, pause } = outcome
      const ms = pauseMs(pause, prepared.failures + 1, random())
      if (pause === 'blocked' || error.code === 'INTERNAL')
        deps.failures.failed(address, error, namesOf(address, [batch]))
      if (pause !== 'blocked') return keep(ms, { uncertain, waitingFor: waitingAfter(outcome) })
      const nextAttemptAt = new Date(clock.now() + ms)
      const refused = await records.refused(address, batch, {
        ...waitingAfter(outcome),
        nextAttemptAt: nextAttemptAt.toISOString()
      })
      if (!refused) return false
      const givenUp = await deps.deadlines.giveUpRefused(address, batch.id, { ...refused, error })
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
      const givenUp = { ids, error }
      return logged(records.dissolved(address, batch, { givenUp }), error, 'a batch of invalidations was given up')
    }
    case 'quota':
      return records.dissolved(address, batch, { refused: outcome.lane })
    case 'refused':
      return logged(
        // One bad request must not fail those that were merged with it.
        batch.carried.invalidations > 1
          ? records.dissolved(address, batch, { alone: true })
          : records.failed(address, [batch.id], outcome.error),
        outcome.error,
        'CloudFront refused a batch of invalidations'
      )
    case 'gone':
      onGone(address)
      return (
        (await logged(
          records.failed(address, [batch.id], outcome.error),
          outcome.error,
          'CloudFront no longer has what a batch of invalidations is for'
        )) && (await records.failedPending(address, outcome.error))
      )
  }
}

function firstPoll({ pace, now }: SubmitDeps, { typicalMs, urgent }: DispatchState): number {
  return now() + untilNextPoll(pace, { elapsedMs: 0, typicalMs, urgent })
}

function liveOf(state: DispatchState, lane: 'path' | 'wildcard'): number {
  const member = lane === 'path' ? 'paths' : 'wildcards'
  return [...state.followed.values()].reduce((sum, { batch }) => sum + batch[member], 0)
}

import { ServiceError } from '../../errors.ts'
import { type PendingLookUp, type Prepared } from './dispatch-state.ts'
import { type GivenUp } from './deadlines.ts'
import { type FailureLog } from './failure-log.ts'
import { findByReference, type LookUpDeps } from './look-up.ts'
import { type Outcome, pauseMs, type Postponed, postponementOf, type Refusal } from './outcomes.ts'
import { namesOf } from '../queue/carried.ts'
import { addressOf, type Target } from '../targets.ts'

export interface UncertainDeps extends LookUpDeps {
  /** A monotonic clock in milliseconds. */
  readonly now: () => number
  readonly random: () => number
  /** How long an attempt whose answer was lost may still take effect. */
  readonly settleMs: number
  readonly failures: FailureLog
}

/** The pause between two parts of a look-up. */
const LOOK_UP_PAUSE_MS = 500

/** A refusal of an uncertain batch that cannot be acted on yet. */
export interface LookingUp {
  readonly kind: 'lookingUp'
  readonly refusal: Refusal
  /** Undefined if the batch is repeated unchanged. */
  readonly lookUp: PendingLookUp | undefined
  readonly pauseMs: number
  /** Why the look-up failed. */
  readonly failure?: Postponed
}

/** Looks up whether CloudFront has an uncertain batch that was refused, and resolves with the resulting outcome. */
export async function afterLookUp(
  deps: UncertainDeps,
  target: Target,
  { batch, lookUp, uncertainSince, failures }: Prepared,
  refusal: Refusal
): Promise<Outcome | LookingUp> {
  const { now, random, settleMs } = deps
  const begunAt = lookUp?.begunAt ?? now()
  try {
    const result = await findByReference(deps, target, batch.id, lookUp?.position)
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
    if (unable) deps.failures.failed(addressOf(target), failure.error, namesOf(addressOf(target), [batch]))
    // Frontage was not allowed to look it up in all that time.
    if (unable && refusal.kind === 'overdue' && refusal.acceptedBefore) return endUnknown(refusal)
    return {
      kind: 'lookingUp',
      refusal,
      lookUp: unable ? undefined : { refusal, begunAt, position: lookUp?.position },
      pauseMs: pauseMs(unable && refusal.kind === 'quota' ? 'throttled' : failure.pause, failures + 1, random()),
      failure
    }
  }
}

/** The batch fails, although an earlier attempt may have taken effect; the error says so. */
function endUnknown({ error: before, acceptedBefore }: GivenUp): Refusal {
  const { message, remedy, cloudFront } = before
  const error = new ServiceError(
    'INVALIDATION_DEADLINE_EXCEEDED',
    `${message} Frontage could not check whether an earlier attempt took effect.`,
    { cause: before, ...(remedy !== undefined && { remedy }), ...(cloudFront && { cloudFront }) }
  )
  return { kind: 'overdue', error, acceptedBefore }
}

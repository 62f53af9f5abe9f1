import { catalogue, type ErrorCode, isServiceError, ServiceError } from '../../errors.ts'
import { type GivenUp } from './deadlines.ts'
import { type Lane } from '../planning/paths.ts'

/** The outcome of one attempt to submit a batch. */
export type Outcome = Accepted | Postponed | Refusal

export interface Accepted {
  readonly kind: 'accepted'
  /** Undefined if CloudFront only said that the caller reference has been used before. */
  readonly cloudFrontId: string | undefined
}

/** To be repeated unchanged. */
export interface Postponed {
  readonly kind: 'later'
  readonly error: ServiceError
  /** Whether the attempt may have taken effect. */
  readonly uncertain: boolean
  readonly pause: Pause
}

/** This attempt had no effect, and repeating it unchanged is useless. An earlier one may have taken effect. */
export type Refusal =
  /** The quota is used up. */
  | { readonly kind: 'quota'; readonly lane: Lane }
  /** CloudFront refuses the content of the batch. */
  | { readonly kind: 'refused'; readonly error: ServiceError }
  /** The target no longer exists. */
  | { readonly kind: 'gone'; readonly error: ServiceError }
  /** Not attempted: some of its items are past their deadline. */
  | ({ readonly kind: 'overdue' } & GivenUp)

type Pause = 'throttled' | 'unavailable' | 'blocked'

/** The attempt had no effect, and an operator has to act. */
const BLOCKED: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'CLOUDFRONT_ACCESS_DENIED',
  'CLOUDFRONT_ACCOUNT_NOT_VERIFIED',
  'CLOUDFRONT_CREDENTIALS_INVALID',
  'CLOUDFRONT_CREDENTIALS_EXPIRED',
  'CLOUDFRONT_CREDENTIALS_MISSING',
  'CLOUDFRONT_NOT_IMPLEMENTED'
])

export function isRefusal(outcome: { readonly kind: string }): outcome is Refusal {
  return outcome.kind !== 'accepted' && outcome.kind !== 'later' && outcome.kind !== 'lookingUp'
}

/** The outcome of an attempt that failed. */
export function outcomeOf(thrown: unknown): Outcome {
  const error = asServiceError(thrown)
  const { code } = error
  // Only an earlier attempt of this batch can have used its reference.
  if (code === 'CALLER_REFERENCE_ALREADY_USED') return { kind: 'accepted', cloudFrontId: undefined }
  if (code === 'TOO_MANY_INVALIDATIONS_IN_PROGRESS') {
    return { kind: 'quota', lane: /wildcard/i.test(error.cloudFront?.message ?? error.message) ? 'wildcard' : 'path' }
  }
  // The limit is not documented; fewer paths will fit.
  if (code === 'INVALIDATION_BATCH_TOO_LARGE') return { kind: 'quota', lane: 'path' }
  if (BLOCKED.has(code)) return { kind: 'later', error, uncertain: false, pause: 'blocked' }
  const { class: errorClass, status } = catalogue[code]
  if (errorClass === 'throttle') return { kind: 'later', error, uncertain: false, pause: 'throttled' }
  if (errorClass === 'service') return { kind: 'later', error, uncertain: !error.notSent, pause: 'unavailable' }
  if (status === 404) return { kind: 'gone', error }
  // Another quota or conflict of the account, which is not caused by the batch.
  if (errorClass !== 'caller') return { kind: 'later', error, uncertain: false, pause: 'blocked' }
  return { kind: 'refused', error }
}

/** For a failed read without which nothing can be decided: it must be repeated later. */
export function postponementOf(thrown: unknown): Postponed {
  const outcome = outcomeOf(thrown)
  const pause = outcome.kind === 'later' ? outcome.pause : 'blocked'
  return { kind: 'later', error: asServiceError(thrown), uncertain: false, pause }
}

function asServiceError(thrown: unknown): ServiceError {
  if (isServiceError(thrown)) return thrown
  return new ServiceError('INTERNAL', 'The submission failed with an internal error.', { cause: thrown })
}

const PAUSES: Readonly<Record<Pause, { readonly firstMs: number; readonly maxMs: number }>> = {
  // The pacer already delays calls, for all targets together.
  throttled: { firstMs: 200, maxMs: 5_000 },
  unavailable: { firstMs: 200, maxMs: 15_000 },
  blocked: { firstMs: 5_000, maxMs: 60_000 }
}

/**
 * The back-off after this many consecutive failures; `random`, in [0, 1), keeps targets from retrying at the same time.
 */
export function pauseMs(pause: Pause, failures: number, random: number): number {
  const { firstMs, maxMs } = PAUSES[pause]
  return Math.min(maxMs, firstMs * 2 ** Math.min(20, failures - 1)) * (0.5 + random / 2)
}

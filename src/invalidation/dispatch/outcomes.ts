import { catalogue, type ErrorCode, isServiceError, ServiceError } from '../../errors.ts'
import { type GivenUp } from './deadlines.ts'
import { type Lane } from '../planning/paths.ts'

/** What one attempt to submit a batch came to. */
export type Outcome = Accepted | Postponed | Refusal

export interface Accepted {
  readonly kind: 'accepted'
  /** Undefined where CloudFront only said that it has had the caller reference before. */
  readonly cloudFrontId: string | undefined
}

/** Later, as it is. */
export interface Postponed {
  readonly kind: 'later'
  readonly error: ServiceError
  /** The attempt may have had its effect. */
  readonly uncertain: boolean
  readonly pause: Pause
}

/** This attempt certainly had no effect, and the same one again is of no use. An earlier one may have had its effect. */
export type Refusal =
  /** Others use the quota. */
  | { readonly kind: 'quota'; readonly lane: Lane }
  /** CloudFront refuses what is in the batch. */
  | { readonly kind: 'refused'; readonly error: ServiceError }
  /** There is nothing to invalidate any more. */
  | { readonly kind: 'gone'; readonly error: ServiceError }
  /** It was not attempted: some of what it carries is given up. */
  | ({ readonly kind: 'overdue' } & GivenUp)

export type Pause = 'throttled' | 'unavailable' | 'blocked'

/** Nothing was sent, or CloudFront has said that it did nothing, and an operator has to act. */
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

/** Reads the failure of a single attempt. */
export function outcomeOf(thrown: unknown): Outcome {
  const error = asServiceError(thrown)
  const { code } = error
  // The reference is this batch's alone, so that only an earlier attempt of it can have used it.
  if (code === 'CALLER_REFERENCE_ALREADY_USED') return { kind: 'accepted', cloudFrontId: undefined }
  if (code === 'TOO_MANY_INVALIDATIONS_IN_PROGRESS') {
    return { kind: 'quota', lane: /wildcard/i.test(error.cloudFront?.message ?? error.message) ? 'wildcard' : 'path' }
  }
  // Where the limit lies is not documented: fewer will fit.
  if (code === 'INVALIDATION_BATCH_TOO_LARGE') return { kind: 'quota', lane: 'path' }
  if (BLOCKED.has(code)) return { kind: 'later', error, uncertain: false, pause: 'blocked' }
  const { class: errorClass, status } = catalogue[code]
  if (errorClass === 'throttle') return { kind: 'later', error, uncertain: false, pause: 'throttled' }
  if (errorClass === 'service') return { kind: 'later', error, uncertain: !error.notSent, pause: 'unavailable' }
  if (status === 404) return { kind: 'gone', error }
  // Some other quota or conflict of the account; it is not the batch's fault.
  if (errorClass !== 'caller') return { kind: 'later', error, uncertain: false, pause: 'blocked' }
  return { kind: 'refused', error }
}

/** Reads the failure of a call that changes nothing, without which nothing can be decided: it has to be made again later. */
export function postponementOf(thrown: unknown): Postponed {
  const outcome = outcomeOf(thrown)
  const pause = outcome.kind === 'later' ? outcome.pause : 'blocked'
  return { kind: 'later', error: asServiceError(thrown), uncertain: false, pause }
}

function asServiceError(thrown: unknown): ServiceError {
  if (isServiceError(thrown)) return thrown
  return new ServiceError('INTERNAL', 'Submitting failed with an internal error.', { cause: thrown })
}

const PAUSES: Readonly<Record<Pause, { readonly firstMs: number; readonly maxMs: number }>> = {
  // The pacer holds calls back already, for all targets together.
  throttled: { firstMs: 200, maxMs: 5_000 },
  unavailable: { firstMs: 200, maxMs: 15_000 },
  blocked: { firstMs: 5_000, maxMs: 60_000 }
}

/** How long to wait after so many failures in a row; `random` is in [0, 1) and keeps targets from coming all at once. */
export function pauseMs(pause: Pause, failures: number, random: number): number {
  const { firstMs, maxMs } = PAUSES[pause]
  return Math.min(maxMs, firstMs * 2 ** Math.min(20, failures - 1)) * (0.5 + random / 2)
}

import { errorFreshness } from '../../delivery/errors.ts'
import { type HeaderList } from '../../delivery/headers.ts'
import { type Wanted } from './found.ts'
import { type EdgeError, type Kept } from './object-cache.ts'
import { type OriginFailure } from './origin-answer.ts'

/** In CloudFront's words (Developer Guide, "Troubleshooting error responses from your origin"). */
const MESSAGES = {
  connect: "CloudFront wasn't able to connect to the origin.",
  cut: "CloudFront wasn't able to connect to the origin.",
  timeout:
    'CloudFront attempted to establish a connection with the origin, but either the attempt failed or the origin closed the connection.'
} as const

/** As in access logs (Developer Guide, "Standard logging reference"). */
const TYPES = { connect: 'OriginConnectError', cut: 'OriginReadError', timeout: 'OriginCommError' } as const

export function edgeErrorOf({ kind, status, message }: OriginFailure): EdgeError {
  return { status, message: MESSAGES[kind], detail: message, errorType: TYPES[kind] }
}

/** How long an error is stored, whether the origin or the edge made it. */
export function keptError(
  { distribution, behavior }: Pick<Wanted, 'distribution' | 'behavior'>,
  answer: { readonly status: number; readonly headers: HeaderList },
  nowMs: number
): Kept {
  return {
    ...errorFreshness(distribution, behavior, answer, nowMs),
    staleWhileRevalidateSeconds: 0,
    staleIfErrorSeconds: undefined,
    variesByAll: false,
    clampedBy: undefined
  }
}

import { ServiceError } from '../errors.ts'

/**
 * PostgreSQL's own codes for "not now": connections, shutting down, too many, a full disk, time-outs, conflicts, a standby,
 * files that cannot be read.
 */
const AWAY = /^(08...|53...|57P0.|57014|40001|40P01|55P03|25006|58...|XX00[12])$/
const NETWORK = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOENT'
])
/** pg says these without a code. */
const WORDS =
  /Connection terminated|timeout exceeded when trying to connect|Query read timeout|not queryable|Client has encountered a connection error/i

/** STORE_UNAVAILABLE where waiting helps; anything else, a mistake in a statement for example, as it is. */
export function asStoreError(error: unknown): unknown {
  return isAway(error) ? unavailable(error) : error
}

/** For what failed before a statement could be sent, whatever it was: a password that is refused, for example. */
export function unavailable(cause: unknown): ServiceError {
  return new ServiceError('STORE_UNAVAILABLE', 'The store did not answer; nothing is known to be lost.', { cause })
}

/** Whether it is the store that failed, not what it was asked. */
export function isAway(error: unknown): boolean {
  // Node tries every address of a name and gathers why each one failed.
  if (error instanceof AggregateError) return error.errors.some(isAway)
  if (!(error instanceof Error) || error instanceof ServiceError) return false
  const { code } = error as { code?: unknown }
  if (typeof code === 'string') return AWAY.test(code) || NETWORK.has(code)
  return WORDS.test(error.message)
}

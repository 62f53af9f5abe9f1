import { ServiceError } from '../errors.ts'

/**
 * PostgreSQL's codes for conditions that may be temporary: connections, shutdown, resources, a full disk, timeouts,
 * conflicts, a standby, unreadable files.
 */
const UNAVAILABLE = /^(08...|53...|57P0.|57014|40001|40P01|55P03|25006|25P03|58...|XX00[12])$/
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
/** Errors of pg without a code. */
const WORDS = new RegExp(
  [
    'Connection terminated',
    'timeout exceeded when trying to connect',
    'Query read timeout',
    'not queryable',
    'Client has encountered a connection error'
  ].join('|'),
  'i'
)

/** STORE_UNAVAILABLE if waiting may help; any other error, such as a mistake in a statement, unchanged. */
export function asStoreError(error: unknown): unknown {
  return isUnavailable(error) ? unavailable(error) : error
}

/** For failures before a statement could be sent, such as a refused password. */
export function unavailable(cause: unknown): ServiceError {
  return new ServiceError('STORE_UNAVAILABLE', 'The store did not answer.', { cause })
}

/** Whether the store failed, not the statement. */
export function isUnavailable(error: unknown): boolean {
  // Node tries every address of a name and aggregates their failures.
  if (error instanceof AggregateError) return error.errors.some(isUnavailable)
  if (!(error instanceof Error) || error instanceof ServiceError) return false
  const { code } = error as { code?: unknown }
  if (typeof code === 'string') return UNAVAILABLE.test(code) || NETWORK.has(code)
  return WORDS.test(error.message)
}

import { catalogue, type ErrorCode, findCodeOf, ServiceError } from '../errors.ts'

/** The members of the SDK's errors that matter; its classes say less. */
interface SdkFailure {
  readonly name: string
  readonly message: string
  /** Set by the SDK when CloudFront answered with an error document or a bare status. */
  readonly $fault?: 'client' | 'server'
  readonly $metadata?: { readonly httpStatusCode?: number; readonly requestId?: string; readonly attempts?: number }
  /** Set when an answer arrived. */
  readonly $response?: unknown
  /** Of Node's network errors. */
  readonly code?: unknown
  readonly syscall?: unknown
  readonly cause?: unknown
}

/**
 * Translates whatever sending a command threw into a ServiceError: CloudFront's errors by name, and by message only where
 * AWS uses one name for two things. Errors that come from neither CloudFront nor the network are returned unchanged.
 */
export function fromSdk(thrown: unknown, operation: string): unknown {
  if (!(thrown instanceof Error) || thrown instanceof ServiceError) return thrown
  const failure: SdkFailure = thrown
  if (failure.cause instanceof ServiceError) return failure.cause
  if (failure.$fault !== undefined) return fromAnswer(failure, operation)
  const code = codeWithoutAnswer(failure)
  if (!code) return thrown
  // Of several attempts the SDK reports only the last, so an earlier one may have been sent.
  const notSent = (failure.$metadata?.attempts ?? 1) <= 1 && neverConnected(failure)
  const detail = `${catalogue[code].title} (${operation}).`
  return new ServiceError(code, detail, { cause: thrown, notSent, ...cloudFront(failure) })
}

function fromAnswer(failure: SdkFailure, operation: string): ServiceError {
  const code = codeOfAnswer(failure, operation)
  const { class: errorClass, title } = catalogue[code]
  // CloudFront's messages about credentials and permissions name users and roles of the account: they are for the log only.
  const detail = errorClass === 'service' || !isSentence(failure.message) ? `${title}.` : failure.message
  return new ServiceError(code, detail, { cause: failure, ...cloudFront(failure) })
}

function codeOfAnswer({ name, message, $metadata }: SdkFailure, operation: string): ErrorCode {
  if (name === 'InvalidArgument' && /caller reference that was used for a previous invalidation/i.test(message)) {
    return 'CALLER_REFERENCE_ALREADY_USED'
  }
  if (name === 'AccessDenied' && /account must be verified/i.test(message)) return 'CLOUDFRONT_ACCOUNT_NOT_VERIFIED'
  return findCodeOf(name, operation) ?? codeOfStatus($metadata?.httpStatusCode ?? 0, hasErrorDocument(name))
}

/**
 * For errors newer than the catalogue, and answers without an error document. A 404 without one does not come from
 * CloudFront, and must not count as "no such distribution", which would make a delete succeed.
 */
function codeOfStatus(status: number, errorDocument: boolean): ErrorCode {
  if (status === 429) return 'CLOUDFRONT_THROTTLED'
  if (status === 502 || status === 503 || status === 504) return 'CLOUDFRONT_UNAVAILABLE'
  if (status >= 500) return 'CLOUDFRONT_INTERNAL_ERROR'
  if (!errorDocument || status < 400) return 'CLOUDFRONT_BAD_ANSWER'
  if (status === 401 || status === 403) return 'CLOUDFRONT_ACCESS_DENIED'
  if (status === 404) return 'RESOURCE_NOT_FOUND'
  if (status === 409) return 'CLOUDFRONT_CONFLICT'
  if (status === 412) return 'ETAG_MISMATCH'
  if (status === 413) return 'RESOURCE_TOO_LARGE'
  return 'CLOUDFRONT_REFUSED'
}

/** False for the names that the SDK gives to answers without an error code. */
function hasErrorDocument(name: string): boolean {
  return (
    name !== 'NotFound' &&
    name !== 'Unknown' &&
    name !== 'UnknownError' &&
    !/^CloudFront\w*ServiceException$/.test(name)
  )
}

function codeWithoutAnswer({ name, code, $response, $metadata }: SdkFailure): ErrorCode | undefined {
  // The SDK reports a reset connection as a TimeoutError, too; Node's code is more precise.
  if (typeof code === 'string' && code !== 'ETIMEDOUT') {
    if (code.startsWith('HPE_')) return 'CLOUDFRONT_BAD_ANSWER'
    if (NETWORK.test(code)) return 'CLOUDFRONT_UNREACHABLE'
  }
  if (name === 'TimeoutError' || name === 'AbortError') return 'CLOUDFRONT_TIMEOUT'
  if (name === 'AnswerError') return 'CLOUDFRONT_BAD_ANSWER'
  const status = $metadata?.httpStatusCode ?? 0
  if ($response !== undefined) return status >= 300 ? codeOfStatus(status, false) : 'CLOUDFRONT_BAD_ANSWER'
  return findCodeOf(name)
}

/** Whether no connection was established. Node tries every address of a name and aggregates their failures. */
function neverConnected(failure: unknown): boolean {
  if (failure instanceof AggregateError) return failure.errors.length > 0 && failure.errors.every(neverConnected)
  const { syscall } = failure as SdkFailure
  return syscall === 'connect' || syscall === 'getaddrinfo'
}

/** Node's codes for sockets, name resolution (ECONNRESET, ENOTFOUND …) and TLS; other ERR_ codes are programming errors. */
const NETWORK = /^(E(?!RR_)[A-Z_]+|ERR_(TLS|SSL|SOCKET)_.*|CERT_.*|SELF_SIGNED_.*|DEPTH_ZERO_.*|UNABLE_TO_.*)$/

function cloudFront({ name, message, $fault, $metadata }: SdkFailure) {
  const requestId = $metadata?.requestId
  if ($fault === undefined && requestId === undefined) return {}
  return { cloudFront: { code: name, ...(requestId !== undefined && { requestId }), message } }
}

function isSentence(message: string): boolean {
  return message !== '' && message !== 'UnknownError'
}

import { catalogue, type ErrorCode, findCodeOf, ServiceError } from '../errors.ts'

/** What failures of the SDK look like from outside; its classes tell less than these members do. */
interface SdkFailure {
  readonly name: string
  readonly message: string
  /** Set by the SDK for what CloudFront answered with an error document, or with a bare status. */
  readonly $fault?: 'client' | 'server'
  readonly $metadata?: { readonly httpStatusCode?: number; readonly requestId?: string; readonly attempts?: number }
  /** Set once an answer has arrived. */
  readonly $response?: unknown
  /** Of Node's network errors. */
  readonly code?: unknown
  readonly syscall?: unknown
  readonly cause?: unknown
}

/**
 * Makes one ServiceError of whatever sending a command threw: CloudFront's error by its name, and by its message only
 * where AWS uses one name for two things. What does not come from CloudFront or the network is given back unchanged.
 */
export function fromSdk(thrown: unknown, operation: string): unknown {
  if (!(thrown instanceof Error) || thrown instanceof ServiceError) return thrown
  const failure: SdkFailure = thrown
  if (failure.cause instanceof ServiceError) return failure.cause
  if (failure.$fault !== undefined) return fromAnswer(failure)
  const code = codeOfBrokenCall(failure)
  if (!code) return thrown
  // Of several attempts the SDK shows the last one alone.
  const notSent = (failure.$metadata?.attempts ?? 1) <= 1 && neverConnected(failure)
  const detail = `${catalogue[code].title} (${operation}).`
  return new ServiceError(code, detail, { cause: thrown, notSent, ...cloudFront(failure) })
}

function fromAnswer(failure: SdkFailure): ServiceError {
  const code = codeOfAnswer(failure)
  const { class: errorClass, title } = catalogue[code]
  // CloudFront's sentences about credentials and rights name users and roles of the account: they are for the log.
  const detail = errorClass === 'service' || !isSentence(failure.message) ? `${title}.` : failure.message
  return new ServiceError(code, detail, { cause: failure, ...cloudFront(failure) })
}

function codeOfAnswer({ name, message, $metadata }: SdkFailure): ErrorCode {
  if (name === 'InvalidArgument' && /caller reference that was used for a previous invalidation/i.test(message)) {
    return 'CALLER_REFERENCE_ALREADY_USED'
  }
  if (name === 'AccessDenied' && /account must be verified/i.test(message)) return 'CLOUDFRONT_ACCOUNT_NOT_VERIFIED'
  return findCodeOf(name) ?? codeOfStatus($metadata?.httpStatusCode ?? 0, hasErrorDocument(name))
}

/**
 * For an error that is newer than the catalogue, and for answers without an error document. Such a 404 comes from
 * something that is not CloudFront; it must not pass for "there is no such distribution", which would let a delete succeed.
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

/** The names the SDK gives to an answer without a code. */
function hasErrorDocument(name: string): boolean {
  return name !== 'NotFound' && name !== 'Unknown' && name !== 'UnknownError' && name !== 'CloudFrontServiceException'
}

function codeOfBrokenCall({ name, code, $response, $metadata }: SdkFailure): ErrorCode | undefined {
  // The SDK calls a reset connection a TimeoutError, too: Node's code is more exact.
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

/** Whether no connection was made to send anything on; Node tries every address of a name and gathers why each one failed. */
function neverConnected(failure: unknown): boolean {
  if (failure instanceof AggregateError) return failure.errors.length > 0 && failure.errors.every(neverConnected)
  const { syscall } = failure as SdkFailure
  return syscall === 'connect' || syscall === 'getaddrinfo'
}

/** Node's codes for sockets and names (ECONNRESET, ENOTFOUND …) and for TLS; other ERR_ codes are mistakes in a program. */
const NETWORK = /^(E(?!RR_)[A-Z_]+|ERR_(TLS|SSL|SOCKET)_.*|CERT_.*|SELF_SIGNED_.*|DEPTH_ZERO_.*|UNABLE_TO_.*)$/

function cloudFront({ name, message, $fault, $metadata }: SdkFailure) {
  const requestId = $metadata?.requestId
  if ($fault === undefined && requestId === undefined) return {}
  return { cloudFront: { code: name, ...(requestId !== undefined && { requestId }), message } }
}

function isSentence(message: string): boolean {
  return message !== '' && message !== 'UnknownError'
}

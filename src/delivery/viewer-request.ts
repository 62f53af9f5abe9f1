import { ambiguityOf } from './framing.ts'
import { connectionHeaders, type HeaderList, headerValue, headerValues } from './headers.ts'

/** A viewer's request as the rules see it. */
export interface ViewerRequest {
  readonly method: string
  /** `1.0`, `1.1` or `2.0` */
  readonly httpVersion: string
  /** The protocol that the rules treat it as sent over. */
  readonly protocol: 'http' | 'https'
  /** As CloudFront knows it, lower case, without port. */
  readonly host: string
  /** The request target as sent. */
  readonly target: string
  /** As sent, never decoded; after the root object and functions were applied. */
  readonly path: string
  /** As sent, without the question mark; undefined if there is none. */
  readonly query: string | undefined
  readonly headers: HeaderList
  readonly address: string
  readonly port: number
  /** `X-Amz-Cf-Id` */
  readonly id: string
}

/** An answer by CloudFront itself, not by an origin. */
export interface ErrorAnswer {
  readonly kind: 'error'
  readonly status: number
  /** The sentence on CloudFront's error page. */
  readonly message: string
  /** The reason, if the message does not give it. */
  readonly detail?: string
}

export const BAD_REQUEST = "Bad request. We can't connect to the server for this app or website at this time."

export const HEAD_TOO_LONG = 'Request line and headers are longer than 32,768 bytes.'

/** No enabled distribution has the host [G:CNAMEs]. */
const UNKNOWN_HOST: ErrorAnswer = { kind: 'error', status: 403, message: BAD_REQUEST }

/** Bytes [G:cloudfront-limits]. */
export const URL_BYTES_MAX = 8_192
export const REQUEST_HEAD_BYTES_MAX = 32_768
/** 64 GB [D:cloudfront-limits]. */
export const REQUEST_BODY_BYTES_MAX = 64 * 1024 ** 3

/** The answer to a body that is longer than this. */
export const BODY_TOO_LONG: ErrorAnswer = { kind: 'error', status: 413, message: 'The request body is too long.' }

/** Whether a request declares a body. */
export function declaresBody(headers: HeaderList): boolean {
  return (
    headerValue(headers, 'transfer-encoding') !== undefined ||
    Number(headerValues(headers, 'content-length')[0] ?? 0) > 0
  )
}

/** Whether a request asks for an upgrade to a WebSocket [RFC 6455, 4.1]. */
export function asksForWebSocket({
  method,
  httpVersion,
  headers
}: Pick<ViewerRequest, 'method' | 'httpVersion' | 'headers'>): boolean {
  const offered = connectionHeaders(headers).has('upgrade') ? headerValue(headers, 'upgrade') : undefined
  return method === 'GET' && httpVersion === '1.1' && offered?.toLowerCase() === 'websocket'
}

/** Path and query of a request target; the server in a full URL is ignored, since only `Host` counts. Undefined for other forms. */
export function splitTarget(target: string): { readonly path: string; readonly query: string | undefined } | undefined {
  const local = target.startsWith('/') ? target : /^https?:\/\/[^/?#]*(.*)$/i.exec(target)?.[1]
  if (local === undefined) return undefined
  const question = local.indexOf('?')
  const path = (question < 0 ? local : local.slice(0, question)) || '/'
  if (!path.startsWith('/')) return undefined
  return { path, query: question < 0 ? undefined : local.slice(question + 1) }
}

/** Refuses ambiguous requests: conflicting framing, no or several hosts, lengths beyond the limits. */
export function rejectMalformed(
  { method, target, headers }: Pick<ViewerRequest, 'method' | 'target' | 'headers'>,
  bodyBytesMax = REQUEST_BODY_BYTES_MAX
): ErrorAnswer | undefined {
  if (target.length > URL_BYTES_MAX) return error(414, 'The request URL is longer than 8,192 bytes.')
  let bytes = method.length + target.length
  for (const [name, value] of headers) bytes += name.length + value.length + 4
  if (bytes > REQUEST_HEAD_BYTES_MAX) return error(431, HEAD_TOO_LONG)
  if (!splitTarget(target)) return error(400, 'Bad request.')
  if (CONTROL.test(target) || headers.some(([, value]) => LINE_BREAK.test(value))) return error(400, 'Bad request.')
  if (ambiguityOf(headers) !== undefined || !headerValue(headers, 'host')) return error(400, 'Bad request.')
  const lengths = headerValues(headers, 'content-length')
  const framed = lengths.length + headerValues(headers, 'transfer-encoding').length
  if (framed > 1 || lengths.some(length => !/^\d+$/.test(length))) return error(400, 'Bad request.')
  if (Number(lengths[0] ?? 0) > bodyBytesMax) return BODY_TOO_LONG
  return undefined
}

/**
 * Refusals before a behavior is chosen. `isServed`: whether the host belongs to an enabled distribution; otherwise the answer
 * mentions no limits [C].
 */
export function refuseEarly(
  request: Pick<ViewerRequest, 'method' | 'target' | 'headers'>,
  { isServed, bodyBytesMax }: { readonly isServed: boolean; readonly bodyBytesMax?: number | undefined }
): ErrorAnswer | undefined {
  const malformed = rejectMalformed(request, bodyBytesMax)
  if (malformed && (malformed.status === 400 || isServed)) return malformed
  return isServed ? undefined : UNKNOWN_HOST
}

const CONTROL = /[\x00-\x20\x7f]/
const LINE_BREAK = /[\x00\r\n]/

function error(status: number, message: string): ErrorAnswer {
  return { kind: 'error', status, message }
}

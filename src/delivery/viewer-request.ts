import { type HeaderList, headerValues } from './headers.ts'

/** A viewer's request, as rules see it. */
export interface ViewerRequest {
  readonly method: string
  /** `1.0`, `1.1` or `2.0` */
  readonly httpVersion: string
  /** Over which it counts as sent. */
  readonly protocol: 'http' | 'https'
  /** As CloudFront knows it, lower case, without port. */
  readonly host: string
  /** The request target as sent. */
  readonly target: string
  /** As sent, never decoded; after the root object was put in, and after a function changed it. */
  readonly path: string
  /** As sent, without the question mark; undefined where there is none. */
  readonly query: string | undefined
  readonly headers: HeaderList
  readonly address: string
  readonly port: number
  /** `X-Amz-Cf-Id` */
  readonly id: string
}

/** An answer that CloudFront makes itself. The message is the sentence of its page. */
export interface ErrorAnswer {
  readonly kind: 'error'
  readonly status: number
  readonly message: string
}

export const BAD_REQUEST = "Bad request. We can't connect to the server for this app or website at this time."

/** No distribution has the host, or the one that has it is disabled [G:CNAMEs]. */
const UNKNOWN_HOST: ErrorAnswer = { kind: 'error', status: 403, message: BAD_REQUEST }

/** Bytes [G:cloudfront-limits]. */
export const URL_BYTES_MAX = 8_192
export const REQUEST_HEAD_BYTES_MAX = 32_768

/** Whether a request says that it has a body. */
export function saysBody(headers: HeaderList): boolean {
  return (
    headerValues(headers, 'transfer-encoding').length > 0 || Number(headerValues(headers, 'content-length')[0] ?? 0) > 0
  )
}

/** Path and query of a request target; a full URL's server is ignored, since `Host` alone chooses. Undefined for other forms. */
export function splitTarget(target: string): { readonly path: string; readonly query: string | undefined } | undefined {
  const local = target.startsWith('/') ? target : /^https?:\/\/[^/?#]*(.*)$/i.exec(target)?.[1]
  if (local === undefined) return undefined
  const question = local.indexOf('?')
  const path = (question < 0 ? local : local.slice(0, question)) || '/'
  if (!path.startsWith('/')) return undefined
  return { path, query: question < 0 ? undefined : local.slice(question + 1) }
}

/** Refuses what no server should guess about: framing told twice, no host or two, lengths beyond the limits. */
export function rejectMalformed({
  method,
  target,
  headers
}: Pick<ViewerRequest, 'method' | 'target' | 'headers'>): ErrorAnswer | undefined {
  if (target.length > URL_BYTES_MAX) return error(414, 'The request URL is longer than 8,192 bytes.')
  const bytes = headers.reduce(
    (sum, [name, value]) => sum + name.length + value.length + 4,
    method.length + target.length
  )
  if (bytes > REQUEST_HEAD_BYTES_MAX) return error(431, 'Request line and headers are longer than 32,768 bytes.')
  if (!splitTarget(target)) return error(400, 'Bad request.')
  if (CONTROL.test(target) || headers.some(([, value]) => LINE_BREAK.test(value))) return error(400, 'Bad request.')
  const hosts = headerValues(headers, 'host')
  if (hosts.length !== 1 || hosts[0] === '') return error(400, 'Bad request.')
  const lengths = headerValues(headers, 'content-length')
  const framed = lengths.length + headerValues(headers, 'transfer-encoding').length
  if (framed > 1 || lengths.some(length => !/^\d+$/.test(length))) return error(400, 'Bad request.')
  return undefined
}

/**
 * Refusals before any behavior is chosen. `isServed`: whether the host has led to an enabled distribution; who has found none
 * is not told of limits [C].
 */
export function refuseEarly(
  request: Pick<ViewerRequest, 'method' | 'target' | 'headers'>,
  { isServed }: { readonly isServed: boolean }
): ErrorAnswer | undefined {
  const malformed = rejectMalformed(request)
  if (malformed && (malformed.status === 400 || isServed)) return malformed
  return isServed ? undefined : UNKNOWN_HOST
}

const CONTROL = /[\x00-\x20\x7f]/
const LINE_BREAK = /[\x00\r\n]/

function error(status: number, message: string): ErrorAnswer {
  return { kind: 'error', status, message }
}

import { type CompiledBehavior } from './behavior.ts'
import { addedHeader } from './cloudfront-headers.ts'
import { type CompiledOrigin } from './distribution.ts'
import { canBeSent, connectionHeaders, type HeaderList, headerValues, withHeader } from './headers.ts'
import { hopsOf } from './hops.ts'
import { acceptEncodingOf } from './key.ts'
import { cookiePairs, selects, selectQuery } from './selection.ts'
import { type ViewerRequest } from './viewer-request.ts'

/** The request to an origin, with its timeouts. */
export interface OriginRequest {
  readonly protocol: 'http' | 'https'
  /** The origin's `DomainName`, not resolved. */
  readonly hostname: string
  readonly port: number
  readonly method: string
  readonly target: string
  /** Without `Transfer-Encoding`, which belongs to the connection. */
  readonly headers: HeaderList
  /** ConnectionAttempts for GET and HEAD, 1 for other methods [G:RequestAndResponseBehaviorCustomOrigin]. */
  readonly attempts: number
  readonly connectTimeoutMs: number
  /** How long the first byte, and then each packet, may take. */
  readonly readTimeoutMs: number
  /** How long all attempts together, with the whole answer, may take; undefined if that is not bounded. */
  readonly completionTimeoutMs: number | undefined
}

export interface OriginRequestParts {
  readonly behavior: CompiledBehavior
  readonly origin: CompiledOrigin
  readonly request: ViewerRequest
  /** The edge's name in `Via`: `<hex>.cloudfront.net` */
  readonly edgeName: string
  /**
   * Whether to ask for an upgrade to a WebSocket. Its `Sec-WebSocket-…` headers are forwarded like any others, if the policies
   * name them [D:distribution-working-with.websockets].
   */
  readonly webSocket?: boolean | undefined
  /** Conditions or a range that the edge adds; the viewer's own are never forwarded with GET, HEAD and OPTIONS. */
  readonly conditions?: HeaderList
}

/** The request to an origin for a viewer's request [G:RequestAndResponseBehaviorCustomOrigin]. */
export function requestToOrigin(parts: OriginRequestParts): OriginRequest {
  const { behavior, origin, request } = parts
  const { config } = origin
  const isRead = request.method === 'GET' || request.method === 'HEAD'
  const address = addressOf(origin, request.protocol)
  const query = selectQuery(request.query, name => selects(behavior.forwarded.query, name))
  const readTimeout =
    config.CustomOriginConfig?.OriginReadTimeout ??
    config.S3OriginConfig?.OriginReadTimeout ??
    config.VpcOriginConfig?.OriginReadTimeout
  return {
    protocol: address.protocol,
    hostname: address.hostname,
    port: address.port,
    method: request.method,
    target: `${config.OriginPath ?? ''}${request.path}${query === undefined ? '' : `?${query}`}`,
    headers: headersToOrigin(parts, address),
    attempts: isRead ? (config.ConnectionAttempts ?? 3) : 1,
    connectTimeoutMs: (config.ConnectionTimeout ?? 10) * 1000,
    readTimeoutMs: (readTimeout ?? 30) * 1000,
    completionTimeoutMs: config.ResponseCompletionTimeout ? config.ResponseCompletionTimeout * 1000 : undefined
  }
}

/**
 * Buckets get the viewer's protocol; other origins that of `OriginProtocolPolicy`, with their ports
 * [G:using-https-cloudfront-to-s3-origin].
 */
function addressOf({ config }: CompiledOrigin, viewerProtocol: 'http' | 'https') {
  const custom = config.CustomOriginConfig
  const protocol: 'http' | 'https' =
    custom?.OriginProtocolPolicy === 'http-only'
      ? 'http'
      : custom?.OriginProtocolPolicy === 'https-only'
        ? 'https'
        : viewerProtocol
  const port = protocol === 'http' ? (custom?.HTTPPort ?? 80) : (custom?.HTTPSPort ?? 443)
  return { protocol, hostname: config.DomainName ?? '', port }
}

function headersToOrigin(
  { behavior, origin, request, edgeName, webSocket, conditions = [] }: OriginRequestParts,
  { hostname, port }: Pick<OriginRequest, 'hostname' | 'port'>
): HeaderList {
  const { forwarded } = behavior
  const isNamed = (name: string) => selects(forwarded.headers, name)
  const lines: (readonly [string, string])[] = [
    ['Host', isNamed('host') ? request.host : port === 80 || port === 443 ? hostname : `${hostname}:${port}`]
  ]
  lines.push(...passedHeaders(behavior, request))
  if (!lines.some(([name]) => name.toLowerCase() === 'user-agent')) lines.push(['User-Agent', 'Amazon CloudFront'])
  const acceptEncoding = acceptEncodingOf(behavior, request)
  if (acceptEncoding !== undefined) lines.push(['Accept-Encoding', acceptEncoding])
  const cookies = forwardedCookies(behavior, request)
  if (cookies !== '') lines.push(['Cookie', cookies])
  for (const name of behavior.cloudFrontHeaders) {
    const value = addedHeader(name.toLowerCase(), request)
    if (value !== undefined) lines.push([name, value])
  }
  lines.push(...conditions)
  lines.push(['X-Forwarded-For', joined(headerValues(request.headers, 'x-forwarded-for'), request.address)])
  const viaBefore = behavior.legacy || isNamed('via') ? headerValues(request.headers, 'via') : hopsOf(request.headers)
  lines.push(['Via', joined(viaBefore, `${request.httpVersion} ${edgeName} (CloudFront)`)])
  lines.push(['X-Amz-Cf-Id', request.id], ['Connection', webSocket ? 'Upgrade' : 'Keep-Alive'])
  if (webSocket) lines.push(['Upgrade', 'websocket'])
  // What cannot be sent is left out: a stored configuration may be older than the rule that refuses it.
  return (origin.config.CustomHeaders?.Items ?? []).reduce<HeaderList>(
    (all, { HeaderName: name = '', HeaderValue: value = '' }) =>
      canBeSent(name, value) ? withHeader(all, name, value) : all,
    lines
  )
}

function joined(before: readonly string[], last: string): string {
  return before.length === 0 ? last : `${before.join(', ')}, ${last}`
}

/** The viewer's header lines that are forwarded unchanged. */
function passedHeaders(behavior: CompiledBehavior, request: ViewerRequest): HeaderList {
  const { forwarded, legacy, encodings, cachedMethods } = behavior
  const { method } = request
  const isSafe = method === 'GET' || method === 'HEAD' || method === 'OPTIONS'
  const hopByHop = connectionHeaders(request.headers)
  return request.headers.filter(([given]) => {
    const name = given.toLowerCase()
    if (WRITTEN_HERE.has(name) || hopByHop.has(name) || isNeverPassed(name)) return false
    if (isSafe && CONDITIONS.has(name)) return false
    if (name === 'accept-encoding' && (encodings.gzip || encodings.brotli)) return false
    if (name.startsWith('content-') && !isSafe) return true
    if (selects(forwarded.headers, name)) return true
    if (!legacy || REMOVED_UNLESS_NAMED.has(name)) return false
    return name !== 'authorization' || !(isSafe && (method !== 'OPTIONS' || cachedMethods.has('OPTIONS')))
  })
}

/** Each of these has a rule of its own. */
const WRITTEN_HERE = new Set(['host', 'cookie', 'x-forwarded-for', 'via', 'x-amz-cf-id', 'connection'])

/** Hop-by-hop headers and CloudFront's own, which no setting forwards. */
function isNeverPassed(name: string): boolean {
  return NEVER_PASSED.has(name) || /^(proxy-|x-edge-|cloudfront-)/.test(name)
}

const NEVER_PASSED = new Set([
  'keep-alive',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
  'expect',
  'x-forwarded-proto',
  'x-real-ip'
])

const CONDITIONS = new Set([
  'if-match',
  'if-none-match',
  'if-modified-since',
  'if-unmodified-since',
  'if-range',
  'range'
])

/** With legacy settings. */
const REMOVED_UNLESS_NAMED = new Set([
  'accept',
  'accept-charset',
  'accept-encoding',
  'accept-language',
  'referer',
  'user-agent',
  'x-http-method-override'
])

/** Sorted by name [G:Cookies]. */
function forwardedCookies({ forwarded }: CompiledBehavior, request: ViewerRequest): string {
  if (forwarded.cookies.kind === 'none') return ''
  return cookiePairs(headerValues(request.headers, 'cookie'))
    .filter(([name]) => selects(forwarded.cookies, name))
    .sort(([one], [other]) => (one < other ? -1 : one > other ? 1 : 0))
    .map(([name, value]) => (name === '' ? value : `${name}=${value}`))
    .join('; ')
}

import { type CompiledBehavior } from './behavior.ts'
import { addedHeader } from './cloudfront-headers.ts'
import { type CompiledDistribution } from './distribution.ts'
import { headerValue, headerValues } from './headers.ts'
import { cookiePairs, selects, selectQuery } from './selection.ts'
import { type ViewerRequest } from './viewer-request.ts'

/** Identifies the cached object that answers a request. */
export interface CacheKey {
  /** Equal for two requests if and only if one object answers both. */
  readonly id: string
  /** The path that invalidations name: after the root object and functions were applied. */
  readonly path: string
  /** The parameters in the key, in the viewer's order and spelling. */
  readonly query: string | undefined
  /** By lower-case name; without those that the request lacks, as opposed to empty ones. */
  readonly headers: readonly (readonly [name: string, value: string])[]
  /** Sorted by name [G:Cookies]. */
  readonly cookies: readonly (readonly [name: string, value: string])[]
  /** Normalized. */
  readonly acceptEncoding: AcceptEncoding | undefined
  /** OPTIONS requests have separate objects [G:controlling-the-cache-key]. */
  readonly options: boolean
}

export type AcceptEncoding = 'br,gzip' | 'gzip' | 'br'

/** Whether an answer may come from the cache, and be stored in it. A WebSocket has no object. */
export function isCached(
  { caches, cachedMethods }: Pick<CompiledBehavior, 'caches' | 'cachedMethods'>,
  { method, webSocket }: Pick<ViewerRequest, 'method'> & { readonly webSocket?: boolean | undefined }
): boolean {
  return caches && webSocket !== true && cachedMethods.has(method)
}

/**
 * The key of a request: distribution, tenant, behavior, path, what the cache policy (or legacy settings) includes of query, headers
 * and cookies, and the normalized `Accept-Encoding`. HTTP and HTTPS share objects unless `CloudFront-Forwarded-Proto` is included;
 * HEAD and GET always do.
 */
export function cacheKey(
  { id, tenantId }: Pick<CompiledDistribution, 'id' | 'tenantId'>,
  behavior: CompiledBehavior,
  request: ViewerRequest
): CacheKey {
  const { key } = behavior
  const query = selectQuery(request.query, name => selects(key.query, name))
  const headers = headersOf(behavior, request)
  const cookies =
    key.cookies.kind === 'none'
      ? NOTHING
      : cookiePairs(headerValues(request.headers, 'cookie'))
          .filter(([name]) => selects(key.cookies, name))
          .sort(([one], [other]) => compare(one, other))
  const acceptEncoding = acceptEncodingOf(behavior, request)
  const options = request.method === 'OPTIONS'
  return {
    id: JSON.stringify([id, tenantId, behavior.place, request.path, query, headers, cookies, acceptEncoding, options]),
    path: request.path,
    query,
    headers,
    cookies,
    acceptEncoding,
    options
  }
}

/** Shared by all keys, since most have neither headers nor cookies. */
const NOTHING: readonly (readonly [name: string, value: string])[] = []

/** Values as sent, except the host, which is as CloudFront knows it, and headers that CloudFront adds in place of the viewer's. */
function headersOf({ key: { headers }, cloudFrontHeaders }: CompiledBehavior, request: ViewerRequest) {
  if (headers.kind === 'none') return NOTHING
  const names =
    headers.kind === 'only'
      ? headers.names
      : new Set([
          ...request.headers.map(([name]) => name.toLowerCase()),
          ...cloudFrontHeaders.map(n => n.toLowerCase())
        ])
  return [...names].sort(compare).flatMap(name => {
    if (!selects(headers, name)) return []
    const value = valueOf(name, request)
    return value === undefined ? [] : [[name, value] as const]
  })
}

function valueOf(name: string, request: ViewerRequest): string | undefined {
  if (name === 'host') return request.host
  if (name.startsWith('cloudfront-')) return addedHeader(name, request)
  return headerValue(request.headers, name)
}

/**
 * `Accept-Encoding` in the key and towards the origin: what the policy's flags and the viewer have in common; none for HTTP/1.0
 * [G:ServingCompressedFiles].
 */
export function acceptEncodingOf(
  { encodings }: Pick<CompiledBehavior, 'encodings'>,
  request: Pick<ViewerRequest, 'headers' | 'httpVersion'>
): AcceptEncoding | undefined {
  if ((!encodings.gzip && !encodings.brotli) || request.httpVersion < '1.1') return undefined
  const stated = headerValue(request.headers, 'accept-encoding')
  if (stated === undefined) return undefined
  const accepted = acceptedCodings(stated)
  const gzip = encodings.gzip && accepted.has('gzip')
  const brotli = encodings.brotli && accepted.has('br')
  if (gzip && brotli) return 'br,gzip'
  if (gzip) return 'gzip'
  return brotli ? 'br' : undefined
}

/** The codings that are named, whatever their quality unless it is 0. `*` names none. */
function acceptedCodings(value: string): Set<string> {
  const codings = value
    .toLowerCase()
    .split(',')
    .map(item => item.split(';').map(part => part.trim()))
    .filter(([, ...parameters]) => !parameters.some(parameter => /^q\s*=\s*0(\.0*)?$/.test(parameter)))
  return new Set(codings.map(([coding = '']) => coding))
}

function compare(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0
}

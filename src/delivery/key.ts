import { type CompiledBehavior } from './behavior.ts'
import { addedHeader } from './cloudfront-headers.ts'
import { type CompiledDistribution } from './distribution.ts'
import { headerValue, headerValues } from './headers.ts'
import { cookiePairs, selects, selectQuery } from './selection.ts'
import { type ViewerRequest } from './viewer-request.ts'

/** Which object of the cache answers a request. */
export interface CacheKey {
  /** Equal for two requests exactly when one object answers both. */
  readonly id: string
  /** Of the object, which an invalidation names: after root object and function. */
  readonly path: string
  /** The named parameters, in the viewer's order and spelling. */
  readonly query: string | undefined
  /** By lower-case name; those that the request lacks are not there, which an empty value is not. */
  readonly headers: readonly (readonly [name: string, value: string])[]
  /** Sorted by name [G:Cookies]. */
  readonly cookies: readonly (readonly [name: string, value: string])[]
  /** Normalised. */
  readonly acceptEncoding: AcceptEncoding | undefined
  /** OPTIONS has objects of its own [G:controlling-the-cache-key]. */
  readonly options: boolean
}

export type AcceptEncoding = 'br,gzip' | 'gzip' | 'br'

/**
 * The key of a request: distribution, tenant, behavior, path, and what the cache policy (or the settings from before it) names of
 * query, headers and cookies, with the normalised `Accept-Encoding`. Protocols share objects unless `CloudFront-Forwarded-Proto`
 * is named; HEAD shares them with GET.
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
      ? []
      : cookiePairs(headerValues(request.headers, 'cookie'))
          .filter(([name]) => selects(key.cookies, name))
          .sort(([one], [other]) => compare(one, other))
  const acceptEncoding = acceptEncodingOf(behavior, request)
  const options = request.method === 'OPTIONS'
  return {
    id: JSON.stringify([
      tenantId ?? id,
      behavior.place,
      request.path,
      query,
      headers,
      cookies,
      acceptEncoding,
      options
    ]),
    path: request.path,
    query,
    headers,
    cookies,
    acceptEncoding,
    options
  }
}

/** Values as sent; the host as CloudFront knows it, and what CloudFront adds itself instead of a viewer's. */
function headersOf({ key: { headers }, cloudFrontHeaders }: CompiledBehavior, request: ViewerRequest) {
  if (headers.kind === 'none') return []
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

/** `Accept-Encoding` as key and origin have it: what the policy's flags and the viewer agree on; HTTP/1.0 has none [G:ServingCompressedFiles]. */
export function acceptEncodingOf(
  { encodings }: Pick<CompiledBehavior, 'encodings'>,
  request: Pick<ViewerRequest, 'headers' | 'httpVersion'>
): AcceptEncoding | undefined {
  if ((!encodings.gzip && !encodings.brotli) || request.httpVersion < '1.1') return undefined
  const accepted = acceptedCodings(headerValue(request.headers, 'accept-encoding') ?? '')
  const gzip = encodings.gzip && accepted.has('gzip')
  const brotli = encodings.brotli && accepted.has('br')
  if (gzip && brotli) return 'br,gzip'
  if (gzip) return 'gzip'
  return brotli ? 'br' : undefined
}

/** Codings named, whatever their quality unless it is 0. `*` names none. */
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

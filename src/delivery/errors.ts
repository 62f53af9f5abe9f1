import { type CompiledBehavior } from './behavior.ts'
import { readCacheControl, statedAge, type StatedAge } from './cache-control.ts'
import { type CompiledDistribution, ERROR_TTL_SECONDS } from './distribution.ts'
import { type HeaderList, withoutHeaders } from './headers.ts'
import { chooseBehavior } from './routing.ts'
import { type ViewerRequest } from './viewer-request.ts'

/** Cached even without a time from the origin, which can forbid it for some [D:custom-error-pages-expiration]. */
const CACHED_ALWAYS = new Set([404, 410, 414, 500, 501, 502, 503, 504])
/** Cached if the origin specifies a time [G:HTTPStatusCodes]. */
const CACHED_IF_TIMED = new Set([400, 403, 405, 412, 415])
/** Only for these do the origin's no-store, no-cache and private apply [D:custom-error-pages-expiration]. */
const MAY_FORBID = new Set([404, 410, 414, 501])

export interface ErrorFreshness {
  readonly stored: boolean
  readonly ttlSeconds: number
  readonly rule: 'ErrorCachingMinTTL' | StatedAge['rule']
}

/** The minimum caching time of an error: the one configured for its status, or 10 seconds [G:HTTPStatusCodes]. */
export function errorMinTtlSeconds({ errorResponses }: Pick<CompiledDistribution, 'errorResponses'>, status: number) {
  return errorResponses.get(status)?.minTtlSeconds ?? ERROR_TTL_SECONDS
}

/**
 * How long an answer of 400 and above is cached: ErrorCachingMinTTL, or the origin's time if that is longer, up to the MaxTTL of
 * the behavior that fetches the error page (its own if there is no page).
 */
export function errorFreshness(
  distribution: CompiledDistribution,
  behavior: CompiledBehavior,
  { status, headers }: { readonly status: number; readonly headers: HeaderList },
  nowMs: number
): ErrorFreshness {
  const least = errorMinTtlSeconds(distribution, status)
  const page = distribution.errorResponses.get(status)?.page
  const { max } = page ? chooseBehavior(distribution, page.path).ttl : behavior.ttl
  const control = readCacheControl(headers, nowMs)
  const stated = statedAge(control)
  // Where no-store is ignored, so is a max-age next to it.
  const statedSeconds = stated && !control.noStore ? Math.min(stated.seconds, max) : 0
  const isForbidden = control.noStore && MAY_FORBID.has(status)
  const isCachedStatus = CACHED_ALWAYS.has(status) || (CACHED_IF_TIMED.has(status) && stated !== undefined)
  const stored = behavior.caches && isCachedStatus && !isForbidden
  return {
    stored,
    ttlSeconds: stored ? Math.max(least, statedSeconds) : 0,
    rule: stated && statedSeconds > least ? stated.rule : 'ErrorCachingMinTTL'
  }
}

/**
 * Where a status came from. Error pages replace those of origins and of the edge, except the edge's own 503, and never those of
 * functions [G:functions-event-structure].
 */
export type ErrorCause = 'origin' | 'edge' | 'function'

/** The page that replaces a status, if one is configured. */
export function errorPage(
  { errorResponses }: Pick<CompiledDistribution, 'errorResponses'>,
  status: number,
  cause: ErrorCause
): { readonly path: string; readonly responseCode: number } | undefined {
  if (cause === 'function' || (cause === 'edge' && status === 503)) return undefined
  return errorResponses.get(status)?.page
}

/**
 * The request that fetches the page: GET, without query, through the first behavior that matches its path
 * [G:GeneratingCustomErrorResponses]. A range applies to the object that failed, not to its page.
 */
export function errorPageRequest(request: ViewerRequest, path: string): ViewerRequest {
  return { ...withoutRange(request), method: 'GET', target: path, path, query: undefined }
}

/** The request for the whole of an object. */
export function withoutRange(request: ViewerRequest): ViewerRequest {
  const headers = withoutHeaders(request.headers, name => name === 'range' || name === 'if-range')
  return { ...request, headers }
}

/** The viewer's status: the configured one if the page came with 200, else the page's own. */
export function errorPageStatus(responseCode: number, pageStatus: number): number {
  return pageStatus === 200 ? responseCode : pageStatus
}

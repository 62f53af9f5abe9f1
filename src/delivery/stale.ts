import { type Freshness } from './freshness.ts'
import { type HeaderList, headerValue, withoutHeaders } from './headers.ts'

/** What decides whether a cached object is still served. Times are milliseconds since 1970. */
export interface StoredObject {
  /** When it was fetched, or the origin last confirmed it. */
  readonly confirmedAtMs: number
  readonly freshness: Pick<
    Freshness,
    'ttlSeconds' | 'staleWhileRevalidateSeconds' | 'staleIfErrorSeconds' | 'variesByAll'
  >
  /** Set when the origin failed: until then the old copy is served without another attempt. */
  readonly staleUntilMs?: number | undefined
}

/**
 * How a cached object answers a request. `fresh`: as it is; `stale`: an old copy, because the origin failed recently;
 * `stale-while-revalidate`: an old copy at once, while one request revalidates it; `revalidate`: the origin is asked first, with
 * conditions; `refetch`: without conditions.
 */
export type Use = 'fresh' | 'stale' | 'stale-while-revalidate' | 'revalidate' | 'refetch'

export function useStored({ confirmedAtMs, freshness, staleUntilMs }: StoredObject, nowMs: number): Use {
  if (freshness.variesByAll) return 'refetch'
  const expiresAtMs = confirmedAtMs + freshness.ttlSeconds * 1000
  if (nowMs < expiresAtMs) return 'fresh'
  if (staleUntilMs !== undefined && nowMs < staleUntilMs && mayStandIn(freshness, expiresAtMs, nowMs)) return 'stale'
  return nowMs < expiresAtMs + freshness.staleWhileRevalidateSeconds * 1000 ? 'stale-while-revalidate' : 'revalidate'
}

export type AfterFailure = { readonly serve: 'old'; readonly staleUntilMs: number } | { readonly serve: 'error' }

/**
 * After the origin failed to revalidate an expired object, with 5xx or no answer: the old copy is served for ErrorCachingMinTTL
 * of that error, whatever time the error itself specifies, unless the copy's `stale-if-error` is 0 or over. A 4xx is passed on.
 */
export function afterFailure(
  { confirmedAtMs, freshness }: StoredObject,
  status: number | 'unreachable',
  errorMinTtlSeconds: number,
  nowMs: number
): AfterFailure {
  const expiresAtMs = confirmedAtMs + freshness.ttlSeconds * 1000
  const failed = status === 'unreachable' || status >= 500
  if (!failed || freshness.variesByAll || !mayStandIn(freshness, expiresAtMs, nowMs)) return { serve: 'error' }
  return { serve: 'old', staleUntilMs: nowMs + errorMinTtlSeconds * 1000 }
}

function mayStandIn(
  { staleIfErrorSeconds }: Pick<Freshness, 'staleIfErrorSeconds'>,
  expiresAtMs: number,
  nowMs: number
): boolean {
  return staleIfErrorSeconds === undefined || nowMs < expiresAtMs + staleIfErrorSeconds * 1000
}

/**
 * Whole seconds since the object was fetched or last confirmed; undefined for 0, which is not sent
 * [I:mozilla-services/telescope#188].
 */
export function ageSeconds(confirmedAtMs: number, nowMs: number): number | undefined {
  const age = Math.max(0, Math.floor((nowMs - confirmedAtMs) / 1000))
  return age > 0 ? age : undefined
}

/** The conditions that revalidate a stored object at the origin; none if it has no validator. */
export function revalidationHeaders(stored: HeaderList): HeaderList {
  const etag = headerValue(stored, 'etag')
  const lastModified = headerValue(stored, 'last-modified')
  return [
    ...(etag === undefined ? [] : [['If-None-Match', etag] as const]),
    ...(lastModified === undefined ? [] : [['If-Modified-Since', lastModified] as const])
  ]
}

/** The stored headers, updated with those of a 304, except those that describe the stored body (RFC 9111, 3.2). */
export function mergeNotModified(stored: HeaderList, from304: HeaderList): HeaderList {
  const updates = withoutHeaders(from304, name => OF_THE_BODY.has(name))
  const updated = new Set(updates.map(([name]) => name.toLowerCase()))
  return [...withoutHeaders(stored, name => updated.has(name)), ...updates]
}

const OF_THE_BODY = new Set([
  'content-length',
  'content-encoding',
  'content-type',
  'content-range',
  'transfer-encoding',
  'connection',
  'etag'
])

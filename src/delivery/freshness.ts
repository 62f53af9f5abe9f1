import { type CompiledBehavior, type TtlBounds } from './behavior.ts'
import { readCacheControl, statedAge } from './cache-control.ts'
import { type HeaderList, headerValue, listItems } from './headers.ts'

export type TtlRule = 's-maxage' | 'max-age' | 'Expires' | 'DefaultTTL' | 'MinTTL'

/** Whether and for how long an answer of the origin is kept. */
export interface Freshness {
  /** False: it answers only the viewers who are already waiting for it. */
  readonly stored: boolean
  /** How long it is served without asking the origin; with 0 every request revalidates. */
  readonly ttlSeconds: number
  /** What determined the time. */
  readonly rule: TtlRule
  /** The bound that changed the origin's time. */
  readonly clampedBy: 'MinTTL' | 'MaxTTL' | undefined
  /** How long after that the old copy is served while one request revalidates it; at most the behavior's MaxTTL. */
  readonly staleWhileRevalidateSeconds: number
  /** How long after that the old copy may be served when the origin fails; without limit if undefined. */
  readonly staleIfErrorSeconds: number | undefined
  /** `Vary: *`: every request goes to the origin, without conditions [G:RequestAndResponseBehaviorCustomOrigin]. */
  readonly variesByAll: boolean
}

/**
 * Freshness of an answer that is not an error [G:Expiration]: `no-store`, `no-cache` and `private` give MinTTL, anything else
 * `s-maxage`, `max-age`, `Expires` or DefaultTTL within MinTTL and MaxTTL. A 307 or 308 without a time is not kept
 * [G:http-3xx-status-codes]. A part of an object is never kept as the whole, nor is a 304 that was not requested.
 */
export function freshness(
  status: number,
  headers: HeaderList,
  { ttl, caches }: Pick<CompiledBehavior, 'ttl' | 'caches'>,
  nowMs: number
): Freshness {
  const control = readCacheControl(headers, nowMs)
  const stated = statedAge(control)
  const vary = headerValue(headers, 'vary')
  const variesByAll = vary !== undefined && listItems(vary).includes('*')
  const { seconds, rule } = control.noStore
    ? ({ seconds: ttl.min, rule: 'MinTTL' } as const)
    : (stated ?? { seconds: Math.max(ttl.min, ttl.default), rule: 'DefaultTTL' as const })
  const bounded = control.noStore ? { seconds, clampedBy: undefined } : clamp(seconds, ttl)
  const isSilentRedirect = (status === 307 || status === 308) && headerValue(headers, 'cache-control') === undefined
  const stored = caches && status !== 206 && status !== 304 && !isSilentRedirect && !(control.noStore && ttl.min === 0)
  return {
    stored,
    ttlSeconds: stored && !variesByAll ? bounded.seconds : 0,
    rule,
    clampedBy: bounded.clampedBy,
    staleWhileRevalidateSeconds: stored ? Math.min(control.staleWhileRevalidate ?? 0, ttl.max) : 0,
    staleIfErrorSeconds: control.staleIfError === undefined ? undefined : Math.min(control.staleIfError, ttl.max),
    variesByAll
  }
}

function clamp(seconds: number, { min, max }: TtlBounds): Pick<Freshness, 'clampedBy'> & { seconds: number } {
  if (seconds < min) return { seconds: min, clampedBy: 'MinTTL' }
  if (seconds > max) return { seconds: max, clampedBy: 'MaxTTL' }
  return { seconds, clampedBy: undefined }
}

import { type HeaderList, headerValue, headerValues, listItems } from './headers.ts'

/** The caching directives of an origin's answer, in seconds. */
export interface CacheControl {
  readonly noStore: boolean
  readonly maxAge: number | undefined
  readonly sharedMaxAge: number | undefined
  /** Until the date of `Expires`; 0 if it is past or unreadable. */
  readonly expiresIn: number | undefined
  readonly staleWhileRevalidate: number | undefined
  readonly staleIfError: number | undefined
}

/** CloudFront's longest age: 100 years [G:Expiration]. */
const AGE_MAX = 3_153_600_000

/**
 * Reads `Cache-Control`, its lines joined into one list, and `Expires`. Directives are case-insensitive; of duplicates the first
 * counts, and an unreadable number is ignored. `no-store`, `no-cache` and `private` have the same effect [G:Expiration].
 */
export function readCacheControl(headers: HeaderList, nowMs: number): CacheControl {
  const stated = headerValues(headers, 'cache-control')
  const expires = headerValue(headers, 'expires')
  if (stated.length === 0 && expires === undefined) return NOTHING_STATED
  const directives = new Map<string, string>()
  for (const item of listItems(stated.join(','))) {
    const equals = item.indexOf('=')
    const name = (equals < 0 ? item : item.slice(0, equals)).trim().toLowerCase()
    if (!directives.has(name)) directives.set(name, equals < 0 ? '' : item.slice(equals + 1).trim())
  }
  const seconds = (name: string) => readSeconds(directives.get(name))
  return {
    noStore: ['no-store', 'no-cache', 'private'].some(name => directives.has(name)),
    maxAge: seconds('max-age'),
    sharedMaxAge: seconds('s-maxage'),
    expiresIn: expires === undefined ? undefined : secondsUntil(expires, nowMs),
    staleWhileRevalidate: seconds('stale-while-revalidate'),
    staleIfError: seconds('stale-if-error')
  }
}

const NOTHING_STATED: CacheControl = {
  noStore: false,
  maxAge: undefined,
  sharedMaxAge: undefined,
  expiresIn: undefined,
  staleWhileRevalidate: undefined,
  staleIfError: undefined
}

/** `s-maxage` before `max-age` before `Expires` [G:Expiration]; undefined if the origin sets none. */
export function statedAge({ sharedMaxAge, maxAge, expiresIn }: CacheControl): StatedAge | undefined {
  if (sharedMaxAge !== undefined) return { seconds: sharedMaxAge, rule: 's-maxage' }
  if (maxAge !== undefined) return { seconds: maxAge, rule: 'max-age' }
  if (expiresIn !== undefined) return { seconds: expiresIn, rule: 'Expires' }
  return undefined
}

export interface StatedAge {
  readonly seconds: number
  readonly rule: 's-maxage' | 'max-age' | 'Expires'
}

/** An HTTP date in milliseconds since 1970; undefined if it is not one. */
export function readHttpDate(value: string): number | undefined {
  // The asctime format has no time zone; all HTTP dates are GMT.
  const time = HTTP_DATE.test(value) ? Date.parse(/(gmt|utc)\s*$/i.test(value) ? value : `${value} GMT`) : Number.NaN
  return Number.isNaN(time) ? undefined : time
}

/** RFC 9110, 5.6.7: the preferred format, that of RFC 850 and that of asctime; a number such as 0 is not a date. */
const HTTP_DATE = /^(mon|tue|wed|thu|fri|sat|sun)[a-z]*,? .*\d{2}:\d{2}:\d{2}/i

function secondsUntil(date: string, nowMs: number): number {
  const time = readHttpDate(date)
  return time === undefined ? 0 : Math.min(AGE_MAX, Math.max(0, Math.floor((time - nowMs) / 1000)))
}

function readSeconds(text: string | undefined): number | undefined {
  const digits = /^"?(\d+)"?$/.exec(text ?? '')?.[1]
  return digits === undefined ? undefined : Math.min(AGE_MAX, Number(digits))
}

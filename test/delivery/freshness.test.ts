import { describe, expect, test } from 'vitest'
import { type TtlBounds } from '../../src/delivery/behavior.ts'
import { freshness } from '../../src/delivery/freshness.ts'
import { type HeaderList } from '../../src/delivery/headers.ts'
import { chooseBehavior } from '../../src/delivery/routing.ts'
import { afterFailure, ageSeconds, mergeNotModified, revalidationHeaders, useStored } from '../../src/delivery/stale.ts'
import { cachePolicy, distribution, list, NOW } from './samples.ts'

const bounds = (min: number, usual: number, max: number): { ttl: TtlBounds; caches: boolean } => ({
  ttl: { min, default: usual, max },
  caches: max > 0
})
const cacheControl = (value: string): HeaderList => [['Cache-Control', value]]
const date = (secondsFromNow: number) => new Date(NOW + secondsFromNow * 1000).toUTCString()

describe('freshness', () => {
  const free = bounds(0, 60, 1_000)
  const bound = bounds(100, 200, 300)
  test.each([
    // The table of the guide, MinTTL 0 and above 0.
    ['max-age', cacheControl('max-age=50'), free, 50, 'max-age', undefined],
    ['max-age above MaxTTL', cacheControl('max-age=5000'), free, 1_000, 'max-age', 'MaxTTL'],
    ['max-age below MinTTL', cacheControl('max-age=50'), bound, 100, 'max-age', 'MinTTL'],
    ['s-maxage beats max-age', cacheControl('max-age=50, s-maxage=70'), free, 70, 's-maxage', undefined],
    ['max-age beats Expires', [...cacheControl('max-age=50'), ['Expires', date(70)]], free, 50, 'max-age', undefined],
    ['Expires', [['Expires', date(70)]], free, 70, 'Expires', undefined],
    ['Expires in the past', [['Expires', date(-70)]], bound, 100, 'Expires', 'MinTTL'],
    ['an unreadable Expires', [['Expires', '0']], free, 0, 'Expires', undefined],
    ['Expires by asctime', [['Expires', 'Sun Nov 29 12:01:10 2026']], free, 70, 'Expires', undefined],
    ['Expires by RFC 850', [['Expires', 'Sunday, 29-Nov-26 12:01:10 GMT']], free, 70, 'Expires', undefined],
    ['nothing', [], free, 60, 'DefaultTTL', undefined],
    ['nothing, MinTTL above DefaultTTL', [], bounds(100, 50, 300), 100, 'DefaultTTL', undefined],
    ['no-store with MinTTL', cacheControl('no-store'), bound, 100, 'MinTTL', undefined],
    ['private beats max-age', cacheControl('private, max-age=250'), bound, 100, 'MinTTL', undefined],
    ['case and blanks', cacheControl(' PUBLIC ,  Max-Age = 50'), free, 50, 'max-age', undefined],
    ['quoted', cacheControl('max-age="50"'), free, 50, 'max-age', undefined],
    [
      'a comma inside quotes',
      cacheControl('private-ish="no-store, max-age=1", max-age=50'),
      free,
      50,
      'max-age',
      undefined
    ],
    [
      'several lines are one list',
      [...cacheControl('public'), ...cacheControl('s-maxage=9')],
      free,
      9,
      's-maxage',
      undefined
    ],
    ['the first of equal ones', cacheControl('max-age=50, max-age=60'), free, 50, 'max-age', undefined],
    ['an unreadable age', cacheControl('max-age=soon'), free, 60, 'DefaultTTL', undefined],
    ['a negative age', cacheControl('max-age=-5'), free, 60, 'DefaultTTL', undefined],
    [
      'Age and Date shorten nothing',
      [...cacheControl('max-age=50'), ['Age', '40'], ['Date', date(-40)]],
      free,
      50,
      'max-age',
      undefined
    ]
  ] as const)('%s', (_, headers, behavior, ttlSeconds, rule, clampedBy) => {
    expect(freshness(200, headers, behavior, NOW)).toMatchObject({ stored: true, ttlSeconds, rule, clampedBy })
  })

  test.each(['no-store', 'no-cache', 'private', 'NO-STORE, max-age=100', 'no-cache="Set-Cookie"'])(
    '%s with MinTTL 0 is not kept',
    value => {
      expect(freshness(200, cacheControl(value), bounds(0, 60, 100), NOW).stored).toBe(false)
    }
  )

  test('max-age=0 is kept, to be asked for each time', () => {
    const found = freshness(200, cacheControl('max-age=0'), bounds(0, 60, 100), NOW)
    expect(found).toMatchObject({ stored: true, ttlSeconds: 0 })
    expect(useStored({ confirmedAtMs: NOW, freshness: found }, NOW)).toBe('revalidate')
  })

  test('all TTLs 0, parts, what is said to be unchanged, and redirects 307 and 308 without Cache-Control are not kept', () => {
    const age = cacheControl('max-age=50')
    expect(freshness(200, age, bounds(0, 0, 0), NOW).stored).toBe(false)
    expect(freshness(206, age, bounds(0, 60, 100), NOW).stored).toBe(false)
    expect(freshness(304, age, bounds(10, 60, 100), NOW).stored).toBe(false)
    for (const status of [307, 308]) {
      expect(freshness(status, [], bounds(0, 60, 100), NOW).stored).toBe(false)
      expect(freshness(status, age, bounds(0, 60, 100), NOW).stored).toBe(true)
      expect(freshness(status, [['Expires', date(70)]], bounds(0, 60, 100), NOW).stored).toBe(false)
      expect(freshness(status, cacheControl('public'), bounds(0, 60, 100), NOW).stored).toBe(true)
    }
    for (const status of [301, 302, 303]) expect(freshness(status, [], bounds(0, 60, 100), NOW).stored).toBe(true)
  })

  test('Vary: * is kept, yet every request goes to the origin without conditions', () => {
    const found = freshness(200, [['Vary', 'Accept, *']], bounds(0, 60, 100), NOW)
    expect(found).toMatchObject({ stored: true, ttlSeconds: 0, variesByAll: true })
    expect(useStored({ confirmedAtMs: NOW, freshness: found }, NOW)).toBe('refetch')
  })

  test('absent TTLs of a policy: a day and a year, raised by MinTTL; legacy * headers cache nothing', () => {
    const ttlOf = (policy: object) =>
      chooseBehavior(distribution({ policies: { cache: { Name: 'a', MinTTL: 0, ...policy } } }), '/').ttl
    expect(ttlOf({})).toEqual({ min: 0, default: 86_400, max: 31_536_000 })
    expect(ttlOf({ MinTTL: 100_000 })).toEqual({ min: 100_000, default: 100_000, max: 31_536_000 })
    expect(ttlOf({ MaxTTL: 60 })).toEqual({ min: 0, default: 60, max: 60 })
    const forwardAll = { QueryString: false, Cookies: { Forward: 'none' as const }, Headers: list('*') }
    expect(chooseBehavior(distribution({ behavior: { ForwardedValues: forwardAll } }), '/').caches).toBe(false)
    const disabled = distribution({ policies: { cache: cachePolicy({ ttl: [0, 0, 0] }) } })
    expect(chooseBehavior(disabled, '/')).toMatchObject({ caches: false, collapses: false, compresses: false })
  })
})

describe('expired objects', () => {
  const object = (value: string, staleUntilMs?: number) => ({
    confirmedAtMs: NOW,
    freshness: freshness(200, cacheControl(value), bounds(0, 60, 1_000), NOW),
    staleUntilMs
  })
  const after = (seconds: number) => NOW + seconds * 1000

  test.each([
    ['within its time', 'max-age=50', 49.999, 'fresh'],
    ['at its end', 'max-age=50', 50, 'revalidate'],
    ['stale-while-revalidate runs', 'max-age=50, stale-while-revalidate=10', 59, 'stale-while-revalidate'],
    ['stale-while-revalidate is over', 'max-age=50, stale-while-revalidate=10', 60, 'revalidate'],
    ['stale-while-revalidate beyond MaxTTL', 'max-age=50, stale-while-revalidate=5000', 1_050, 'revalidate']
  ] as const)('%s', (_, value, seconds, wanted) => {
    expect(useStored(object(value), after(seconds))).toBe(wanted)
  })

  test.each([
    ['5xx', 'max-age=50', 503, 60, 'old'],
    ['no answer', 'max-age=50', 'unreachable', 60, 'old'],
    ['4xx', 'max-age=50', 404, 60, 'error'],
    ['stale-if-error=0', 'max-age=50, stale-if-error=0', 503, 60, 'error'],
    ['stale-if-error runs', 'max-age=50, stale-if-error=20', 503, 69, 'old'],
    ['stale-if-error is over', 'max-age=50, stale-if-error=20', 503, 70, 'error']
  ] as const)('after a failure: %s', (_, value, status, seconds, serve) => {
    expect(afterFailure(object(value), status, 10, after(seconds)).serve).toBe(serve)
  })

  test('the old copy stands in for the error’s time, then the origin is tried again', () => {
    const failed = afterFailure(object('max-age=50'), 503, 10, after(60))
    expect(failed).toEqual({ serve: 'old', staleUntilMs: after(70) })
    expect(useStored(object('max-age=50', after(70)), after(69))).toBe('stale')
    expect(useStored(object('max-age=50', after(70)), after(70))).toBe('revalidate')
    // An error time beyond the copy's own stale-if-error does not prolong that.
    expect(useStored(object('max-age=50, stale-if-error=15', after(70)), after(66))).toBe('revalidate')
  })

  test('the origin is asked by the stored validators, and a 304 updates headers but those of the body', () => {
    const stored: HeaderList = [
      ['ETag', '"x"'],
      ['Last-Modified', 'then'],
      ['Cache-Control', 'max-age=1'],
      ['Content-Type', 'text/css']
    ]
    expect(revalidationHeaders(stored)).toEqual([
      ['If-None-Match', '"x"'],
      ['If-Modified-Since', 'then']
    ])
    expect(revalidationHeaders([['X', 'y']])).toEqual([])
    const merged = mergeNotModified(stored, [
      ['cache-control', 'max-age=2'],
      ['Content-Length', '0'],
      ['X-New', '1']
    ])
    expect(merged).toEqual([
      ['ETag', '"x"'],
      ['Last-Modified', 'then'],
      ['Content-Type', 'text/css'],
      ['cache-control', 'max-age=2'],
      ['X-New', '1']
    ])
  })

  test('Age is in whole seconds, and not sent when 0', () => {
    expect(ageSeconds(NOW, NOW + 999)).toBeUndefined()
    expect(ageSeconds(NOW, NOW + 1_999)).toBe(1)
    expect(ageSeconds(NOW, NOW - 5_000)).toBeUndefined()
  })
})

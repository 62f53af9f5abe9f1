import type * as CF from '@aws-sdk/client-cloudfront'
import { describe, expect, test } from 'vitest'
import { errorFreshness, errorPage, errorPageRequest, errorPageStatus } from '../../src/delivery/errors.ts'
import { failsOver, targetOf } from '../../src/delivery/failover.ts'
import { type HeaderList } from '../../src/delivery/headers.ts'
import { chooseBehavior } from '../../src/delivery/routing.ts'
import { cachePolicy, distribution, list, NOW, origin, viewerRequest } from './samples.ts'

const page = (ErrorCode: number, ErrorCachingMinTTL?: number): CF.CustomErrorResponse => ({
  ErrorCode,
  ResponsePagePath: '/errors/page.html',
  ResponseCode: '200',
  ...(ErrorCachingMinTTL !== undefined && { ErrorCachingMinTTL })
})

describe('how long errors are cached', () => {
  const site = distribution({
    policies: { cache: cachePolicy({ ttl: [0, 60, 1_000] }) },
    config: { CustomErrorResponses: list(page(404, 30), { ErrorCode: 500, ErrorCachingMinTTL: 0 }, page(503)) }
  })
  const of = (status: number, value?: string, of = site) => {
    const headers: HeaderList = value === undefined ? [] : [['Cache-Control', value]]
    return errorFreshness(of, chooseBehavior(of, '/'), { status, headers }, NOW)
  }

  test.each([
    [404, undefined, true, 30, 'ErrorCachingMinTTL'],
    [404, 'max-age=20', true, 30, 'ErrorCachingMinTTL'],
    [404, 'max-age=50', true, 50, 'max-age'],
    [404, 's-maxage=50, max-age=70', true, 50, 's-maxage'],
    [404, 'max-age=5000', true, 1_000, 'max-age'],
    [404, 'no-store', false, 0, 'ErrorCachingMinTTL'],
    [410, 'no-cache', false, 0, 'ErrorCachingMinTTL'],
    [414, 'private', false, 0, 'ErrorCachingMinTTL'],
    [501, 'no-store', false, 0, 'ErrorCachingMinTTL'],
    [502, 'no-store', true, 10, 'ErrorCachingMinTTL'],
    [503, 'private', true, 10, 'ErrorCachingMinTTL'],
    [410, undefined, true, 10, 'ErrorCachingMinTTL'],
    [500, undefined, true, 0, 'ErrorCachingMinTTL'],
    [504, undefined, true, 10, 'ErrorCachingMinTTL'],
    [503, 'no-store, max-age=50', true, 10, 'ErrorCachingMinTTL'],
    [403, 'private, max-age=50', true, 10, 'ErrorCachingMinTTL'],
    [403, undefined, false, 0, 'ErrorCachingMinTTL'],
    [403, 'max-age=50', true, 50, 'max-age'],
    [400, 'max-age=5', true, 10, 'ErrorCachingMinTTL'],
    [405, 's-maxage=50', true, 50, 's-maxage'],
    [412, 'max-age=50', true, 50, 'max-age'],
    [415, undefined, false, 0, 'ErrorCachingMinTTL'],
    [416, 'max-age=50', false, 0, 'max-age'],
    [429, 'max-age=50', false, 0, 'max-age']
  ] as const)('%i with %s', (status, value, stored, ttlSeconds, rule) => {
    expect(of(status, value)).toEqual({ stored, ttlSeconds, rule })
  })

  test('a behavior that caches nothing caches no errors', () => {
    const disabled = distribution({ policies: { cache: cachePolicy({ ttl: [0, 0, 0] }) } })
    expect(of(404, 'max-age=50', disabled).stored).toBe(false)
  })

  test('MaxTTL is that of the behavior which fetches the page', () => {
    const forwarding = { QueryString: false, Cookies: { Forward: 'none' as const } }
    const other = distribution({
      behaviors: [{ PathPattern: '/errors/*', ForwardedValues: forwarding, MinTTL: 0, DefaultTTL: 1, MaxTTL: 40 }],
      policies: { cache: cachePolicy({ ttl: [0, 60, 1_000] }) },
      config: { CustomErrorResponses: list(page(404)) }
    })
    expect(of(404, 'max-age=500', other).ttlSeconds).toBe(40)
    expect(of(500, 'max-age=500', other).ttlSeconds).toBe(500)
  })
})

describe('error pages', () => {
  const site = distribution({
    config: { CustomErrorResponses: list(page(404), page(502), page(503), { ErrorCode: 500 }) }
  })

  test.each([
    [404, 'origin', true],
    [502, 'edge', true],
    [503, 'origin', true],
    [503, 'edge', false],
    [404, 'function', false],
    [500, 'origin', false],
    [403, 'origin', false]
  ] as const)('%i of the %s: page %s', (status, cause, has) => {
    expect(errorPage(site, status, cause)).toEqual(has ? { path: '/errors/page.html', responseCode: 200 } : undefined)
  })

  test('the page is fetched by GET without query, and its own failure is the answer', () => {
    const failed = viewerRequest('/a?b=1', [['Cookie', 'a=1']], { method: 'HEAD' })
    expect(errorPageRequest(failed, '/e.html')).toMatchObject({ method: 'GET', path: '/e.html', query: undefined })
    const part = viewerRequest('/a', [
      ['Range', 'bytes=0-1'],
      ['if-range', '"x"'],
      ['X', '1']
    ])
    expect(errorPageRequest(part, '/e.html').headers).toEqual([['X', '1']])
    expect(errorPageStatus(200, 200)).toBe(200)
    expect(errorPageStatus(404, 200)).toBe(404)
    expect(errorPageStatus(200, 403)).toBe(403)
    expect(errorPageStatus(200, 206)).toBe(206)
  })
})

describe('origin groups', () => {
  const site = distribution({
    behavior: { TargetOriginId: 'both' },
    config: {
      Origins: list(origin('one'), origin('two')),
      OriginGroups: list({
        Id: 'both',
        FailoverCriteria: { StatusCodes: list(500, 404) },
        Members: list({ OriginId: 'one' }, { OriginId: 'two' })
      })
    }
  })
  const target = (method: string) => targetOf(site, chooseBehavior(site, '/'), method)

  test.each(['GET', 'HEAD', 'OPTIONS'])('%s has a second origin', method => {
    expect(target(method).origins.map(found => found?.id)).toEqual(['one', 'two'])
  })

  test.each(['POST', 'PUT', 'PATCH', 'DELETE'])('%s has the first one only', method => {
    expect(target(method).origins.map(found => found?.id)).toEqual(['one'])
    expect(failsOver(target(method), 500)).toBe(false)
  })

  test('listed codes and an origin that cannot be reached fail over, other codes do not', () => {
    expect([500, 404, 'unreachable' as const].map(outcome => failsOver(target('GET'), outcome))).toEqual([
      true,
      true,
      true
    ])
    expect([503, 403, 200].map(outcome => failsOver(target('GET'), outcome))).toEqual([false, false, false])
  })

  test('without a group nothing fails over', () => {
    const single = distribution()
    const found = targetOf(single, chooseBehavior(single, '/'), 'GET')
    expect(found.origins).toHaveLength(1)
    expect(failsOver(found, 'unreachable')).toBe(false)
  })
})

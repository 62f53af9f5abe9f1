import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Policies } from '../../src/delivery/behavior.ts'
import { type HeaderList } from '../../src/delivery/headers.ts'
import { cacheKey } from '../../src/delivery/key.ts'
import { chooseBehavior } from '../../src/delivery/routing.ts'
import { type ViewerRequest } from '../../src/delivery/viewer-request.ts'
import { cachePolicy, distribution, list, viewerRequest } from './samples.ts'

type Values = NonNullable<Parameters<typeof distribution>[0]>['behavior']

function keyOf(request: ViewerRequest, { policies, behavior }: { policies?: Policies; behavior?: Values } = {}) {
  const site = distribution({ ...(policies && { policies }), ...(behavior && { behavior }) })
  return cacheKey(site, chooseBehavior(site, request.path), request)
}

const byPolicy = (...parts: Parameters<typeof cachePolicy>) => ({ policies: { cache: cachePolicy(...parts) } })
const same = (one: ViewerRequest, other: ViewerRequest, ...rest: [] | [Parameters<typeof keyOf>[1]]) =>
  keyOf(one, ...rest).id === keyOf(other, ...rest).id

describe('cache key', () => {
  test('a policy that names nothing: the path alone, as sent', () => {
    const one = viewerRequest('/a%41?x=1', [
      ['Cookie', 'a=1'],
      ['Accept-Encoding', 'gzip']
    ])
    expect(keyOf(one)).toMatchObject({ path: '/a%41', query: undefined, headers: [], cookies: [] })
    expect(same(one, viewerRequest('/a%41'))).toBe(true)
    expect(same(one, viewerRequest('/aA'))).toBe(false)
    expect(same(one, viewerRequest('/A%41'))).toBe(false)
  })

  test('query: named parameters in the viewer’s order and spelling; names and values are case-sensitive', () => {
    const some = byPolicy({ query: { QueryStringBehavior: 'whitelist', QueryStrings: list('a', 'b') } })
    expect(keyOf(viewerRequest('/?b=2&x=1&a=%31&A=3&a'), some).query).toBe('b=2&a=%31&a')
    expect(keyOf(viewerRequest('/?x=1'), some).query).toBeUndefined()
    const rest = byPolicy({ query: { QueryStringBehavior: 'allExcept', QueryStrings: list('utm') } })
    expect(keyOf(viewerRequest('/?utm=1&b&a=1'), rest).query).toBe('b&a=1')
    const all = byPolicy({ query: { QueryStringBehavior: 'all' } })
    expect(same(viewerRequest('/?a=1&b=2'), viewerRequest('/?b=2&a=1'), all)).toBe(false)
    expect(same(viewerRequest('/?'), viewerRequest('/'), all)).toBe(true)
  })

  test('headers: values as sent, an absent one is not an empty one, names ignore case', () => {
    const named = byPolicy({ headers: ['X-Color'] })
    expect(keyOf(viewerRequest('/', [['x-COLOR', 'Red']]), named).headers).toEqual([['x-color', 'Red']])
    expect(same(viewerRequest('/', [['X-Color', '']]), viewerRequest('/'), named)).toBe(false)
    expect(same(viewerRequest('/', [['X-Color', 'a']]), viewerRequest('/', [['X-Color', 'A']]), named)).toBe(false)
    expect(same(viewerRequest('/', [['X-Other', 'a']]), viewerRequest('/'), named)).toBe(true)
  })

  test('cookies: the named ones, sorted by name', () => {
    const named = byPolicy({ cookies: { CookieBehavior: 'whitelist', Cookies: list('a', 'b') } })
    const sent = viewerRequest('/', [['Cookie', 'b=2; c=3; a=1']])
    expect(keyOf(sent, named).cookies).toEqual([
      ['a', '1'],
      ['b', '2']
    ])
    expect(
      same(
        sent,
        viewerRequest('/', [
          ['Cookie', 'a=1'],
          ['cookie', 'b=2']
        ]),
        named
      )
    ).toBe(true)
    expect(same(sent, viewerRequest('/', [['Cookie', 'A=1; b=2']]), named)).toBe(false)
  })

  test.each([
    ['whitelist', ['ab', 'ac', 'b_', 'b_c']],
    ['allExcept', ['Ab', 'b', 'x']]
  ] as const)('cookies: names in a policy may have wildcards, %s', (CookieBehavior, expected) => {
    const named = byPolicy({ cookies: { CookieBehavior, Cookies: list('a?', 'b_*') } })
    const sent = viewerRequest('/', [['Cookie', 'ab=1; b_c=1; b_=1; b=1; x=1; ac=1; Ab=1']])
    const selected = keyOf(sent, named).cookies.map(([name]) => name)
    expect(selected).toEqual(expected)
  })

  test('protocols and names of the distribution share objects unless they are named', () => {
    const http = viewerRequest('/', [], { protocol: 'http', host: 'd1111111111111.cloudfront.net' })
    expect(same(http, viewerRequest('/'))).toBe(true)
    expect(same(http, viewerRequest('/', [], { protocol: 'http' }), byPolicy({ headers: ['Host'] }))).toBe(false)
    const proto = byPolicy({ headers: ['CloudFront-Forwarded-Proto'] })
    expect(same(http, viewerRequest('/'), proto)).toBe(false)
    // A viewer's own header of that name is not believed.
    expect(same(viewerRequest('/', [['CloudFront-Forwarded-Proto', 'http']]), viewerRequest('/'), proto)).toBe(true)
  })

  test('HEAD shares GET’s object, OPTIONS has its own; behaviors, distributions and tenants never share', () => {
    expect(same(viewerRequest('/', [], { method: 'HEAD' }), viewerRequest('/'))).toBe(true)
    expect(same(viewerRequest('/', [], { method: 'OPTIONS' }), viewerRequest('/'))).toBe(false)
    const site = distribution({ behaviors: [{ PathPattern: '/a' }] })
    const [first, last] = site.behaviors
    if (!first || !last) throw new Error('two behaviors expected')
    const request = viewerRequest('/a')
    expect(cacheKey(site, first, request).id).not.toBe(cacheKey(site, last, request).id)
    const idOf = (id: string, tenantId?: string) => cacheKey({ id, tenantId }, first, request).id
    // A tenant can be moved to another distribution.
    const ids = [idOf('E1'), idOf('E2'), idOf('E1', 'dt_1'), idOf('E1', 'dt_2'), idOf('E2', 'dt_1')]
    expect(new Set(ids).size).toBe(5)
  })

  test.each([
    [{ gzip: true, brotli: true }, 'gzip, deflate, br', 'br,gzip'],
    [{ gzip: true, brotli: true }, 'br;q=0, GZIP;q=0.1', 'gzip'],
    [{ gzip: true, brotli: true }, 'deflate', undefined],
    [{ gzip: true, brotli: true }, '*', undefined],
    [{ gzip: true }, 'br, gzip', 'gzip'],
    [{ brotli: true }, 'br, gzip', 'br'],
    [{}, 'br, gzip', undefined],
    [{ gzip: true }, 'gzip;q=0.000', undefined]
  ])('Accept-Encoding: %j and %s is %s', (flags, sent, wanted) => {
    expect(keyOf(viewerRequest('/', [['Accept-Encoding', sent]]), byPolicy(flags)).acceptEncoding).toBe(wanted)
  })

  test('Accept-Encoding: none for HTTP/1.0; named by the policy it is a header like any other', () => {
    const sent = [['Accept-Encoding', 'gzip']] as const
    const flags = byPolicy({ gzip: true })
    expect(keyOf(viewerRequest('/', sent, { httpVersion: '1.0' }), flags).acceptEncoding).toBeUndefined()
    const named = keyOf(viewerRequest('/', sent), byPolicy({ gzip: true, headers: ['Accept-Encoding'] }))
    expect(named).toMatchObject({ acceptEncoding: undefined, headers: [['accept-encoding', 'gzip']] })
  })

  test('settings from before the policies: query keys, cookies by wildcards, gzip only', () => {
    const values = {
      behavior: {
        ForwardedValues: {
          QueryString: true,
          QueryStringCacheKeys: list('a'),
          Cookies: { Forward: 'whitelist' as const, WhitelistedNames: list('s?d', 'user*') },
          Headers: list('Origin')
        }
      }
    }
    const request = viewerRequest('/?b=1&a=2', [
      ['Cookie', 'userName=x; sid=1; sd=2; other=3'],
      ['Origin', 'https://a.example'],
      ['Accept-Encoding', 'br, gzip']
    ])
    expect(keyOf(request, values)).toMatchObject({
      query: 'a=2',
      cookies: [
        ['sid', '1'],
        ['userName', 'x']
      ],
      headers: [['origin', 'https://a.example']],
      acceptEncoding: 'gzip'
    })
  })

  test('same key ⇔ same object: two requests share a key exactly when all that the policy names is equal', () => {
    const text = fc.string({ unit: fc.constantFrom('a', 'b', ',', '"', '\n', '[', ';'), maxLength: 3 })
    const request = fc
      .record({
        path: text.map(rest => `/${rest}`),
        query: fc.option(fc.constantFrom('a=1', 'b=1&a=1', 'a=1&b=1', 'c=1', 'a', ''), { nil: undefined }),
        color: fc.option(text, { nil: undefined }),
        size: fc.option(text, { nil: undefined }),
        cookie: fc.option(fc.constantFrom('k=1', 'k=2', 'j=1', 'j=1; k=1'), { nil: undefined }),
        noise: text,
        encoding: fc.constantFrom('gzip', 'br', 'br, gzip', 'gzip;q=0', '')
      })
      .map(({ path, query, color, size, cookie, noise, encoding }) => {
        const headers: HeaderList = [
          ['X-Noise', noise],
          ...(color === undefined ? [] : [['X-Color', color] as const]),
          ...(size === undefined ? [] : [['X-Size', size] as const]),
          ...(cookie === undefined ? [] : [['Cookie', cookie] as const]),
          ['Accept-Encoding', encoding]
        ]
        const seen = {
          path,
          query: (query ?? '').split('&').filter(part => /^[ab](=|$)/.test(part)),
          color: color ?? null,
          size: size ?? null,
          cookie: /k=./.exec(cookie ?? '')?.[0] ?? null,
          gzip: encoding.includes('gzip') && !encoding.includes('q=0')
        }
        return { request: viewerRequest(path, headers, { path, query }), seen: JSON.stringify(seen) }
      })
    const policy = byPolicy({
      headers: ['X-Color', 'X-Size'],
      cookies: { CookieBehavior: 'whitelist', Cookies: list('k') },
      query: { QueryStringBehavior: 'whitelist', QueryStrings: list('a', 'b') },
      gzip: true
    })
    fc.assert(
      fc.property(request, request, (one, other) => {
        expect(same(one.request, other.request, policy)).toBe(one.seen === other.seen)
      }),
      { numRuns: 3_000 }
    )
  })
})

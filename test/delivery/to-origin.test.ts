import type * as CF from '@aws-sdk/client-cloudfront'
import { describe, expect, test } from 'vitest'
import { headerValue } from '../../src/delivery/headers.ts'
import { chooseBehavior } from '../../src/delivery/routing.ts'
import { requestToOrigin } from '../../src/delivery/to-origin.ts'
import { type ViewerRequest } from '../../src/delivery/viewer-request.ts'
import { cachePolicy, distribution, list, origin, originRequestPolicy, viewerRequest } from './samples.ts'

type Parts = NonNullable<Parameters<typeof distribution>[0]>

function asked(request: ViewerRequest, parts: Parts = {}, config: Partial<CF.Origin> = {}) {
  const site = distribution({ ...parts, config: { Origins: list(origin('site', config)) } })
  const found = site.origins.get('site')
  if (!found) throw new Error('the sample has an origin called site')
  const behavior = chooseBehavior(site, request.path)
  const sent = requestToOrigin({ behavior, origin: found, request, edgeName: 'abc.cloudfront.net' })
  return { ...sent, header: (name: string) => headerValue(sent.headers, name) }
}

const custom = (rest: Partial<CF.CustomOriginConfig>) => ({
  CustomOriginConfig: { HTTPPort: 8080, HTTPSPort: 8443, OriginProtocolPolicy: 'http-only' as const, ...rest }
})
const allViewer = originRequestPolicy({
  HeadersConfig: { HeaderBehavior: 'allViewer' },
  CookiesConfig: { CookieBehavior: 'all' },
  QueryStringsConfig: { QueryStringBehavior: 'all' }
})
const legacy = (rest: Partial<CF.ForwardedValues> = {}): Parts => ({
  behavior: { ForwardedValues: { QueryString: false, Cookies: { Forward: 'none' }, ...rest } }
})
const viewerHeaders = [
  ['Host', 'www.example.com'],
  ['User-Agent', 'Browser'],
  ['Accept', 'text/html'],
  ['Accept-Language', 'fi'],
  ['Accept-Encoding', 'zstd, br, gzip'],
  ['Authorization', 'Basic x'],
  ['Referer', 'https://a.example/'],
  ['Origin', 'https://a.example'],
  ['Cookie', 'b=2; a=1'],
  ['If-None-Match', '"x"'],
  ['Range', 'bytes=0-1'],
  ['X-Own', 'mine'],
  ['X-Forwarded-For', '198.51.100.7'],
  ['X-Forwarded-Proto', 'http'],
  ['X-Real-IP', '198.51.100.7'],
  ['X-Edge-Thing', '1'],
  ['X-Amz-Cf-Id', 'forged'],
  ['CloudFront-Viewer-Country', 'FI'],
  ['CloudFront-Forwarded-Proto', 'http'],
  ['Proxy-Authorization', 'x'],
  ['Connection', 'keep-alive, X-Hop'],
  ['X-Hop', '1'],
  ['TE', 'trailers'],
  ['Upgrade', 'h2c'],
  ['Transfer-Encoding', 'chunked'],
  ['Expect', '100-continue'],
  ['Via', '1.1 proxy']
] as const

describe('target and address', () => {
  test('OriginPath, the path exactly as sent, then the parameters that key and request policy name', () => {
    const policies = {
      cache: cachePolicy({ query: { QueryStringBehavior: 'whitelist', QueryStrings: list('a') } }),
      originRequest: originRequestPolicy({
        QueryStringsConfig: { QueryStringBehavior: 'whitelist', QueryStrings: list('b') }
      })
    }
    const { target } = asked(viewerRequest('/x%2F..//y?b=1&c=2&a=%33'), { policies }, { OriginPath: '/prod' })
    expect(target).toBe('/prod/x%2F..//y?b=1&a=%33')
    expect(asked(viewerRequest('/?c=1'), { policies }).target).toBe('/')
  })

  test('settings with QueryStringCacheKeys: every parameter goes to the origin', () => {
    expect(
      asked(viewerRequest('/?a=1&b=2'), legacy({ QueryString: true, QueryStringCacheKeys: list('a') })).target
    ).toBe('/?a=1&b=2')
    expect(asked(viewerRequest('/?a=1&b=2'), legacy()).target).toBe('/')
  })

  test.each([
    ['http-only', 'https', 'http', 8080],
    ['https-only', 'http', 'https', 8443],
    ['match-viewer', 'http', 'http', 8080],
    ['match-viewer', 'https', 'https', 8443]
  ] as const)('%s, viewer over %s: %s on %i', (OriginProtocolPolicy, viewer, protocol, port) => {
    const sent = asked(viewerRequest('/', [], { protocol: viewer }), {}, custom({ OriginProtocolPolicy }))
    expect(sent).toMatchObject({ protocol, port, hostname: 'site.example.com' })
    expect(sent.header('host')).toBe(`site.example.com:${port}`)
  })

  test('a bucket is asked by the viewer’s protocol', () => {
    const sent = asked(
      viewerRequest('/'),
      {},
      { S3OriginConfig: { OriginAccessIdentity: '' }, CustomOriginConfig: undefined }
    )
    expect(sent).toMatchObject({ protocol: 'https', port: 443 })
  })

  test('the viewer’s host where key, policy or legacy list name it, the origin’s otherwise', () => {
    const request = viewerRequest('/')
    expect(asked(request).header('host')).toBe('site.example.com')
    expect(asked(request, legacy()).header('host')).toBe('site.example.com')
    expect(asked(request, legacy({ Headers: list('host') })).header('host')).toBe('www.example.com')
    expect(asked(request, { policies: { cache: cachePolicy({ headers: ['Host'] }) } }).header('host')).toBe(
      'www.example.com'
    )
    const originRequest = allViewer
    expect(asked(request, { policies: { cache: cachePolicy(), originRequest } }).header('host')).toBe('www.example.com')
    const except = originRequestPolicy({ HeadersConfig: { HeaderBehavior: 'allExcept', Headers: list('Host') } })
    expect(asked(request, { policies: { cache: cachePolicy(), originRequest: except } }).header('host')).toBe(
      'site.example.com'
    )
  })

  test('timeouts and attempts: the origin’s, or the defaults; only GET and HEAD are repeated', () => {
    const request = viewerRequest('/')
    expect(asked(request)).toMatchObject({ attempts: 3, connectTimeoutMs: 10_000, readTimeoutMs: 30_000 })
    const config = { ConnectionAttempts: 2, ConnectionTimeout: 4, ...custom({ OriginReadTimeout: 7 }) }
    expect(asked(request, {}, config)).toMatchObject({ attempts: 2, connectTimeoutMs: 4_000, readTimeoutMs: 7_000 })
    expect(asked(request).completionTimeoutMs).toBeUndefined()
    expect(asked(request, {}, { ResponseCompletionTimeout: 9 }).completionTimeoutMs).toBe(9_000)
    expect(asked(viewerRequest('/', [], { method: 'POST' }), {}, config).attempts).toBe(1)
  })
})

describe('headers', () => {
  const always = {
    Host: 'site.example.com',
    'User-Agent': 'Amazon CloudFront',
    'X-Forwarded-For': '198.51.100.7, 192.0.2.1',
    Via: '1.1 abc.cloudfront.net (CloudFront)',
    'X-Amz-Cf-Id': 'request-id==',
    Connection: 'Keep-Alive'
  }
  const headersOf = (...given: Parameters<typeof asked>) => Object.fromEntries(asked(...given).headers)

  test('a cache policy that names nothing: what CloudFront itself sends, nothing else', () => {
    expect(headersOf(viewerRequest('/', viewerHeaders))).toEqual(always)
  })

  test('with policies: what key and request policy name', () => {
    const policies = {
      cache: cachePolicy({
        headers: ['X-Own'],
        cookies: { CookieBehavior: 'whitelist', Cookies: list('a') },
        gzip: true
      }),
      originRequest: originRequestPolicy({
        HeadersConfig: { HeaderBehavior: 'whitelist', Headers: list('User-Agent', 'CloudFront-Forwarded-Proto') },
        CookiesConfig: { CookieBehavior: 'whitelist', Cookies: list('b') }
      })
    }
    expect(headersOf(viewerRequest('/', viewerHeaders), { policies })).toEqual({
      ...always,
      'User-Agent': 'Browser',
      'X-Own': 'mine',
      'Accept-Encoding': 'gzip',
      'CloudFront-Forwarded-Proto': 'https',
      Cookie: 'a=1; b=2'
    })
  })

  test('cookies: what either policy names, with wildcards', () => {
    const sent = viewerRequest('/', [['Cookie', 'a1=1; b=1; c_x=1; d=1']])
    const named = (CookieBehavior: 'whitelist' | 'allExcept', ...names: string[]) => ({
      policies: {
        cache: cachePolicy({ cookies: { CookieBehavior: 'whitelist', Cookies: list('a?') } }),
        originRequest: originRequestPolicy({ CookiesConfig: { CookieBehavior, Cookies: list(...names) } })
      }
    })
    expect(headersOf(sent, named('whitelist', 'c_*'))).toMatchObject({ Cookie: 'a1=1; c_x=1' })
    expect(headersOf(sent, named('allExcept', 'a*', 'c_*'))).toMatchObject({ Cookie: 'a1=1; b=1; d=1' })
  })

  test('all viewer headers: also those that are otherwise removed, never those of the connection or CloudFront’s own', () => {
    const policies = { cache: cachePolicy({ ttl: [0, 0, 0] }), originRequest: allViewer }
    expect(headersOf(viewerRequest('/', viewerHeaders), { policies })).toEqual({
      ...always,
      Host: 'www.example.com',
      'User-Agent': 'Browser',
      Accept: 'text/html',
      'Accept-Language': 'fi',
      'Accept-Encoding': 'zstd, br, gzip',
      Authorization: 'Basic x',
      Referer: 'https://a.example/',
      Origin: 'https://a.example',
      Cookie: 'a=1; b=2',
      'X-Own': 'mine',
      Via: '1.1 proxy, 1.1 abc.cloudfront.net (CloudFront)'
    })
  })

  test('settings from before the policies: every header but those that CloudFront removes', () => {
    expect(headersOf(viewerRequest('/', viewerHeaders), legacy())).toEqual({
      ...always,
      'Accept-Encoding': 'gzip',
      Origin: 'https://a.example',
      'X-Own': 'mine',
      Via: '1.1 proxy, 1.1 abc.cloudfront.net (CloudFront)'
    })
    const named = legacy({ Headers: list('Accept', 'CloudFront-Is-Mobile-Viewer', 'Authorization') })
    expect(headersOf(viewerRequest('/', viewerHeaders), named)).toMatchObject({
      Accept: 'text/html',
      Authorization: 'Basic x',
      'CloudFront-Is-Mobile-Viewer': 'false'
    })
  })

  test('Authorization by settings from before the policies: not on GET and HEAD, nor on OPTIONS that is cached', () => {
    const sent = (method: string, cached?: CF.Method[]) => {
      const AllowedMethods = { ...list<CF.Method>('GET', 'HEAD', 'OPTIONS'), CachedMethods: list(...(cached ?? [])) }
      const { behavior } = legacy()
      return asked(viewerRequest('/', viewerHeaders, { method }), { behavior: { ...behavior, AllowedMethods } }).header(
        'authorization'
      )
    }
    expect(sent('GET')).toBeUndefined()
    expect(sent('HEAD')).toBeUndefined()
    expect(sent('OPTIONS', ['GET', 'HEAD', 'OPTIONS'])).toBeUndefined()
    expect(sent('OPTIONS', ['GET', 'HEAD'])).toBe('Basic x')
    expect(sent('POST')).toBe('Basic x')
  })

  test('a body’s headers go with the body', () => {
    const request = viewerRequest(
      '/',
      [
        ['Content-Type', 'text/csv'],
        ['Content-Length', '3'],
        ['X', '1']
      ],
      { method: 'PUT' }
    )
    expect(headersOf(request)).toMatchObject({ 'Content-Type': 'text/csv', 'Content-Length': '3' })
    expect(headersOf(request)).not.toHaveProperty('X')
    expect(headersOf({ ...request, method: 'GET' })).not.toHaveProperty('Content-Type')
  })

  test('the origin’s own headers come last and replace a viewer’s', () => {
    const CustomHeaders = list(
      { HeaderName: 'x-own', HeaderValue: 'secret' },
      { HeaderName: 'X-Key', HeaderValue: 'k' },
      // It cannot be sent, and may be stored.
      { HeaderName: 'X-Key-2', HeaderValue: 'k\r\n' }
    )
    const policies = { cache: cachePolicy({ headers: ['X-Own'] }) }
    const sent = asked(
      viewerRequest('/', [
        ['X-Own', 'a'],
        ['X-Own', 'b']
      ]),
      { policies },
      { CustomHeaders }
    )
    expect(sent.headers.filter(([name]) => /own|key/i.test(name))).toEqual([
      ['x-own', 'secret'],
      ['X-Key', 'k']
    ])
  })

  test('names of headers ignore case', () => {
    const policies = { cache: cachePolicy({ headers: ['x-own'] }) }
    expect(asked(viewerRequest('/', [['X-OWN', 'a']]), { policies }).header('x-own')).toBe('a')
  })
})

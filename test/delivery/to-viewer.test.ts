import type * as CF from '@aws-sdk/client-cloudfront'
import { describe, expect, test } from 'vitest'
import { compressedHeaders, compression } from '../../src/delivery/compression.ts'
import { type HeaderList, headerValue } from '../../src/delivery/headers.ts'
import { applyResponseHeadersPolicy, sendsServerTiming } from '../../src/delivery/response-headers.ts'
import { chooseBehavior } from '../../src/delivery/routing.ts'
import { headersForViewers } from '../../src/delivery/to-viewer.ts'
import { cachePolicy, distribution, list } from './samples.ts'

describe('what is compressed', () => {
  const behavior = chooseBehavior(
    distribution({ behavior: { Compress: true }, policies: { cache: cachePolicy({ gzip: true, brotli: true }) } }),
    '/'
  )
  const answer = (status: number, ...headers: [string, string][]) => ({
    status,
    headers: [['Content-Type', 'text/css; charset=utf-8'], ['Content-Length', '1000'], ...headers] as HeaderList
  })

  test('brotli before gzip, and none that the viewer does not take', () => {
    expect(compression(behavior, 'br,gzip', answer(200))).toBe('br')
    expect(compression(behavior, 'gzip', answer(404))).toBe('gzip')
    expect(compression(behavior, undefined, answer(200))).toBeUndefined()
  })

  test.each([
    ['status 206', { status: 206, headers: answer(200).headers }],
    ['status 500', { status: 500, headers: answer(200).headers }],
    ['an encoding, whatever it is', answer(200, ['Content-Encoding', 'identity'])],
    ['chunks', answer(200, ['Transfer-Encoding', 'chunked'])],
    ['no length', { status: 200, headers: [['Content-Type', 'text/css']] as HeaderList }],
    [
      '999 bytes',
      {
        status: 200,
        headers: [
          ['Content-Type', 'text/css'],
          ['Content-Length', '999']
        ] as HeaderList
      }
    ],
    [
      '10,000,001 bytes',
      {
        status: 200,
        headers: [
          ['Content-Type', 'text/css'],
          ['Content-Length', '10000001']
        ] as HeaderList
      }
    ],
    [
      'a picture',
      {
        status: 200,
        headers: [
          ['Content-Type', 'image/png'],
          ['Content-Length', '5000']
        ] as HeaderList
      }
    ],
    ['no type', { status: 200, headers: [['Content-Length', '5000']] as HeaderList }]
  ])('not %s', (_, given) => {
    expect(compression(behavior, 'br,gzip', given)).toBeUndefined()
  })

  test('not where the behavior does not compress, caches nothing, or names Accept-Encoding', () => {
    const compresses = (...parts: Parameters<typeof cachePolicy>) =>
      chooseBehavior(distribution({ behavior: { Compress: true }, policies: { cache: cachePolicy(...parts) } }), '/')
        .compresses
    expect(compresses({ gzip: true })).toBe(true)
    expect(compresses({})).toBe(false)
    expect(compresses({ gzip: true, ttl: [0, 0, 0] })).toBe(false)
    expect(compresses({ gzip: true, headers: ['Accept-Encoding'] })).toBe(false)
    const off = distribution({ policies: { cache: cachePolicy({ gzip: true }) } })
    expect(chooseBehavior(off, '/').compresses).toBe(false)
  })

  test.each([
    ['"x"', 'W/"x"'],
    ['W/"x"', 'W/"x"'],
    ['x', undefined]
  ])('ETag %s becomes %s', (etag, wanted) => {
    const headers = Object.fromEntries(
      compressedHeaders(
        [
          ['ETag', etag],
          ['Content-Length', '5000'],
          ['Vary', 'Origin']
        ],
        'br'
      )
    )
    expect(headers).toEqual({
      Vary: 'Origin, Accept-Encoding',
      'Content-Encoding': 'br',
      ...(wanted !== undefined && { ETag: wanted })
    })
  })
})

describe('headers of an origin’s answer', () => {
  const sent: HeaderList = [
    ['Content-Type', 'a/b'],
    ['Set-Cookie', 'a=1'],
    ['Connection', 'close, X-Hop'],
    ['X-Hop', '1'],
    ['X-Cache', 'forged'],
    ['Age', '5'],
    ['Vary', 'Cookie, X-Own, Accept-Encoding, X-Other']
  ]
  test('without those of the connection and CloudFront’s own; cookies and Vary as they are forwarded', () => {
    const plain = chooseBehavior(distribution({ policies: { cache: cachePolicy({ headers: ['X-Own'] }) } }), '/')
    expect(headersForViewers(plain, sent)).toEqual([
      ['Content-Type', 'a/b'],
      ['Vary', 'X-Own, Accept-Encoding']
    ])
    const cookies = chooseBehavior(
      distribution({ policies: { cache: cachePolicy({ cookies: { CookieBehavior: 'all' } }) } }),
      '/'
    )
    expect(headersForViewers(cookies, sent)).toEqual([
      ['Content-Type', 'a/b'],
      ['Set-Cookie', 'a=1'],
      ['Vary', 'Cookie, Accept-Encoding']
    ])
  })
})

describe('response headers policies', () => {
  type Config = Omit<CF.ResponseHeadersPolicyConfig, 'Name'>
  const apply = (config: Config, headers: HeaderList, request: HeaderList = [], method = 'GET') =>
    applyResponseHeadersPolicy({ Name: 'one', ...config }, { method, origin: originOf(request) }, headers)
  const originOf = (request: HeaderList) => {
    const sent = headerValue(request, 'origin')
    return sent === undefined ? undefined : { known: sent, sent }
  }
  const custom = (Override: boolean) => ({
    CustomHeadersConfig: list({ Header: 'X-Own', Value: 'policy', Override })
  })
  const cors = (Origins: string[], rest: Partial<CF.ResponseHeadersPolicyCorsConfig> = {}): Config => ({
    CorsConfig: {
      AccessControlAllowOrigins: list(...Origins),
      AccessControlAllowHeaders: list('*'),
      AccessControlAllowMethods: list('ALL'),
      AccessControlAllowCredentials: false,
      AccessControlExposeHeaders: list('X-Seen'),
      AccessControlMaxAgeSec: 600,
      OriginOverride: true,
      ...rest
    }
  })
  const from = (origin: string): HeaderList => [['Origin', origin]]

  test('what cannot be sent is left out, as a stored policy may have it', () => {
    const own = list(
      { Header: 'X-A', Value: 'a\r\nX-B: b', Override: true },
      { Header: 'X C', Value: 'c', Override: true },
      { Header: 'X-D', Value: '\u20ac', Override: true },
      { Header: 'X-E', Value: 'e', Override: true }
    )
    expect(apply({ CustomHeadersConfig: own }, [['X-A', 'origin']])).toEqual([
      ['X-A', 'origin'],
      ['X-E', 'e']
    ])
  })

  test('without override the origin’s header stays, with it the policy’s alone is sent', () => {
    const own: HeaderList = [
      ['x-own', 'a'],
      ['X-OWN', 'b']
    ]
    expect(apply(custom(false), own)).toEqual(own)
    expect(apply(custom(true), own)).toEqual([['X-Own', 'policy']])
    expect(apply(custom(false), [])).toEqual([['X-Own', 'policy']])
  })

  test('what is removed comes first, so that the policy may set it again', () => {
    const removing = { RemoveHeadersConfig: list({ Header: 'x-own' }, { Header: 'Server' }), ...custom(false) }
    expect(
      apply(removing, [
        ['X-Own', 'origin'],
        ['server', 'a'],
        ['X', '1']
      ])
    ).toEqual([
      ['X', '1'],
      ['X-Own', 'policy']
    ])
  })

  test('CORS: nothing without Origin; methods, headers and age on OPTIONS only', () => {
    expect(apply(cors(['*']), [])).toEqual([])
    expect(apply(cors(['*']), [], from('https://a.example'))).toEqual([
      ['Access-Control-Allow-Origin', '*'],
      ['Access-Control-Expose-Headers', 'X-Seen']
    ])
    expect(Object.fromEntries(apply(cors(['*']), [], from('https://a.example'), 'OPTIONS'))).toEqual({
      'Access-Control-Allow-Origin': '*',
      'Access-Control-Expose-Headers': 'X-Seen',
      'Access-Control-Allow-Methods': 'DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT',
      'Access-Control-Allow-Headers': '*',
      'Access-Control-Max-Age': '600'
    })
  })

  test.each([
    ['https://a.example', 'https://a.example', true],
    ['https://a.example', 'http://a.example', false],
    ['a.example', 'http://a.example', true],
    ['*.example', 'https://b.a.example', true],
    ['*.a.example', 'https://a.example', false],
    ['https://*.a.example', 'https://b.a.example', true],
    ['https://*.a.example', 'http://b.a.example', false],
    ['https://*.a.example', 'https://evil.org/.a.example.org', false],
    ['https://a.example', 'https://a.example:8443', false],
    ['https://a?example', 'https://axexample', false]
  ])('CORS: %s and %s match: %s', (item, origin, matches) => {
    const found = Object.fromEntries(
      apply(cors([item, 'https://other.example']), [['Access-Control-Allow-Origin', 'x']], from(origin))
    )
    expect(found['Access-Control-Allow-Origin']).toBe(matches ? origin : undefined)
  })

  test('security headers', () => {
    const found = apply(
      {
        SecurityHeadersConfig: {
          XSSProtection: { Override: true, Protection: true, ReportUri: 'https://r.example' },
          FrameOptions: { Override: true, FrameOption: 'DENY' },
          ReferrerPolicy: { Override: false, ReferrerPolicy: 'no-referrer' },
          ContentSecurityPolicy: { Override: true, ContentSecurityPolicy: "default-src 'self'" },
          ContentTypeOptions: { Override: true },
          StrictTransportSecurity: {
            Override: true,
            AccessControlMaxAgeSec: 60,
            IncludeSubdomains: true,
            Preload: true
          }
        }
      },
      [['Referrer-Policy', 'origin']]
    )
    expect(Object.fromEntries(found)).toEqual({
      'Referrer-Policy': 'origin',
      'X-XSS-Protection': '1; report=https://r.example',
      'X-Frame-Options': 'DENY',
      'Content-Security-Policy': "default-src 'self'",
      'X-Content-Type-Options': 'nosniff',
      'Strict-Transport-Security': 'max-age=60; includeSubDomains; preload'
    })
  })

  test('Server-Timing at the sampling rate, or when asked for', () => {
    const policy = (Enabled: boolean) => ({ Name: 'a', ServerTimingHeadersConfig: { Enabled, SamplingRate: 25 } })
    expect(sendsServerTiming(policy(true), [], 0.24)).toBe(true)
    expect(sendsServerTiming(policy(true), [], 0.25)).toBe(false)
    expect(sendsServerTiming(policy(true), [['Pragma', 'no-cache, Server-Timing']], 0.9)).toBe(true)
    expect(sendsServerTiming(policy(false), [['Pragma', 'server-timing']], 0)).toBe(false)
    expect(sendsServerTiming(undefined, [], 0)).toBe(false)
  })
})

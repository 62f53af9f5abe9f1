import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { matchesPathPattern } from '../../src/delivery/patterns.ts'
import { globalUrl, indexHosts, localNameOf } from '../../src/delivery/hosts.ts'
import { admit, applyRootObject, chooseBehavior } from '../../src/delivery/routing.ts'
import { rejectMalformed, splitTarget } from '../../src/delivery/viewer-request.ts'
import { distribution, viewerRequest } from './samples.ts'

describe('distribution by host', () => {
  const one = { domainName: 'd1.cloudfront.net', aliases: ['www.example.com', '*.example.com'] }
  const two = { domainName: 'd2.cloudfront.net', aliases: ['*.b.example.com', 'shop.example.org'] }
  const hosts = indexHosts([one, two])

  test.each([
    ['d1.cloudfront.net', one, 'd1.cloudfront.net'],
    ['D1.CloudFront.Net:8082', one, 'd1.cloudfront.net'],
    ['www.example.com', one, 'www.example.com'],
    ['a.example.com', one, 'a.example.com'],
    ['a.b.c.example.com', one, 'a.b.c.example.com'],
    ['a.b.example.com', two, 'a.b.example.com'],
    ['d2.cloudfront.localhost:8082', two, 'd2.cloudfront.net'],
    ['shop.example.org.localhost', two, 'shop.example.org'],
    ['x.b.example.com.localhost', two, 'x.b.example.com']
  ])('%s is found', (host, wanted, name) => {
    expect(hosts.find(host)).toEqual({ distribution: wanted, host: name })
  })

  test.each([
    'example.com',
    'd3.cloudfront.net',
    'localhost',
    '',
    'd1.cloudfront.net.evil.org',
    'xexample.com',
    '[::1]:80'
  ])('%s is nobody’s', host => {
    expect(hosts.find(host)).toBeUndefined()
  })

  test('the exact name comes before a wildcard, also of another distribution', () => {
    const exact = { domainName: 'd3.cloudfront.net', aliases: ['a.example.com'] }
    expect(indexHosts([one, exact]).find('a.example.com')?.distribution).toBe(exact)
    expect(indexHosts([exact, one]).find('a.example.com')?.distribution).toBe(exact)
  })

  test('an Origin or Referer with a local name is translated, others are left alone', () => {
    expect(globalUrl('http://d1.cloudfront.localhost:8082', hosts, 'https')).toBe('https://d1.cloudfront.net')
    expect(globalUrl('http://www.example.com.localhost:8082/a?b#c', hosts, 'http')).toBe('http://www.example.com/a?b#c')
    for (const other of ['https://www.example.com', 'http://localhost:3000', 'null', '', 'http://x.localhost/']) {
      expect(globalUrl(other, hosts, 'https')).toBe(other)
    }
    expect(localNameOf('d1.cloudfront.net')).toBe('d1.cloudfront.localhost')
    expect(localNameOf('www.example.com')).toBe('www.example.com.localhost')
  })
})

describe('behavior by path', () => {
  const wanted = distribution({
    behaviors: [
      { PathPattern: 'images/*.jpg' },
      { PathPattern: '/a?c' },
      { PathPattern: '/images/*' },
      { PathPattern: '*.css' }
    ]
  })

  test.each([
    ['/images/x.jpg', 0],
    ['/images/a/b.jpg', 0],
    ['/Images/x.jpg', 'default'],
    ['/images/x.gif', 2],
    ['/images/', 2],
    ['/images', 'default'],
    ['/abc', 1],
    ['/a/c', 1],
    ['/ac', 'default'],
    ['/abbc', 'default'],
    ['/deep/er/x.css', 3],
    ['/xcss', 'default'],
    ['/%69mages/x.gif', 'default'],
    ['/', 'default']
  ] as const)('%s is matched by %s', (path, place) => {
    expect(chooseBehavior(wanted, path).place).toBe(place)
  })

  test('patterns match as an expression for the same language does', () => {
    const symbols = fc.string({ unit: fc.constantFrom('a', 'b', '.', '/', '*', '?'), maxLength: 8 })
    const paths = fc.string({ unit: fc.constantFrom('a', 'b', '.', '/'), maxLength: 8 }).map(rest => `/${rest}`)
    fc.assert(
      fc.property(symbols, paths, (pattern, path) => {
        const source = pattern.replace(/^\//, '').replace(/[.]/g, '\\.').replaceAll('*', '[^]*').replaceAll('?', '[^]')
        expect(matchesPathPattern(pattern, path)).toBe(new RegExp(`^/${source}$`).test(path))
      }),
      { numRuns: 2_000 }
    )
  })

  test('a hostile pattern costs no more than the product of the lengths', () => {
    expect(matchesPathPattern('*a'.repeat(127), `/${'a'.repeat(8_000)}b`)).toBe(false)
  })
})

describe('3 root object', () => {
  test.each([
    ['index.html', '/', '/index.html'],
    ['folder/index.html', '/', '/folder/index.html'],
    ['index.html', '/install/', '/install/'],
    ['index.html', '//', '//'],
    ['', '/', '/'],
    ['/', '/', '/']
  ])('root object %j: %s is %s', (root, path, wanted) => {
    expect(applyRootObject(distribution({ config: { DefaultRootObject: root } }), path)).toBe(wanted)
  })
})

describe('methods and protocol', () => {
  const allowing = (...Items: ('GET' | 'HEAD' | 'OPTIONS' | 'POST')[]) => ({ Quantity: Items.length, Items })
  const behaviorOf = (
    policy: 'allow-all' | 'https-only' | 'redirect-to-https',
    methods?: ReturnType<typeof allowing>
  ) =>
    chooseBehavior(
      distribution({ behavior: { ViewerProtocolPolicy: policy, ...(methods && { AllowedMethods: methods }) } }),
      '/'
    )
  const noBody = { hasBody: false }

  test.each(['POST', 'DELETE', 'PROPFIND', 'TRACE', 'CONNECT', 'get'])(
    '%s is refused where it is not allowed',
    method => {
      expect(admit(behaviorOf('allow-all'), viewerRequest('/', [], { method }), noBody)).toMatchObject({ status: 403 })
    }
  )

  test('the method is checked before the protocol', () => {
    const post = viewerRequest('/', [], { method: 'POST', protocol: 'http' })
    expect(admit(behaviorOf('redirect-to-https'), post, noBody)).toMatchObject({ kind: 'error', status: 403 })
  })

  test('GET with a body is 403, POST with one goes on', () => {
    const behavior = behaviorOf('allow-all', allowing('GET', 'HEAD', 'POST'))
    expect(admit(behavior, viewerRequest('/'), { hasBody: true })).toMatchObject({ kind: 'error', status: 403 })
    expect(admit(behavior, viewerRequest('/', [], { method: 'POST' }), { hasBody: true })).toEqual({ kind: 'continue' })
  })

  test.each([
    ['allow-all', 'GET', '1.1', { kind: 'continue' }],
    ['https-only', 'GET', '1.1', { kind: 'error', status: 403 }],
    ['redirect-to-https', 'GET', '1.1', { status: 301, location: 'https://www.example.com/a%20b//?x=1' }],
    ['redirect-to-https', 'HEAD', '1.0', { status: 301 }],
    ['redirect-to-https', 'POST', '1.1', { status: 307 }],
    ['redirect-to-https', 'POST', '1.0', { kind: 'error', status: 403 }]
  ] as const)('%s over HTTP: %s by HTTP/%s', (policy, method, httpVersion, wanted) => {
    const request = viewerRequest('/a%20b//?x=1', [], { method, httpVersion, protocol: 'http' })
    expect(admit(behaviorOf(policy, allowing('GET', 'HEAD', 'POST')), request, noBody)).toMatchObject(wanted)
  })

  test('over HTTPS nothing is redirected', () => {
    expect(admit(behaviorOf('redirect-to-https'), viewerRequest('/'), noBody)).toEqual({ kind: 'continue' })
  })
})

describe('malformed requests', () => {
  const host = ['Host', 'a'] as const
  test.each([
    ['no host', '/', [], 400],
    ['two hosts', '/', [host, ['host', 'b']], 400],
    ['an empty host', '/', [['Host', '']], 400],
    ['two lengths', '/', [host, ['Content-Length', '1'], ['content-length', '1']], 400],
    ['a length and chunks', '/', [host, ['Content-Length', '1'], ['Transfer-Encoding', 'chunked']], 400],
    ['a length that is none', '/', [host, ['Content-Length', '+1']], 400],
    ['no path', 'x', [host], 400],
    ['an asterisk', '*', [host], 400],
    ['a blank in the target', '/a b', [host], 400],
    ['a line break in a header', '/', [host, ['X', 'a\r\nY: b']], 400],
    ['a long URL', `/${'a'.repeat(8_192)}`, [host], 414],
    ['long headers', '/', [host, ['X', 'a'.repeat(32_768)]], 431]
  ] as const)('%s', (_, target, headers, status) => {
    expect(rejectMalformed({ method: 'GET', target, headers })?.status).toBe(status)
  })

  test('an ordinary request is taken; a full URL chooses no server', () => {
    expect(rejectMalformed({ method: 'GET', target: '/a?b', headers: [host, ['Content-Length', '0']] })).toBeUndefined()
    expect(splitTarget('http://evil.example/a/../b?c=%2F?')).toEqual({ path: '/a/../b', query: 'c=%2F?' })
    expect(splitTarget('http://evil.example?c')).toEqual({ path: '/', query: 'c' })
    expect(splitTarget('/a?')).toEqual({ path: '/a', query: '' })
    expect(splitTarget('evil.example:80')).toBeUndefined()
  })
})

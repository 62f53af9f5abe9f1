import { once } from 'node:events'
import { type IncomingMessage, request as httpRequest, type ServerResponse } from 'node:http'
import { setTimeout } from 'node:timers/promises'
import * as CF from '@aws-sdk/client-cloudfront'
import { describe, expect, onTestFinished, test } from 'vitest'
import { createDistribution, updateDistribution } from '../distribution-calls.ts'
import { CERTIFICATE, legacy, listOf, sample } from '../sample-config.ts'
import { observeNetwork } from './observe-network.ts'
import { inFrontOf, localOrigin, startEdge, startOrigin } from './start-edge.ts'

const ALL_METHODS: CF.AllowedMethods = {
  ...listOf<CF.Method>('GET', 'HEAD', 'OPTIONS', 'PUT', 'POST', 'PATCH', 'DELETE'),
  CachedMethods: listOf<CF.Method>('GET', 'HEAD')
}

describe('by host', () => {
  test('a distribution is found by its domain name, its local form and its aliases, in any case and on any port', async () => {
    const origin = await startOrigin((request, response) => response.end(`host ${request.headers.host}`))
    const { ask, distribution } = await startEdge()
    const { host } = await distribution(config => {
      inFrontOf(localOrigin(origin.port))(config)
      config.Aliases = listOf('www.example.com', '*.shop.example.com')
      config.ViewerCertificate = {
        ACMCertificateArn: CERTIFICATE,
        SSLSupportMethod: 'sni-only',
        MinimumProtocolVersion: 'TLSv1.2_2021'
      }
    })
    const local = host.replace('.net', '.localhost')
    const names = [host, host.toUpperCase(), local, `${local}:8082`, 'www.example.com', 'www.example.com.localhost']
    for (const name of [...names, 'a.b.shop.example.com']) {
      const { status, text } = await ask('/', { host: name })
      expect([name, status, text]).toEqual([name, 200, `host origin.localhost:${origin.port}`])
    }
    expect(origin.seen, 'all names share one object').toHaveLength(1)
    expect((await ask('/', { host: 'shop.example.com' })).status).toBe(403)
  })

  test('an unknown host is 403, also with a URL that is too long; a known one says what is wrong', async () => {
    const { ask, distribution } = await startEdge()
    const { host } = await distribution(inFrontOf(localOrigin(8081)))
    const long = `/${'a'.repeat(8_200)}`
    expect((await ask(long)).status).toBe(403)
    expect((await ask(long, { host })).status).toBe(414)
  })

  test('an unknown host, a disabled and a deleted distribution are 403 with CloudFront’s page', async () => {
    const origin = await startOrigin((_request, response) => response.end('ok'))
    const { ask, client, emulator, distribution } = await startEdge()
    const made = await distribution(inFrontOf(localOrigin(origin.port)))
    const unknown = await ask('/2020-05-31/distribution')
    expect(unknown.status).toBe(403)
    expect(unknown.text).toContain('<H1>403 ERROR</H1>')
    expect(unknown.text).toContain(`Request ID: ${String(unknown.headers['x-amz-cf-id'])}\n`)
    expect(unknown.headers).toMatchObject({
      server: 'CloudFront',
      'content-type': 'text/html',
      'x-cache': 'Error from cloudfront'
    })
    const disabled = await updateDistribution(client, made, { Enabled: false })
    emulator.clock.advance(60)
    expect((await made.get('/')).status).toBe(403)
    await client.send(new CF.DeleteDistributionCommand({ Id: made.Id, IfMatch: disabled.ETag }))
    expect((await made.get('/')).status).toBe(403)
    expect(origin.seen).toHaveLength(0)
  })

  test('control plane and edge are apart: /_local/ is an ordinary path', async () => {
    const origin = await startOrigin((request, response) => response.end(request.url))
    const { distribution } = await startEdge()
    const { get } = await distribution(inFrontOf(localOrigin(origin.port)))
    expect((await get('/_local/clock')).text).toBe('/_local/clock')
  })
})

test('a new configuration is served when it is Deployed, the old one until then', async () => {
  const origin = await startOrigin((request, response) => response.end(request.url))
  const { client, emulator, distribution } = await startEdge()
  const made = await distribution(inFrontOf(localOrigin(origin.port)))
  const at = (OriginPath: string) => ({
    Origins: listOf(...(made.config.Origins?.Items ?? []).map(one => ({ ...one, OriginPath })))
  })
  const next = await updateDistribution(client, made, at('/next'))
  const last = await updateDistribution(client, next, at('/last'))
  expect(last.distribution.Status).toBe('InProgress')
  expect((await made.get('/1')).text).toBe('/1')
  emulator.clock.advance(59)
  expect((await made.get('/2')).text).toBe('/2')
  emulator.clock.advance(1)
  expect((await made.get('/3')).text).toBe('/last/3')
})

test('a new distribution is served when it is Deployed', async () => {
  const origin = await startOrigin((_request, response) => response.end('ok'))
  const { ask, client, emulator } = await startEdge()
  const { distribution } = await createDistribution(client, sample(inFrontOf(localOrigin(origin.port))))
  const host = distribution.DomainName ?? ''
  expect((await ask('/', { host })).status).toBe(403)
  emulator.clock.advance(60)
  expect((await ask('/', { host })).status).toBe(200)
})

describe('what every answer carries', () => {
  test('a miss, then a hit with its age, from one request to the origin', async () => {
    const origin = await startOrigin((_request, response) => {
      response.writeHead(200, { 'Content-Type': 'text/plain', 'X-Own': 'yes', 'X-Cache': 'HIT', Age: '7' }).end('hello')
    })
    const { emulator, distribution } = await startEdge()
    const { get } = await distribution(inFrontOf(localOrigin(origin.port)))
    const first = await get('/a')
    expect(first.text).toBe('hello')
    expect(first.headers).toMatchObject({
      'x-cache': 'Miss from cloudfront',
      'x-own': 'yes',
      'content-type': 'text/plain'
    })
    expect(first.headers.via).toMatch(/^1\.1 [0-9a-f]{32}\.cloudfront\.net \(CloudFront\)$/)
    expect(first.headers['x-amz-cf-id']).toMatch(/^[A-Za-z0-9_-]{54}==$/)
    expect(first.headers['x-amz-cf-pop']).toMatch(/^[A-Z]{3}\d+-[A-Z]\d+$/)
    expect(first.headers.age).toBeUndefined()
    emulator.clock.advance(42)
    const second = await get('/a')
    expect(second.headers).toMatchObject({ 'x-cache': 'Hit from cloudfront', age: '42', 'content-length': '5' })
    expect(second.headers['x-amz-cf-id']).not.toBe(first.headers['x-amz-cf-id'])
    expect(second.text).toBe('hello')
    expect(origin.seen).toHaveLength(1)
  })

  test('HEAD is answered from the object of GET, and its own answer stands in for nothing', async () => {
    const origin = await startOrigin((_request, response) => response.end('hello'))
    const { distribution } = await startEdge()
    const { get } = await distribution(inFrontOf(localOrigin(origin.port)))
    const head = await get('/a', { method: 'HEAD' })
    expect([head.status, head.text]).toEqual([200, ''])
    expect((await get('/a')).headers['x-cache']).toBe('Miss from cloudfront')
    const hit = await get('/a', { method: 'HEAD' })
    expect(hit.headers).toMatchObject({ 'x-cache': 'Hit from cloudfront', 'content-length': '5' })
    expect(hit.text).toBe('')
    expect(origin.seen.map(({ method }) => method)).toEqual(['HEAD', 'GET'])
  })

  test('the object leaves the cache when its time is over, by the emulator’s clock', async () => {
    const origin = await startOrigin((_request, response) =>
      response.setHeader('Cache-Control', 'max-age=60').end('hello')
    )
    const { emulator, distribution } = await startEdge()
    const { get } = await distribution(inFrontOf(localOrigin(origin.port)))
    await get('/a')
    emulator.clock.advance(59)
    expect((await get('/a')).headers['x-cache']).toBe('Hit from cloudfront')
    emulator.clock.advance(1)
    expect((await get('/a')).headers['x-cache']).toBe('Miss from cloudfront')
  })

  test('reset empties the cache', async () => {
    const origin = await startOrigin((_request, response) => response.end('hello'))
    const { emulator, distribution } = await startEdge()
    const { get } = await distribution(inFrontOf(localOrigin(origin.port)))
    await get('/a')
    expect(emulator.edge?.cacheSize().objects).toBe(1)
    emulator.reset()
    expect(emulator.edge?.cacheSize()).toEqual({ objects: 0, bytes: 0 })
    expect((await get('/a')).status).toBe(403)
  })
})

describe('behaviors, methods and protocols', () => {
  test('the first behavior whose pattern matches decides the origin', async () => {
    const site = await startOrigin((_request, response) => response.end('site'))
    const images = await startOrigin((_request, response) => response.end('images'))
    const { distribution } = await startEdge()
    const { get } = await distribution(config => {
      inFrontOf(
        localOrigin(site.port),
        localOrigin(images.port, { Id: 'images', DomainName: 'images.localhost' })
      )(config)
      config.DefaultRootObject = 'index.html'
      config.CacheBehaviors = listOf({
        ...config.DefaultCacheBehavior,
        PathPattern: '/img/*',
        TargetOriginId: 'images'
      })
    })
    expect((await get('/img/a.png')).text).toBe('images')
    expect((await get('/other')).text).toBe('site')
    await get('/')
    expect(site.seen.map(({ url }) => url)).toEqual(['/other', '/index.html'])
  })

  test('methods that are not allowed, and a GET or HEAD with a body, are 403 and never sent', async () => {
    const origin = await startOrigin((_request, response) => response.end('ok'))
    const { distribution } = await startEdge()
    const { get } = await distribution(inFrontOf(localOrigin(origin.port)))
    const posted = await get('/a', { method: 'POST', body: 'x' })
    expect([posted.status, posted.headers['x-cache']]).toEqual([403, 'Error from cloudfront'])
    expect(posted.text).toContain('This distribution is not configured to allow the HTTP request method')
    expect((await get('/a', { body: 'x', headers: { 'Content-Length': '1' } })).status).toBe(403)
    const head = await get('/a', { method: 'HEAD', body: 'x', headers: { 'Content-Length': '1' } })
    expect(head.status).toBe(403)
    expect((await get('/a', { method: 'PROPFIND' })).status).toBe(403)
    expect(origin.seen).toHaveLength(0)
  })

  test('POST is streamed with its body, never cached, and passes through what the cache knows', async () => {
    const origin = await startOrigin((request, response) => {
      let text = ''
      request.on('data', chunk => (text += String(chunk)))
      request.on('end', () => response.end(`${request.method} ${text}`))
    })
    const { distribution } = await startEdge()
    const { get } = await distribution(config => {
      inFrontOf(localOrigin(origin.port))(config)
      config.DefaultCacheBehavior.AllowedMethods = ALL_METHODS
    })
    await get('/a')
    for (const body of ['one', 'two']) {
      const { text, headers } = await get('/a', { method: 'POST', body })
      expect([text, headers['x-cache']]).toEqual([`POST ${body}`, 'Miss from cloudfront'])
    }
    expect((await get('/a')).headers['x-cache']).toBe('Hit from cloudfront')
  })

  test('redirect-to-https redirects what counts as HTTP, and nothing else', async () => {
    const origin = await startOrigin((_request, response) => response.end('ok'))
    const { distribution } = await startEdge()
    const { get, host } = await distribution(config => {
      inFrontOf(localOrigin(origin.port))(config)
      config.DefaultCacheBehavior.ViewerProtocolPolicy = 'redirect-to-https'
    })
    const { status, headers, text } = await get('/a//b?c=%20', { headers: { 'X-Forwarded-Proto': 'http' } })
    expect(status).toBe(301)
    expect(headers).toMatchObject({
      location: `https://${host}/a//b?c=%20`,
      server: 'CloudFront',
      'content-length': '167',
      'x-cache': 'Redirect from cloudfront'
    })
    expect(text).toContain('<h1>301 Moved Permanently</h1>')
    expect(origin.seen).toHaveLength(0)
    for (const proto of [{}, { 'X-Forwarded-Proto': 'https' }, { 'X-Forwarded-Proto': 'ftp' }]) {
      expect((await get('/a', { headers: proto })).status).toBe(200)
    }
    expect(origin.seen[0]?.headers).not.toHaveProperty('x-forwarded-proto')
  })

  test('LOCAL_EDGE_VIEWER_PROTOCOL says what a request counts as', async () => {
    const origin = await startOrigin((_request, response) => response.end('ok'))
    const { distribution } = await startEdge({ edge: { viewerProtocol: 'http' } })
    const { get } = await distribution(config => {
      inFrontOf(localOrigin(origin.port))(config)
      config.DefaultCacheBehavior.ViewerProtocolPolicy = 'https-only'
    })
    expect((await get('/a')).status).toBe(403)
    expect((await get('/a', { headers: { 'X-Forwarded-Proto': 'https' } })).status).toBe(200)
  })
})

describe('identical misses at once', () => {
  test('are one request: one Miss, the others Hit; the first byte leaves before the last arrives', async () => {
    const pending: ServerResponse[] = []
    const origin = await startOrigin((_request, response) => {
      response.write('first ')
      pending.push(response)
    })
    const { distribution, port } = await startEdge()
    const { get, host } = await distribution(inFrontOf(localOrigin(origin.port)))
    const sent = httpRequest({ port, host: '127.0.0.1', path: '/a', headers: { Host: host } }).end()
    const [leader] = (await once(sent, 'response')) as [IncomingMessage]
    const [first] = (await once(leader, 'data')) as [Buffer]
    expect(first.toString()).toBe('first ')
    expect(leader.headers['x-cache']).toBe('Miss from cloudfront')
    const others = [get('/a'), get('/a'), get('/a')]
    const different = get('/b')
    await expect.poll(() => pending.length).toBe(2)
    for (const response of pending) response.end('last')
    await once(leader, 'end')
    for (const { text, headers } of await Promise.all(others)) {
      expect([text, headers['x-cache']]).toEqual(['first last', 'Hit from cloudfront'])
    }
    expect((await different).headers['x-cache']).toBe('Miss from cloudfront')
    expect(origin.seen.map(({ url }) => url)).toEqual(['/a', '/b'])
  })

  test('ask for themselves when the answer may not be stored', async () => {
    const pending: ServerResponse[] = []
    const origin = await startOrigin((_request, response) => pending.push(response))
    const { distribution } = await startEdge()
    const { get } = await distribution(config => {
      inFrontOf(localOrigin(origin.port))(config)
      config.DefaultCacheBehavior = { ...legacy({ ViewerProtocolPolicy: 'allow-all' }), TargetOriginId: 'origin' }
    })
    const all = [get('/a'), get('/a'), get('/a')]
    await expect.poll(() => pending.length).toBe(1)
    pending[0]?.setHeader('Cache-Control', 'no-store').end('mine')
    await expect.poll(() => pending.length).toBe(3)
    for (const response of pending.slice(1)) response.setHeader('Cache-Control', 'no-store').end('mine')
    const caches = (await Promise.all(all)).map(({ headers }) => headers['x-cache'])
    expect(caches).toEqual(Array(3).fill('Miss from cloudfront'))
  })

  test('a HEAD waits for the GET that is under way', async () => {
    const pending: ServerResponse[] = []
    const origin = await startOrigin((_request, response) => pending.push(response))
    const { distribution } = await startEdge()
    const { get } = await distribution(inFrontOf(localOrigin(origin.port)))
    const whole = get('/a')
    await expect.poll(() => pending.length).toBe(1)
    const head = get('/a', { method: 'HEAD' })
    // Refused at once, after the HEAD has been read.
    await get('/b', { method: 'POST' })
    pending[0]?.end('hello')
    expect((await whole).text).toBe('hello')
    expect([(await head).status, (await head).text]).toEqual([200, ''])
    expect(origin.seen.map(({ method }) => method)).toEqual(['GET'])
  })

  test('ask for themselves when the object varies by everything', async () => {
    const pending: ServerResponse[] = []
    const origin = await startOrigin((_request, response) => pending.push(response.setHeader('Vary', '*')))
    const { distribution } = await startEdge()
    const { get } = await distribution(inFrontOf(localOrigin(origin.port)))
    const first = get('/a')
    await expect.poll(() => pending.length).toBe(1)
    pending[0]?.end('0')
    await first
    const both = [get('/a'), get('/a')]
    await expect.poll(() => pending.length).toBe(3)
    pending.slice(1).forEach((response, index) => response.end(String(index + 1)))
    expect((await Promise.all(both)).map(({ text }) => text).toSorted()).toEqual(['1', '2'])
  })

  test('share a failure', async () => {
    const pending: ServerResponse[] = []
    const origin = await startOrigin((_request, response) => pending.push(response))
    const { distribution } = await startEdge()
    const { get } = await distribution(inFrontOf(localOrigin(origin.port)))
    const all = [get('/a'), get('/a')]
    await expect.poll(() => pending.length).toBe(1)
    pending[0]?.destroy()
    const statuses = (await Promise.all(all)).map(({ status, headers }) => [status, headers['x-cache']])
    expect(statuses).toEqual([
      [502, 'Error from cloudfront'],
      [502, 'Error from cloudfront']
    ])
    expect(origin.seen).toHaveLength(1)
  })

  test('an object whose only viewer leaves is not stored, and the request to the origin is cancelled', async () => {
    const pending: ServerResponse[] = []
    const origin = await startOrigin((_request, response) => {
      response.write('first ')
      pending.push(response)
    })
    const { distribution, port, emulator } = await startEdge()
    const { get, host } = await distribution(inFrontOf(localOrigin(origin.port)))
    const sent = httpRequest({ port, host: '127.0.0.1', path: '/a', headers: { Host: host } }).end()
    const [leader] = (await once(sent, 'response')) as [IncomingMessage]
    leader.destroy()
    await once(pending[0] as ServerResponse, 'close')
    expect(emulator.edge?.cacheSize().objects).toBe(0)
    const next = get('/a')
    await expect.poll(() => pending.length).toBe(2)
    pending[1]?.end('last')
    expect((await next).text).toBe('first last')
  })
})

test('a large body passes to a slow viewer as it is, and is not stored beyond the cache’s share', async () => {
  const chunk = Buffer.alloc(64 * 1024, 'x')
  const origin = await startOrigin((_request, response) => {
    let left = 160
    const write = () => {
      while (left > 0) {
        left -= 1
        if (!response.write(chunk)) return void response.once('drain', write)
      }
      response.end()
    }
    write()
  })
  const warnings: Error[] = []
  const note = (warning: Error) => warnings.push(warning)
  process.on('warning', note)
  onTestFinished(() => void process.off('warning', note))
  const { distribution, emulator } = await startEdge({ edge: { cacheBytesMax: 1024 * 1024 } })
  const { get } = await distribution(inFrontOf(localOrigin(origin.port)))
  const [one, other] = await Promise.all([get('/a'), get('/a')])
  expect([one.body.length, other.body.length]).toEqual([160 * chunk.length, 160 * chunk.length])
  expect(emulator.edge?.cacheSize().objects).toBe(0)
  expect(warnings.filter(({ name }) => name === 'MaxListenersExceededWarning')).toEqual([])
})

describe('what is too much to be kept', () => {
  const MIB = 1024 * 1024

  /** An origin that sends `bytes` and goes on when `end` is called; a request for the same path after that is answered at once. */
  async function startSlow(bytes: number, total = bytes + 1, headers: Record<string, string> = {}) {
    const whole = Buffer.alloc(total, '0123456789')
    const pending = new Map<string, ServerResponse>()
    let ended = false
    const origin = await startOrigin((request, response) => {
      response.writeHead(200, headers)
      if (ended || pending.has(request.url ?? '')) return void response.end(whole)
      pending.set(request.url ?? '', response)
      response.write(whole.subarray(0, bytes))
    })
    const { distribution, port, emulator } = await startEdge({ edge: { cacheBytesMax: 4 * MIB } })
    const { get, host } = await distribution(inFrontOf(localOrigin(origin.port)))

    /** A viewer who has read everything that there is so far. */
    async function begin(path: string): Promise<() => Promise<number>> {
      const sent = httpRequest({ port, host: '127.0.0.1', path, headers: { Host: host } }).end()
      const [answer] = (await once(sent, 'response')) as [IncomingMessage]
      let length = 0
      answer.on('data', (chunk: Buffer) => (length += chunk.length))
      await expect.poll(() => length).toBe(bytes)
      return async () => {
        if (!answer.readableEnded) await once(answer, 'end')
        return length
      }
    }
    let sent = bytes
    /** Sends up to so many bytes to all who wait, and lets them arrive. */
    async function grow(to: number): Promise<void> {
      for (const response of pending.values()) response.write(whole.subarray(sent, to))
      sent = to
      await setTimeout(500)
    }
    function end(): void {
      ended = true
      for (const response of pending.values()) response.end(whole.subarray(sent))
    }
    return { begin, get, grow, end, whole, emulator }
  }

  test('a viewer who comes when its beginning is gone asks for himself', async () => {
    const { begin, get, end, whole } = await startSlow(3 * MIB)
    const first = await begin('/a')
    const second = await get('/a')
    expect(second.body.equals(whole), `${second.body.length} bytes`).toBe(true)
    expect(second.headers['x-cache']).toBe('Miss from cloudfront')
    end()
    expect(await first()).toBe(whole.length)
  })

  const total = 950_000
  test.each([
    ['stated', 1, { 'Content-Length': String(total) }],
    ['not stated', 1, undefined]
  ] as const)('all that arrives at once has a limit, its length %s', async (_what, bytes, stated) => {
    const { begin, get, grow, end, whole, emulator } = await startSlow(bytes, total, stated)
    const paths = ['/1', '/2', '/3', '/4', '/5', '/6', '/7', '/8']
    const viewers: (() => Promise<number>)[] = []
    for (const path of paths) viewers.push(await begin(path))
    const others = paths.map(path => get(path))
    await grow(850_000)
    // Who does not wait with the first viewer is answered at once.
    await Promise.race([...others, setTimeout(1000)])
    end()
    for (const viewer of viewers) expect(await viewer()).toBe(total)
    const answers = await Promise.all(others)
    expect(answers.every(({ body }) => body.equals(whole))).toBe(true)
    const results = answers.map(({ headers: got }) => got['x-cache'])
    expect(results.filter(result => result === 'Hit from cloudfront').length).toBeLessThan(6)
    // As many as fit, if their size is known; otherwise they defeat one another, but never all.
    const { objects = 0 } = emulator.edge?.cacheSize() ?? {}
    expect(objects).toBeGreaterThanOrEqual(stated ? Math.floor((4 * MIB) / total) : 1)
    // What has arrived makes room for what comes next.
    expect((await get('/9')).body.equals(whole)).toBe(true)
    expect((await get('/9')).headers['x-cache']).toBe('Hit from cloudfront')
  })

  test('bodies that are stated and do not arrive keep nothing else out of the cache', async () => {
    const origin = await startOrigin((request, response) => {
      if (request.url === '/whole') return void response.end(Buffer.alloc(500_000))
      response.writeHead(200, { 'Content-Length': total }).write('x')
    })
    const { distribution, port } = await startEdge({ edge: { cacheBytesMax: 4 * MIB } })
    const { get, host } = await distribution(inFrontOf(localOrigin(origin.port)))
    for (const path of ['/1', '/2', '/3', '/4', '/5']) {
      const sent = httpRequest({ port, host: '127.0.0.1', path, headers: { Host: host } }).end()
      const [answer] = (await once(sent, 'response')) as [IncomingMessage]
      onTestFinished(() => void answer.destroy())
    }
    expect((await get('/whole')).headers['x-cache']).toBe('Miss from cloudfront')
    expect((await get('/whole')).headers['x-cache']).toBe('Hit from cloudfront')
  })
})

describe('failures of the origin', () => {
  test('refused: 502 with CloudFront’s page, from the cache for 10 seconds', async () => {
    const origin = await startOrigin(() => undefined)
    origin.server.close()
    const { distribution, emulator } = await startEdge()
    const { get } = await distribution(inFrontOf(localOrigin(origin.port)))
    const first = await get('/a')
    expect(first.status).toBe(502)
    expect(first.text).toContain('<H1>502 ERROR</H1>')
    emulator.clock.advance(9)
    const { connections } = observeNetwork()
    const attempts = () => connections().filter(to => to === `127.0.0.1:${origin.port}`).length
    const second = await get('/a')
    expect([second.status, second.headers['x-cache']]).toEqual([502, 'Error from cloudfront'])
    expect(second.text).toContain(`Request ID: ${String(second.headers['x-amz-cf-id'])}`)
    expect(attempts()).toBe(0)
    emulator.clock.advance(1)
    expect([(await get('/a')).status, attempts()]).toEqual([502, 1])
  })

  test('a POST whose origin cannot be reached is 502, too, whatever its body', async () => {
    const origin = await startOrigin(() => undefined)
    origin.server.close()
    const { distribution } = await startEdge()
    const { get } = await distribution(config => {
      inFrontOf(localOrigin(origin.port))(config)
      config.DefaultCacheBehavior.AllowedMethods = ALL_METHODS
    })
    expect((await get('/a', { method: 'POST', body: 'x'.repeat(1000) })).status).toBe(502)
  })

  test('silent: 504', async () => {
    const origin = await startOrigin(() => undefined)
    const { distribution } = await startEdge()
    const { get } = await distribution(inFrontOf(localOrigin(origin.port)))
    expect((await get('/a')).status).toBe(504)
  })

  test('an answer that breaks off is passed on as far as it came, and not stored', async () => {
    const origin = await startOrigin((_request, response) => {
      response.writeHead(200, { 'Content-Length': '100' }).write('half')
      setImmediate(() => response.destroy())
    })
    const { distribution, emulator } = await startEdge()
    const { get } = await distribution(inFrontOf(localOrigin(origin.port)))
    await expect(get('/a')).rejects.toThrow('aborted')
    expect(emulator.edge?.cacheSize().objects).toBe(0)
  })
})

import type * as CF from '@aws-sdk/client-cloudfront'
import { expect, test } from 'vitest'
import { invalidate } from '../distribution-calls.ts'
import { legacy, listOf } from '../sample-config.ts'
import { inFrontOf, inFrontOfGroup, localOrigin, startEdge, startOrigin } from './start-edge.ts'

/** An origin that fails as it is told, and another one with the pages. */
async function startFailing(responses: CF.CustomErrorResponse[], ofPages?: Partial<CF.DefaultCacheBehavior>) {
  const state = { status: 200, headers: {} as Record<string, string> }
  const origin = await startOrigin((_request, response) => {
    response.writeHead(state.status, state.headers).end(`status ${state.status}`)
  })
  const pages = await startOrigin((request, response) => {
    response.writeHead(request.url === '/errors/gone.html' ? 404 : 200, { 'Content-Type': 'text/html' })
    response.end(`page ${request.url}`)
  })
  const started = await startEdge()
  const distribution = await started.distribution(config => {
    inFrontOf(localOrigin(origin.port), localOrigin(pages.port, { Id: 'pages', DomainName: 'pages.localhost' }))(config)
    const settings = ofPages ? legacy({ DefaultTTL: 0, ...ofPages }) : config.DefaultCacheBehavior
    const behavior = { ...settings, PathPattern: '/errors/*', TargetOriginId: 'pages' }
    config.CacheBehaviors = listOf(behavior as CF.CacheBehavior)
    config.CustomErrorResponses = listOf(...responses)
  })
  return { ...started, ...distribution, origin, pages, state }
}

const page = (code: number, path: string, responseCode = String(code), ttl = 10): CF.CustomErrorResponse => ({
  ErrorCode: code,
  ResponsePagePath: path,
  ResponseCode: responseCode,
  ErrorCachingMinTTL: ttl
})

test('the page comes by its own behavior, with the code that is configured, and is cached by itself', async () => {
  const { get, origin, pages, state } = await startFailing([page(404, '/errors/404.html', '200')])
  state.status = 404
  for (const path of ['/a', '/b?x=1']) {
    const { status, text, headers } = await get(path)
    expect([status, text, headers['x-cache']]).toEqual([200, 'page /errors/404.html', 'Error from cloudfront'])
  }
  expect(origin.seen.map(({ url }) => url)).toEqual(['/a', '/b'])
  expect(pages.seen.map(({ url, method }) => [method, url])).toEqual([['GET', '/errors/404.html']])
  const head = await get('/a', { method: 'HEAD' })
  expect([head.status, head.text, head.headers['content-length']]).toEqual([200, '', '21'])
})

test('a range is of the object that failed, not of the page in its place', async () => {
  const { get, state } = await startFailing([page(404, '/errors/404.html', '200')])
  state.status = 404
  const { status, text, headers } = await get('/a', { headers: { Range: 'bytes=0-3', 'If-Range': '"a"' } })
  expect([status, text]).toEqual([200, 'page /errors/404.html'])
  expect(headers).not.toHaveProperty('content-range')
})

test('the error is cached for its time, then the origin is asked again', async () => {
  const { get, emulator, origin, state } = await startFailing([page(404, '/errors/404.html', '404', 30)])
  state.status = 404
  await get('/a')
  state.status = 200
  emulator.clock.advance(29)
  expect((await get('/a')).status).toBe(404)
  emulator.clock.advance(1)
  expect((await get('/a')).text).toBe('status 200')
  expect(origin.seen).toHaveLength(2)
})

test('an error that answers a HEAD is cached for its time, for HEAD alone', async () => {
  const { get, emulator, origin, state } = await startFailing([page(404, '/errors/404.html', '404', 30)])
  const head = (path = '/a') => get(path, { method: 'HEAD' })
  state.status = 404
  await head()
  state.status = 200
  emulator.clock.advance(29)
  const cached = await head()
  expect([cached.status, cached.text, cached.headers['x-cache']]).toEqual([404, '', 'Error from cloudfront'])
  emulator.clock.advance(1)
  expect((await head()).status).toBe(200)
  state.status = 404
  await head('/b')
  state.status = 200
  expect((await get('/b')).text, 'it has no body for a GET').toBe('status 200')
  expect(origin.seen.map(({ method }) => method)).toEqual(['HEAD', 'HEAD', 'HEAD', 'GET'])
})

test('an error that answers a HEAD says the length of its body from the cache, too, and leaves with an invalidation', async () => {
  const { get, origin, state, client, Id, emulator } = await startFailing([
    { ErrorCode: 404, ErrorCachingMinTTL: 3600 }
  ])
  const head = () => get('/a', { method: 'HEAD' })
  state.status = 404
  state.headers = { 'Content-Length': '10' }
  for (let count = 0; count < 2; count += 1) expect((await head()).headers['content-length']).toBe('10')
  expect(origin.seen).toHaveLength(1)
  await invalidate(client, Id, ['/a'])
  emulator.clock.advance(60)
  await head()
  expect(origin.seen).toHaveLength(2)
})

test('a page that fails gives its own status', async () => {
  const { get, state } = await startFailing([page(403, '/errors/gone.html', '200')])
  state.status = 403
  expect((await get('/a')).status).toBe(404)
})

test('an error without a page passes through with its body', async () => {
  const { get, state } = await startFailing([])
  state.status = 500
  const { status, text, headers } = await get('/a')
  expect([status, text, headers['x-cache']]).toEqual([500, 'status 500', 'Error from cloudfront'])
})

test('an unreachable origin has its page, too', async () => {
  const { get, origin } = await startFailing([page(502, '/errors/502.html', '503')])
  origin.server.closeAllConnections()
  origin.server.close()
  const { status, text } = await get('/a')
  expect([status, text]).toEqual([503, 'page /errors/502.html'])
})

test('an expired object stands in for an origin that fails, and gives way to a 4xx', async () => {
  const { get, emulator, origin, state } = await startFailing([page(503, '/errors/503.html', '503', 20)])
  state.headers = { 'Cache-Control': 'max-age=60' }
  expect((await get('/a')).text).toBe('status 200')
  emulator.clock.advance(60)
  Object.assign(state, { status: 503, headers: {} })
  const old = await get('/a')
  expect([old.status, old.text, old.headers['x-cache']]).toEqual([200, 'status 200', 'Hit from cloudfront'])
  emulator.clock.advance(19)
  await get('/a')
  expect(origin.seen, 'no other try within the error’s time').toHaveLength(2)
  emulator.clock.advance(1)
  expect((await get('/a')).status).toBe(200)
  expect(origin.seen).toHaveLength(3)
  emulator.clock.advance(20)
  state.status = 404
  expect((await get('/a')).status).toBe(404)
})

test('the old copy stands in for ErrorCachingMinTTL, whatever time the error itself gives', async () => {
  const { get, emulator, origin, state } = await startFailing([])
  state.headers = { 'Cache-Control': 'max-age=60' }
  await get('/a')
  emulator.clock.advance(60)
  Object.assign(state, { status: 503, headers: { 'Cache-Control': 'max-age=3600' } })
  expect((await get('/a')).text).toBe('status 200')
  Object.assign(state, { status: 501, headers: { 'Cache-Control': 'no-store' } })
  emulator.clock.advance(9)
  expect((await get('/a')).text).toBe('status 200')
  expect(origin.seen).toHaveLength(2)
  emulator.clock.advance(1)
  expect((await get('/a')).text, 'also for an error that is not kept').toBe('status 200')
  expect(origin.seen).toHaveLength(3)
  await get('/a')
  expect(origin.seen).toHaveLength(3)
})

test('an answer that may not be stored removes the object it replaces', async () => {
  const state = { status: 200, cacheControl: 'max-age=60' }
  const origin = await startOrigin((_request, response) =>
    response.writeHead(state.status, { 'Cache-Control': state.cacheControl }).end('body')
  )
  const { distribution, emulator } = await startEdge()
  const { get } = await distribution(config => {
    inFrontOf(localOrigin(origin.port))(config)
    config.DefaultCacheBehavior = legacy({ TargetOriginId: 'origin' })
  })
  await get('/a')
  emulator.clock.advance(60)
  state.cacheControl = 'no-store'
  expect((await get('/a')).status).toBe(200)
  expect(emulator.edge?.cacheSize().objects).toBe(0)
  state.status = 503
  expect((await get('/a')).status, 'no old copy to stand in').toBe(503)
})

test('the fetch of a page asks for all of it, whatever part of the object was asked for', async () => {
  const { get, pages, state } = await startFailing([page(404, '/errors/404.html')], { MinTTL: 0, MaxTTL: 0 })
  state.status = 404
  const { status, text } = await get('/a', { headers: { Range: 'bytes=0-3' } })
  expect([status, text]).toEqual([404, 'page /errors/404.html'])
  expect(pages.seen[0]?.headers).not.toHaveProperty('range')
})

test('HEAD of an expired object: the old copy stands in as for GET, and its body stays', async () => {
  const { get, emulator, origin, state } = await startFailing([])
  state.headers = { 'Cache-Control': 'max-age=60' }
  await get('/a')
  emulator.clock.advance(60)
  Object.assign(state, { status: 503, headers: {} })
  const head = await get('/a', { method: 'HEAD' })
  expect([head.status, head.text, head.headers['content-length']]).toEqual([200, '', '10'])
  expect(origin.seen.map(({ method }) => method)).toEqual(['GET', 'GET'])
  expect((await get('/a')).text).toBe('status 200')
  expect(origin.seen).toHaveLength(2)
})

test('HEAD of an expired object stores what has come in its place, as GET does', async () => {
  const { get, emulator, origin, state } = await startFailing([])
  state.headers = { 'Cache-Control': 'max-age=60' }
  await get('/a')
  emulator.clock.advance(60)
  Object.assign(state, { headers: { 'Cache-Control': 'max-age=600' } })
  const head = await get('/a', { method: 'HEAD' })
  expect([head.status, head.text, head.headers['x-cache']]).toEqual([200, '', 'Miss from cloudfront'])
  await expect.poll(async () => (await get('/a')).headers['x-cache']).toBe('Hit from cloudfront')
  expect((await get('/a')).text).toBe('status 200')
  expect(origin.seen).toHaveLength(2)
})

test('a confirmed object is RefreshHit, with the stored body and a new age', async () => {
  const origin = await startOrigin((request, response) => {
    response.setHeader('ETag', '"v1"').setHeader('Cache-Control', 'max-age=60')
    if (request.headers['if-none-match'] === '"v1"') response.writeHead(304, { 'X-New': 'yes' }).end()
    else response.end('body')
  })
  const { distribution, emulator } = await startEdge()
  const { get } = await distribution(inFrontOf(localOrigin(origin.port)))
  await get('/a')
  emulator.clock.advance(60)
  const refreshed = await get('/a')
  expect([refreshed.status, refreshed.text]).toEqual([200, 'body'])
  expect(refreshed.headers).toMatchObject({ 'x-cache': 'RefreshHit from cloudfront', 'x-new': 'yes' })
  emulator.clock.advance(30)
  expect((await get('/a')).headers).toMatchObject({ 'x-cache': 'Hit from cloudfront', age: '30' })
})

test('stale-while-revalidate: the old copy at once, and one request in the background', async () => {
  let version = 1
  const origin = await startOrigin((_request, response) =>
    response.setHeader('Cache-Control', 'max-age=60, stale-while-revalidate=60').end(`v${version}`)
  )
  const { distribution, emulator } = await startEdge()
  const { get } = await distribution(inFrontOf(localOrigin(origin.port)))
  await get('/a')
  version = 2
  emulator.clock.advance(60)
  const head = await get('/a', { method: 'HEAD' })
  expect([head.headers['x-cache'], head.headers['content-length']]).toEqual(['Hit from cloudfront', '2'])
  await expect.poll(async () => (await get('/a')).text).toBe('v2')
  expect(origin.seen).toHaveLength(2)
})

test('stale-if-error: the old copy stands in until it is over, and not at all with 0', async () => {
  const { get, emulator, state } = await startFailing([])
  state.headers = { 'Cache-Control': 'max-age=60, stale-if-error=30' }
  await get('/a')
  state.headers = { 'Cache-Control': 'max-age=60, stale-if-error=0' }
  await get('/b')
  emulator.clock.advance(60)
  Object.assign(state, { status: 503, headers: {} })
  expect((await get('/b')).status).toBe(503)
  for (const seconds of [0, 29]) {
    emulator.clock.advance(seconds)
    const old = await get('/a')
    expect([old.status, old.text]).toEqual([200, 'status 200'])
  }
  emulator.clock.advance(1)
  expect((await get('/a')).status).toBe(503)
})

test('stale-while-revalidate: a new answer that may not be stored is let go', async () => {
  const closed: boolean[] = []
  const origin = await startOrigin((_request, response) => {
    if (origin.seen.length === 1) {
      response.setHeader('Cache-Control', 'max-age=60, stale-while-revalidate=60').end('old')
      return
    }
    response.on('close', () => closed.push(response.writableFinished))
    response.setHeader('Cache-Control', 'no-store').write('x'.repeat(8 * 1024 * 1024))
  })
  const { distribution, emulator } = await startEdge()
  const { get } = await distribution(config => {
    inFrontOf(localOrigin(origin.port))(config)
    config.DefaultCacheBehavior = legacy({ ViewerProtocolPolicy: 'allow-all', TargetOriginId: 'origin', MinTTL: 0 })
  })
  await get('/a')
  emulator.clock.advance(60)
  expect((await get('/a')).text).toBe('old')
  await expect.poll(() => closed).toEqual([false])
})

test('an origin group: the second origin is asked when the first gives a listed code or cannot be reached', async () => {
  const first = await startOrigin((request, response) =>
    response.writeHead(request.url === '/listed' ? 503 : 404).end('first')
  )
  const second = await startOrigin((_request, response) => response.end('second'))
  const { distribution } = await startEdge()
  const { get } = await distribution(
    inFrontOfGroup(
      localOrigin(first.port),
      localOrigin(second.port, { Id: 'second', DomainName: 'second.localhost' }),
      500,
      503
    )
  )
  expect((await get('/listed')).text).toBe('second')
  expect((await get('/other')).status).toBe(404)
  first.server.closeAllConnections()
  first.server.close()
  expect((await get('/unreachable')).text).toBe('second')
})

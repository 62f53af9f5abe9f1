import { brotliDecompressSync, gunzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { CACHING_OPTIMIZED } from '../sample-config.ts'
import { inFrontOf, localOrigin, startEdge, startOrigin } from './start-edge.ts'

const CACHING_DISABLED = '4135ea2d-6df8-44a3-9df3-4b5a84be39ad'
const CORS_S3_ORIGIN = '88a5eaf4-2fd4-4709-b370-b4c650ea3fcf'
const ALPHABET = 'abcdefghijklmnopqrstuvwxyz'

/** An origin with an object of 26 bytes that can give parts of it, and with texts. */
async function startWithObject({
  policy = CACHING_OPTIMIZED,
  cacheBytesMax
}: { policy?: string; cacheBytesMax?: number } = {}) {
  const origin = await startOrigin((request, response) => {
    if (request.url === '/text') {
      const text = ALPHABET.repeat(100)
      response.writeHead(200, {
        'Content-Type': 'text/plain; charset=utf-8',
        'Content-Length': text.length,
        ETag: '"t"'
      })
      response.end(text)
      return
    }
    response.setHeader('ETag', '"v1"').setHeader('Content-Type', 'text/plain').setHeader('Accept-Ranges', 'bytes')
    const [, start, end] = /^bytes=(\d+)-(\d+)$/.exec(request.headers.range ?? '') ?? []
    if (start === undefined || end === undefined) response.setHeader('Content-Length', 26).end(ALPHABET)
    else {
      response.writeHead(206, { 'Content-Range': `bytes ${start}-${end}/26` })
      response.end(ALPHABET.slice(Number(start), Number(end) + 1))
    }
  })
  const started = await startEdge({ edge: { cacheBytesMax } })
  const distribution = await started.distribution(config => {
    inFrontOf(localOrigin(origin.port))(config)
    Object.assign(config.DefaultCacheBehavior, { CachePolicyId: policy, Compress: true })
  })
  return { ...started, ...distribution, origin }
}

test('conditions are answered from the object, on a miss as on a hit', async () => {
  const { get, origin } = await startWithObject()
  for (const cache of ['Miss', 'Hit']) {
    const { status, text, headers } = await get('/a', { headers: { 'If-None-Match': 'W/"x", W/"v1"' } })
    expect([status, text, headers.etag, headers['x-cache']]).toEqual([304, '', '"v1"', `${cache} from cloudfront`])
  }
  expect((await get('/a', { headers: { 'If-None-Match': '"v2"' } })).status).toBe(200)
  expect(origin.seen).toHaveLength(1)
  expect(origin.seen[0]?.headers).not.toHaveProperty('if-none-match')
})

test('a part is cut from the whole object, which is stored', async () => {
  const { get, origin } = await startWithObject()
  for (const cache of ['Miss', 'Hit']) {
    const { status, text, headers } = await get('/a', { headers: { Range: 'bytes=2-4' } })
    expect([status, text, headers['x-cache']]).toEqual([206, 'cde', `${cache} from cloudfront`])
    expect(headers).toMatchObject({ 'content-range': 'bytes 2-4/26', 'content-length': '3' })
  }
  expect(origin.seen).toHaveLength(1)
  expect(origin.seen[0]?.headers).not.toHaveProperty('range')
})

test('several parts are multipart/byteranges', async () => {
  const { get } = await startWithObject()
  const { status, text, headers } = await get('/a', { headers: { Range: 'bytes=0-1,5-5,-2' } })
  expect(status).toBe(206)
  expect(Number(headers['content-length'])).toBe(text.length)
  const [, boundary = ''] = /^multipart\/byteranges; boundary="(.+)"$/.exec(headers['content-type'] ?? '') ?? []
  const part = (range: string, bytes: string) =>
    `--${boundary}\r\nContent-Type: text/plain\r\nContent-Range: bytes ${range}/26\r\n\r\n${bytes}\r\n`
  expect(text).toBe(`${part('0-1', 'ab')}${part('5-5', 'f')}${part('24-25', 'yz')}--${boundary}--\r\n`)
})

test.each([
  ['bytes=30-40', 416, 'bytes */26'],
  ['bytes=5-2', 200, undefined],
  ['bytes=4-5,0-1', 200, undefined],
  ['lines=1-2', 200, undefined]
])('%s is %i', async (Range, expected, contentRange) => {
  const { get } = await startWithObject()
  const { status, headers } = await get('/a', { headers: { Range } })
  expect([status, headers['content-range']]).toEqual([expected, contentRange])
})

test('a chunked answer to a range is the whole, also where all of it arrives at once', async () => {
  const origin = await startOrigin((_request, response) => {
    response.writeHead(200, { 'Transfer-Encoding': 'chunked' }).end(ALPHABET)
  })
  const { distribution } = await startEdge()
  const { get } = await distribution(inFrontOf(localOrigin(origin.port)))
  const range = { headers: { Range: 'bytes=2-4' } }
  const miss = await get('/a', range)
  expect([miss.status, miss.text, miss.headers['content-length']]).toEqual([200, ALPHABET, undefined])
  const hit = await get('/a', range)
  expect([hit.status, hit.text, hit.headers['x-cache']]).toEqual([206, 'cde', 'Hit from cloudfront'])
})

test('If-Range that differs is the whole', async () => {
  const { get } = await startWithObject()
  expect((await get('/a', { headers: { Range: 'bytes=0-1', 'If-Range': '"v0"' } })).status).toBe(200)
  expect((await get('/a', { headers: { Range: 'bytes=0-1', 'If-Range': '"v1"' } })).status).toBe(206)
})

test('where nothing is cached, or the object is too large for the cache, the origin is asked for the part', async () => {
  for (const options of [{ policy: CACHING_DISABLED }, { cacheBytesMax: 80 }]) {
    const { get, origin, emulator } = await startWithObject(options)
    const { status, text, headers } = await get('/a', { headers: { Range: 'bytes=2-4' } })
    expect([status, text, headers['content-range']]).toEqual([206, 'cde', 'bytes 2-4/26'])
    expect(origin.seen.at(-1)?.headers.range).toBe('bytes=2-4')
    expect(emulator.edge?.cacheSize().objects).toBe(0)
  }
})

test('compressed before it is stored, once for each encoding', async () => {
  const { get, origin } = await startWithObject()
  const text = ALPHABET.repeat(100)
  const cases = [
    ['gzip', 'gzip', (body: Buffer) => gunzipSync(body).toString()],
    ['gzip, br', 'br', (body: Buffer) => brotliDecompressSync(body).toString()],
    ['identity', undefined, (body: Buffer) => body.toString()]
  ] as const
  for (const [accepted, encoding, read] of cases) {
    for (const cache of ['Miss', 'Hit']) {
      const { headers, body } = await get('/text', { headers: { 'Accept-Encoding': accepted } })
      expect([headers['content-encoding'], headers['x-cache']]).toEqual([encoding, `${cache} from cloudfront`])
      expect(read(body)).toBe(text)
      expect(headers.etag).toBe(encoding === undefined ? '"t"' : 'W/"t"')
      if (encoding !== undefined) expect(headers.vary).toBe('Accept-Encoding')
    }
  }
  expect(origin.seen).toHaveLength(3)
  const same = await get('/text', { headers: { 'Accept-Encoding': 'gzip', 'If-None-Match': 'W/"t"' } })
  expect(same.status).toBe(304)
})

test('a compressed object still varies when its origin has confirmed it with a Vary of its own', async () => {
  const origin = await startOrigin((request, response) => {
    response.setHeader('ETag', '"t"').setHeader('Vary', 'Origin').setHeader('Cache-Control', 'max-age=10')
    if (request.headers['if-none-match'] !== undefined) response.writeHead(304).end()
    else response.writeHead(200, { 'Content-Type': 'text/plain', 'Content-Length': 2600 }).end(ALPHABET.repeat(100))
  })
  const { distribution, emulator } = await startEdge()
  const { get } = await distribution(config => {
    inFrontOf(localOrigin(origin.port))(config)
    const settings = { CachePolicyId: CACHING_OPTIMIZED, OriginRequestPolicyId: CORS_S3_ORIGIN, Compress: true }
    Object.assign(config.DefaultCacheBehavior, settings)
  })
  const headers = { 'Accept-Encoding': 'gzip' }
  const varies = (await get('/a', { headers })).headers.vary
  emulator.clock.advance(60)
  const confirmed = await get('/a', { headers })
  expect(confirmed.headers).toMatchObject({ 'x-cache': 'RefreshHit from cloudfront', 'content-encoding': 'gzip' })
  expect(confirmed.headers.vary).toBe(varies)
  expect(gunzipSync(confirmed.body).toString()).toBe(ALPHABET.repeat(100))
})

test('the least recently used objects are evicted from a full cache', async () => {
  const { get, emulator } = await startWithObject({ cacheBytesMax: 6000 })
  for (const path of ['/1', '/2', '/3', '/1', '/4', '/5']) await get(path)
  expect(emulator.edge?.cacheSize().bytes).toBeLessThanOrEqual(6000)
  expect((await get('/1')).headers['x-cache']).toBe('Hit from cloudfront')
  expect((await get('/2')).headers['x-cache']).toBe('Miss from cloudfront')
})

import { type ServerResponse } from 'node:http'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { compileInvalidation, ownersOf } from '../../../src/delivery/invalidation.ts'
import { createObjectCache } from '../../../src/emulator/edge/object-cache.ts'
import { invalidate } from '../distribution-calls.ts'
import { legacy, listOf } from '../sample-config.ts'
import { inFrontOf, localOrigin, startEdge, startOrigin } from './start-edge.ts'

/** An origin that counts its answers, and a distribution with the query in its key. */
async function startCounting() {
  let answers = 0
  const origin = await startOrigin((_request, response) => {
    answers += 1
    response.setHeader('ETag', '"same"').end(`${answers}`)
  })
  const started = await startEdge()
  const distribution = await started.distribution(config => {
    inFrontOf(localOrigin(origin.port))(config)
    config.DefaultRootObject = 'index.html'
    config.DefaultCacheBehavior = {
      ...legacy({ ViewerProtocolPolicy: 'allow-all', TargetOriginId: 'origin', DefaultTTL: 86_400, MaxTTL: 86_400 }),
      ForwardedValues: { QueryString: true, Cookies: { Forward: 'none' } }
    }
  })
  /** Which of the paths are asked of the origin again; asking stores them again. */
  async function missing(...paths: string[]): Promise<string[]> {
    const missed: string[] = []
    for (const path of paths) {
      if ((await distribution.get(path)).headers['x-cache'] === 'Miss from cloudfront') missed.push(path)
    }
    return missed
  }
  return { ...started, ...distribution, another: started.distribution, origin, missing }
}

test('an invalidation acts when it is Completed, and what is gone is a Miss without conditions', async () => {
  const { client, emulator, Id, get, origin } = await startCounting()
  expect((await get('/a')).text).toBe('1')
  await invalidate(client, Id, ['/a'])
  emulator.clock.advance(59)
  expect((await get('/a')).text).toBe('1')
  emulator.clock.advance(1)
  const fresh = await get('/a')
  expect([fresh.text, fresh.headers['x-cache']]).toEqual(['2', 'Miss from cloudfront'])
  expect(origin.seen[1]?.headers).not.toHaveProperty('if-none-match')
})

const PATHS = ['/a', '/a?b=1', '/ab', '/a/b', '/A', '/b', '/']

test.each([
  [['/a'], ['/a']],
  [['/a?b=1'], ['/a?b=1']],
  [['/a*'], ['/a', '/a?b=1', '/ab', '/a/b']],
  [['/a/*'], ['/a/b']],
  [['/*'], PATHS],
  [['/'], ['/']],
  [['/index.html'], ['/']],
  [
    ['/b', '/A'],
    ['/A', '/b']
  ]
])('%j removes exactly %j', async (patterns, expected) => {
  const { client, emulator, Id, missing } = await startCounting()
  await missing(...PATHS)
  await invalidate(client, Id, patterns)
  emulator.clock.advance(60)
  expect(await missing(...PATHS)).toEqual(expected)
})

test('an invalidation of a path removes all its variants: by headers, cookies and encoding', async () => {
  const origin = await startOrigin((_request, response) => response.end('x'))
  const { client, emulator, distribution } = await startEdge()
  const { get, Id } = await distribution(config => {
    inFrontOf(localOrigin(origin.port))(config)
    config.DefaultCacheBehavior = legacy({
      TargetOriginId: 'origin',
      Compress: true,
      ForwardedValues: { QueryString: false, Cookies: { Forward: 'all' }, Headers: listOf('X-Color') }
    })
  })
  const variants = [{}, { 'X-Color': 'red' }, { 'X-Color': 'blue' }, { Cookie: 'a=1' }, { 'Accept-Encoding': 'gzip' }]
  const results = async () => {
    const found: unknown[] = []
    for (const headers of variants) found.push((await get('/a', { headers })).headers['x-cache'])
    return found
  }
  expect(await results()).toEqual(variants.map(() => 'Miss from cloudfront'))
  expect(await results()).toEqual(variants.map(() => 'Hit from cloudfront'))
  await invalidate(client, Id, ['/a'])
  emulator.clock.advance(60)
  expect(await results()).toEqual(variants.map(() => 'Miss from cloudfront'))
})

test('another distribution keeps its objects', async () => {
  const { client, emulator, Id, another, origin, get } = await startCounting()
  const other = await another(inFrontOf(localOrigin(origin.port)))
  await get('/a')
  await other.get('/a')
  await invalidate(client, Id, ['/*'])
  emulator.clock.advance(60)
  expect((await other.get('/a')).headers['x-cache']).toBe('Hit from cloudfront')
})

test('what was asked for before an invalidation and arrives after it is not stored', async () => {
  const pending: ServerResponse[] = []
  const origin = await startOrigin((_request, response) => pending.push(response))
  const { client, emulator, distribution } = await startEdge()
  const { get, Id } = await distribution(inFrontOf(localOrigin(origin.port)))
  const old = get('/a')
  await expect.poll(() => pending.length).toBe(1)
  await invalidate(client, Id, ['/*'])
  emulator.clock.advance(60)
  const fresh = get('/a')
  await expect.poll(() => pending.length).toBe(2)
  pending[1]?.end('new')
  expect((await fresh).text).toBe('new')
  pending[0]?.end('old')
  expect((await old).text).toBe('old')
  expect((await get('/a')).text).toBe('new')
})

test('what was asked for before an invalidation of its tag and arrives after it is not stored', async () => {
  const pending: ServerResponse[] = []
  const origin = await startOrigin((_request, response) => pending.push(response.setHeader('X-Tags', 't')))
  const { client, emulator, distribution } = await startEdge()
  const { get, Id } = await distribution(config => {
    inFrontOf(localOrigin(origin.port))(config)
    config.CacheTagConfig = { HeaderName: 'X-Tags' }
  })
  const old = get('/a')
  await expect.poll(() => pending.length).toBe(1)
  await invalidate(client, Id, ['#t'])
  emulator.clock.advance(60)
  // A viewer comes by, with whom the invalidation takes effect.
  const other = get('/b')
  await expect.poll(() => pending.length).toBe(2)
  pending[1]?.end('b')
  await other
  const fresh = get('/a')
  await expect.poll(() => pending.length).toBe(3)
  pending[2]?.end('new')
  expect((await fresh).text).toBe('new')
  pending[0]?.end('old')
  expect((await old).text).toBe('old')
  expect((await get('/a')).text).toBe('new')
})

test('an error that was cached is removed by its path', async () => {
  let works = false
  const origin = await startOrigin((_request, response) => response.writeHead(works ? 200 : 404).end('x'))
  const { client, emulator, distribution } = await startEdge()
  const { get, Id } = await distribution(config => {
    inFrontOf(localOrigin(origin.port))(config)
    config.CustomErrorResponses = { Quantity: 1, Items: [{ ErrorCode: 404, ErrorCachingMinTTL: 3600 }] }
  })
  expect((await get('/a')).status).toBe(404)
  works = true
  expect((await get('/a')).status).toBe(404)
  await invalidate(client, Id, ['/a'])
  emulator.clock.advance(60)
  expect((await get('/a')).status).toBe(200)
})

test('by path or tag, of one owner or of both: the cache keeps exactly what an invalidation does not match', () => {
  const tag = fc.constantFrom('a', 'b', 'c')
  const objects = fc.uniqueArray(
    fc.record({
      distribution: fc.constantFrom('E1', 'E2'),
      tenant: fc.constantFrom(undefined, 'dt_1', 'dt_2'),
      path: fc.constantFrom('/a', '/ab', '/b'),
      tags: fc.uniqueArray(tag)
    }),
    { selector: ({ distribution, tenant, path }) => `${distribution} ${tenant} ${path}`, maxLength: 12 }
  )
  const items = fc.array(fc.constantFrom('/a', '/a*', '/*', '/b', '#a', '#B'), { minLength: 1, maxLength: 3 })
  const matches = (given: readonly string[], { path, tags }: { path: string; tags: readonly string[] }) =>
    given.some(item =>
      item.startsWith('#')
        ? tags.includes(item.slice(1).toLowerCase())
        : item === path || (item.endsWith('*') && path.startsWith(item.slice(0, -1)))
    )
  fc.assert(
    fc.property(objects, items, fc.constantFrom('E1', 'E2', 'dt_1'), (given, invalidated, owner) => {
      const cache = createObjectCache(1_000_000)
      const stored = given.map(object => {
        const { distribution: id, tenant: tenantId, path, tags } = object
        const key = { id: JSON.stringify([id, tenantId, path]), path, query: undefined }
        cache.put({
          ...STORED,
          owners: ownersOf({ id, tenantId }),
          key: { ...STORED.key, ...key },
          tags: new Set(tags)
        })
        return { ...object, keyId: key.id }
      })
      cache.removeMatching(owner, compileInvalidation(invalidated, undefined))
      for (const object of stored) {
        const isOwned = object.distribution === owner || object.tenant === owner
        expect(cache.get(object.keyId) === undefined).toBe(isOwned && matches(invalidated, object))
      }
    }),
    { numRuns: 1_000 }
  )
})

/** An object of the cache, but for what tells it apart. */
const STORED = {
  key: { headers: [], cookies: [], acceptEncoding: undefined, options: false },
  originId: 'origin',
  status: 200,
  headers: [],
  chunks: [],
  length: 0,
  confirmedAtMs: 0,
  freshness: {
    stored: true,
    ttlSeconds: 60,
    rule: 'max-age' as const,
    clampedBy: undefined,
    staleWhileRevalidateSeconds: 0,
    staleIfErrorSeconds: undefined,
    variesByAll: false
  }
}

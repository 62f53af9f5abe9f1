import { connect } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { listOf, times } from '../sample-config.ts'
import { startEdge } from './start-edge.ts'
import { publishFunction, startWithFunctions } from './start-with-functions.ts'

/** A function of the request that does this to it. */
const returning = (statement: string) => `function handler({ request }) { ${statement}; return request }`

test('a function of the request changes the path, and so the key', async () => {
  const { get, origin } = await startWithFunctions({
    request: 'function handler(event) { event.request.uri = "/same"; return event.request }'
  })
  expect((await get('/one?a=1')).text).toBe('/same')
  expect((await get('/two')).headers['x-cache']).toBe('Hit from cloudfront')
  expect(origin.seen).toHaveLength(1)
})

test('a function of the request never changes the behavior', async () => {
  const { get } = await startWithFunctions(
    { request: returning("request.uri = '/elsewhere'") },
    {
      change: config => {
        const origins = config.Origins.Items
        config.Origins = listOf(...origins, ...origins.map(each => ({ ...each, Id: 'other', OriginPath: '/other' })))
        const behavior = { ...config.DefaultCacheBehavior, TargetOriginId: 'other' }
        config.CacheBehaviors = listOf({
          ...behavior,
          PathPattern: '/elsewhere',
          FunctionAssociations: { Quantity: 0 }
        })
      }
    }
  )
  expect((await get('/a')).text, 'the origin of the first behavior').toBe('/elsewhere')
  expect((await get('/elsewhere')).text, 'for a viewer who asks there').toBe('/other/elsewhere')
})

test('a function answers by itself, and no page replaces its status', async () => {
  const { get, origin } = await startWithFunctions({
    request: `function handler(event) {
      return {
        statusCode: 302, statusDescription: 'Found',
        headers: { location: { value: '/login' }, 'x-made-by': { value: event.context.distributionId } },
        cookies: { seen: { value: '1', attributes: 'Secure; Path=/' } }, body: 'go'
      }
    }`
  })
  const { status, headers, raw, text } = await get('/')
  expect([status, text]).toEqual([302, 'go'])
  expect(headers).toMatchObject({
    location: '/login',
    'set-cookie': ['seen=1; Secure; Path=/'],
    'x-cache': 'FunctionGeneratedResponse from cloudfront'
  })
  expect(raw).toContain('X-Made-By')
  expect(origin.seen).toHaveLength(0)
})

test('a function of the answer runs on hits, too, and not where the origin gave an error', async () => {
  const { get } = await startWithFunctions({
    response: `function handler(event) {
      event.response.headers['x-seen'] = { value: event.request.uri }
      delete event.response.headers['x-origin']
      return event.response
    }`
  })
  for (const cache of ['Miss', 'Hit']) {
    const { headers, text } = await get('/a')
    expect([headers['x-cache'], headers['x-seen'], text]).toEqual([`${cache} from cloudfront`, '/a', '/a'])
    expect(headers).not.toHaveProperty('x-origin')
  }
  const missing = await get('/missing')
  expect(missing.status).toBe(404)
  expect(missing.headers).not.toHaveProperty('x-seen')
})

test('a function of the answer keeps what it did not touch: every cookie of one name, and headers it cannot see', async () => {
  const { get } = await startWithFunctions(
    {
      response: "function handler(event) { event.response.headers['x-seen'] = { value: '1' }; return event.response }"
    },
    { headers: { 'Set-Cookie': ['a=1; Path=/', 'b=2', 'a=3; Path=/x'], 'X-Amzn-RequestId': 'origin-1' } }
  )
  const { headers } = await get('/a')
  expect(headers['set-cookie']).toEqual(['a=1; Path=/', 'a=3; Path=/x', 'b=2'])
  expect(headers).toMatchObject({ 'x-seen': '1', 'x-amzn-requestid': 'origin-1' })
})

/** Nothing but the end of its thread ends it. */
const WILD = 'function handler({ request }) { Array.prototype.join.call({ length: 2 ** 32 - 1 }); return request }'

test('so many runs of a function wait and no more, and none for viewers who have left', async () => {
  const { get, host, port, log } = await startWithFunctions({ request: WILD })
  let refused = 0
  const viewers = times(300, () => {
    const socket = connect(port, '127.0.0.1')
    socket.on('error', () => undefined)
    socket.on('data', data => (refused += data.toString().includes('was throttled') ? 1 : 0))
    socket.write(`GET / HTTP/1.1\r\nHost: ${host}\r\n\r\n`)
    return socket
  })
  onTestFinished(() => viewers.forEach(socket => socket.destroy()))
  await expect.poll(() => refused, { timeout: 20_000 }).toBeGreaterThanOrEqual(200)
  expect(refused).toBeLessThanOrEqual(300 - 66)
  expect(log.map(({ message }) => message)).toContain('a function was not run, since too many runs are waiting')
  for (const socket of viewers) socket.destroy()
  await expect.poll(async () => (await get('/')).text, { timeout: 15_000 }).toContain('could not run')
}, 40_000)

test('a function that runs wild does not hold up the viewers of another one', async () => {
  const started = await startEdge()
  const wild = await publishFunction(started, 'wild', WILD)
  const { get } = await startWithFunctions(
    { request: 'function handler({ request }) { return request }' },
    {
      started,
      change: config => {
        config.CacheBehaviors = listOf({
          ...config.DefaultCacheBehavior,
          PathPattern: '/wild/*',
          FunctionAssociations: listOf({ EventType: 'viewer-request' as const, FunctionARN: wild })
        })
      }
    }
  )
  let ended = 0
  const others = times(30, async index => {
    const { status } = await get(`/wild/${index}`)
    ended += 1
    return status
  })
  expect((await get('/good')).status).toBe(200)
  expect(ended, 'of those who came before').toBeLessThan(15)
  expect(new Set(await Promise.all(others))).toEqual(new Set([503]))
}, 40_000)

test.each([
  ['throws', 'function handler() { throw new Error("no") }', 503],
  ['is not there', 'var x = 1', 503],
  ['returns no object', 'function handler() { return 1 }', 502],
  ['returns a uri without a slash', 'function handler(event) { event.request.uri = "a"; return event.request }', 502],
  [
    'sets a forbidden header',
    'function handler(event) { event.request.headers["x-cache"] = { value: "no" }; return event.request }',
    502
  ],
  [
    'changes a read-only header',
    'function handler({ request }) { request.headers.host = { value: "other" }; return request }',
    502
  ],
  ['deletes a read-only header', 'function handler({ request }) { delete request.headers.host; return request }', 502],
  ['has a line break in a cookie', returning('request.cookies.a = { value: "1\\r\\nX: 2" }'), 502],
  ['has a character beyond bytes in a cookie', returning('request.cookies.a = { value: "\u20ac" }'), 502],
  ['never ends', 'function handler({ request }) { for (;;); return request }', 503],
  ['takes all memory', 'function handler() { const all = []; for (;;) all.push("x".repeat(1e5) + all.length) }', 503],
  ['waits for what never comes', 'async function handler() { await new Promise(() => {}) }', 503]
])('a function that %s is an error of the edge', async (_what, request, expected) => {
  const { get, origin, log } = await startWithFunctions({ request })
  const { status, text } = await get('/')
  expect(status).toBe(expected)
  expect(text).toContain(`<H1>${expected} ERROR</H1>`)
  expect(origin.seen).toHaveLength(0)
  expect(log.find(({ level }) => level === 'warn')?.message).toBe('a function failed')
})

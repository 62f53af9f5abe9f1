import { type OutgoingHttpHeaders } from 'node:http'
import { connect } from 'node:net'
import * as CF from '@aws-sdk/client-cloudfront'
import { expect, onTestFinished, test } from 'vitest'
import { legacy, times } from '../sample-config.ts'
import { inFrontOf, localOrigin, startEdge, startOrigin } from './start-edge.ts'

/** A distribution whose behavior has these functions and forwards cookies, in front of an origin that says what it sees. */
async function startWithFunctions(code: { request?: string; response?: string }, headers: OutgoingHttpHeaders = {}) {
  const origin = await startOrigin((request, response) => {
    response.writeHead(request.url === '/missing' ? 404 : 200, {
      'Content-Type': 'text/plain',
      'X-Origin': 'yes',
      ...headers
    })
    response.end(`${request.url}`)
  })
  const started = await startEdge()
  const publish = async (name: string, text: string) => {
    const { ETag, FunctionSummary } = await started.client.send(
      new CF.CreateFunctionCommand({
        Name: name,
        FunctionConfig: { Comment: '', Runtime: 'cloudfront-js-2.0' },
        FunctionCode: Buffer.from(text)
      })
    )
    await started.client.send(new CF.PublishFunctionCommand({ Name: name, IfMatch: ETag }))
    return FunctionSummary?.FunctionMetadata?.FunctionARN ?? ''
  }
  const Items: CF.FunctionAssociation[] = []
  if (code.request !== undefined) {
    Items.push({ EventType: 'viewer-request', FunctionARN: await publish('on-request', code.request) })
  }
  if (code.response !== undefined) {
    Items.push({ EventType: 'viewer-response', FunctionARN: await publish('on-response', code.response) })
  }
  const distribution = await started.distribution(config => {
    inFrontOf(localOrigin(origin.port))(config)
    const ForwardedValues = { QueryString: false, Cookies: { Forward: 'all' as const } }
    config.DefaultCacheBehavior = legacy({ TargetOriginId: 'origin', ForwardedValues })
    config.DefaultCacheBehavior.FunctionAssociations = { Quantity: Items.length, Items }
  })
  return { ...started, ...distribution, origin }
}

test('a function of the request changes the path, and so the key', async () => {
  const { get, origin } = await startWithFunctions({
    request: 'function handler(event) { event.request.uri = "/same"; return event.request }'
  })
  expect((await get('/one?a=1')).text).toBe('/same')
  expect((await get('/two')).headers['x-cache']).toBe('Hit from cloudfront')
  expect(origin.seen).toHaveLength(1)
})

test('a function answers by itself, and no page replaces its status', async () => {
  const { get, origin } = await startWithFunctions({
    request: `function handler(event) {
      return { statusCode: 302, statusDescription: 'Found', headers: { location: { value: '/login' }, 'x-made-by': { value: event.context.distributionId } },
        cookies: { seen: { value: '1', attributes: 'Secure; Path=/' } }, body: 'go' }
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
    { 'Set-Cookie': ['a=1; Path=/', 'b=2', 'a=3; Path=/x'], 'X-Amzn-RequestId': 'origin-1' }
  )
  const { headers } = await get('/a')
  expect(headers['set-cookie']).toEqual(['a=1; Path=/', 'a=3; Path=/x', 'b=2'])
  expect(headers).toMatchObject({ 'x-seen': '1', 'x-amzn-requestid': 'origin-1' })
})

test('so many runs wait and no more, and none for viewers who have left', async () => {
  const { get, host, port, log } = await startWithFunctions({
    // Nothing but the end of its thread ends it.
    request: 'function handler({ request }) { Array.prototype.join.call({ length: 2 ** 32 - 1 }); return request }'
  })
  let refused = 0
  const viewers = times(300, () => {
    const socket = connect(port, '127.0.0.1')
    socket.on('error', () => undefined)
    socket.on('data', data => (refused += data.toString().startsWith('HTTP/1.1 503 ') ? 1 : 0))
    socket.write(`GET / HTTP/1.1\r\nHost: ${host}\r\n\r\n`)
    return socket
  })
  onTestFinished(() => viewers.forEach(socket => socket.destroy()))
  await expect.poll(() => refused, { timeout: 10_000 }).toBeGreaterThanOrEqual(40)
  expect(refused).toBeLessThan(60)
  expect(log.map(({ message }) => message)).toContain('a function was not run, since too many runs are waiting')
  for (const socket of viewers) socket.destroy()
  await expect.poll(async () => (await get('/')).text, { timeout: 15_000 }).toContain('could not run')
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
  ]
])('a function that %s is an error of the edge', async (_what, request, expected) => {
  const { get, origin, log } = await startWithFunctions({ request })
  const { status, text } = await get('/')
  expect(status).toBe(expected)
  expect(text).toContain(`<H1>${expected} ERROR</H1>`)
  expect(origin.seen).toHaveLength(0)
  expect(log.find(({ level }) => level === 'warn')?.message).toBe('a function failed')
})

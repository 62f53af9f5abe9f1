import * as CF from '@aws-sdk/client-cloudfront'
import * as Kvs from '@aws-sdk/client-cloudfront-keyvaluestore'
import { expect, test } from 'vitest'
import { invalidate } from '../distribution-calls.ts'
import { createStore, pairsClient } from '../key-value-stores/key-value-calls.ts'
import { listOf } from '../sample-config.ts'
import { startEdge } from './start-edge.ts'
import { startWithFunctions } from './start-with-functions.ts'

const onRequest = (statement: string) => ({
  request: `function handler({ request }) { ${statement}; return request }`
})
const onResponse = (statement: string) => ({
  response: `function handler({ request, response }) { ${statement}; return response }`
})

/** "café" as bytes of UTF-8, which Node shows as one character each. */
const CAFE = 'caf\u00c3\u00a9'

test('bytes that a function of the answer did not touch stay as they are, and what it writes is UTF-8', async () => {
  const { get } = await startWithFunctions(
    onResponse("response.headers['x-own'] = { value: 'caf\\u00e9' }; response.cookies.b = { value: 'caf\\u00e9' }"),
    { headers: { 'X-Name': CAFE, 'Set-Cookie': `a=${CAFE}; Path=/${CAFE}` } }
  )
  const { headers } = await get('/')
  expect(headers).toMatchObject({
    'x-name': CAFE,
    'x-own': CAFE,
    'set-cookie': [`a=${CAFE}; Path=/${CAFE}`, `b=${CAFE}`]
  })
})

test('bytes that a function of the request did not touch stay as they are', async () => {
  const { get, origin } = await startWithFunctions(onRequest("request.headers['x-own'] = { value: 'caf\\u00e9' }"))
  await get('/', { headers: { 'X-Name': CAFE, Cookie: `b; a=${CAFE}; b=2` } })
  expect(origin.seen[0]?.headers).toMatchObject({ 'x-name': CAFE, 'x-own': CAFE, cookie: `b; a=${CAFE}; b=2` })
})

test.each([
  ['a control character in a header', "response.headers.a = { value: '\\u0001' }"],
  ['a line break in a header', "response.headers.a = { value: '1\\r\\nb: 2' }"],
  ['a line break in a cookie', "response.cookies.a = { value: '1\\r\\nb: 2' }"],
  ['a line break in the attributes of a cookie', "response.cookies.a = { value: '1', attributes: 'Path=/\\r\\nb: 2' }"],
  ['a character that is no byte in a cookie', "response.cookies.a = { value: '\\u20ac' }"],
  ['no Warning, though the origin sent one', 'delete response.headers.warning']
])('an answer with %s is an invalid value', async (_what, statement) => {
  const { get, log } = await startWithFunctions(onResponse(statement), {
    headers: { Warning: '199 - old' }
  })
  expect((await get('/')).status).toBe(502)
  expect(log.find(({ level }) => level === 'warn')?.message).toBe('a function failed')
})

test('a function of the request cannot remove Via, by which loops are noticed', async () => {
  const { get, origin } = await startWithFunctions(onRequest('delete request.headers.via'))
  expect((await get('/', { headers: { Via: '1.1 proxy' } })).status).toBe(502)
  expect((await get('/')).status).toBe(200)
  expect(origin.seen).toHaveLength(1)
})

test('a query that a function clears is gone for key and origin', async () => {
  const { get, origin } = await startWithFunctions(onRequest('request.querystring = {}'), { query: true })
  expect((await get('/a?b=1')).text).toBe('/a')
  expect((await get('/a?c=2')).headers['x-cache']).toBe('Hit from cloudfront')
  expect(origin.seen).toHaveLength(1)
})

test('a function of the request changes headers and cookies for the origin', async () => {
  const { get, origin } = await startWithFunctions(
    onRequest(
      "request.headers['x-old'] = { value: 'mine' }; request.headers['x-new'] = { value: '1' }; request.cookies.a = { value: '2' }"
    )
  )
  await get('/', { headers: { Cookie: 'a=1; b=1', 'X-Old': 'theirs' } })
  expect(origin.seen[0]?.headers).toMatchObject({ 'x-old': 'mine', 'x-new': '1', cookie: 'a=2; b=1' })
})

test('a function of the answer changes its status', async () => {
  const { get } = await startWithFunctions(onResponse("response.statusCode = 203; response.headers.a = { value: '1' }"))
  const { status, headers, text } = await get('/a')
  expect([status, headers.a, text]).toEqual([203, '1', '/a'])
})

test.each([
  ['replaces', "'changed'", 'changed'],
  ['replaces with base64', "{ encoding: 'base64', data: 'AP8=' }", '\u0000\u00ff'],
  ['removes', "''", ''],
  ['removes as text', "{ encoding: 'text', data: '' }", '']
])('a function of the answer %s the body, for this viewer alone', async (_what, body, expected) => {
  const { get, origin } = await startWithFunctions(
    onResponse(`if (request.headers['x-change']) response.body = ${body}`),
    { headers: { 'Content-Type': 'text/plain', ETag: '"1"' } }
  )
  const change = { headers: { 'X-Change': '1' } }
  for (const cache of ['Miss', 'Hit']) {
    const { status, headers, body: bytes } = await get('/a', change)
    expect([status, headers['x-cache'], bytes.toString('latin1')]).toEqual([200, `${cache} from cloudfront`, expected])
  }
  expect((await get('/a', { ...change, method: 'HEAD' })).headers['content-length']).toBe(String(expected.length))
  expect((await get('/a')).text).toBe('/a')
  expect(origin.seen).toHaveLength(1)
})

test('what described the old body goes with it', async () => {
  const changes = onResponse("if (request.headers['x-change']) response.body = 'changed'")
  const { get } = await startWithFunctions(changes, {
    headers: { 'Content-Type': 'text/plain', 'Content-Encoding': 'gzip' }
  })
  const sent = { 'X-Change': '1', 'Accept-Encoding': 'gzip' }
  for (const cache of ['Miss', 'Hit']) {
    const { headers, body } = await get('/a', { headers: sent })
    expect([headers['x-cache'], headers['content-encoding'], body.toString()]).toEqual([
      `${cache} from cloudfront`,
      undefined,
      'changed'
    ])
  }
  expect((await get('/a', { headers: { 'Accept-Encoding': 'gzip' } })).headers['content-encoding']).toBe('gzip')
})

test('conditions and ranges of the viewer apply to what a function of the answer has made', async () => {
  const { get } = await startWithFunctions(
    onResponse(
      "response.headers['x-status'] = { value: String(response.statusCode) }; response.headers.etag = { value: '\"made\"' }; response.body = 'changed'"
    ),
    { headers: { ETag: '"origin"' } }
  )
  const part = await get('/a', { headers: { Range: 'bytes=0-3' } })
  expect([part.status, part.text, part.headers['content-range']]).toEqual([206, 'chan', 'bytes 0-3/7'])
  const unchanged = await get('/a', { headers: { 'If-None-Match': '"made"' } })
  expect([unchanged.status, unchanged.headers['x-status']]).toEqual([304, '200'])
})

test('a function of the answer makes a redirect with a body of its own', async () => {
  const { get } = await startWithFunctions(
    onResponse("response.statusCode = 302; response.headers.location = { value: '/b' }; response.body = 'Gone to /b'")
  )
  const { status, headers, text } = await get('/a')
  expect([status, headers.location, text]).toEqual([302, '/b', 'Gone to /b'])
})

test('a function is not shown headers that it must not set, and loses none of them', async () => {
  const { get, origin } = await startWithFunctions(
    onRequest("request.headers['x-names'] = { value: Object.keys(request.headers).join() }")
  )
  await get('/', { headers: { 'X-Real-Ip': '10.0.0.1', 'X-Amzn-Trace-Id': 'Root=1', 'X-Seen': '1' } })
  const { 'x-names': names = '', ...seen } = origin.seen[0]?.headers ?? {}
  expect(String(names).split(',')).toEqual(expect.arrayContaining(['host', 'x-seen']))
  expect(names).not.toMatch(/x-real-ip|x-amzn-trace-id|connection/)
  expect(seen).toMatchObject({ 'x-amzn-trace-id': 'Root=1' })
})

test('a function reads its key value store as it is at the moment', async () => {
  const started = await startEdge()
  const storeArn = await createStore(started.client)
  started.emulator.clock.advance(60)
  const pairs = pairsClient(started.url)
  async function put(Value: string) {
    const { ETag } = await pairs.send(new Kvs.DescribeKeyValueStoreCommand({ KvsARN: storeArn }))
    await pairs.send(new Kvs.PutKeyCommand({ KvsARN: storeArn, Key: 'to', Value, IfMatch: ETag }))
  }
  await put('/first')
  const { get } = await startWithFunctions(
    {
      request: `import cf from 'cloudfront'
        async function handler({ request }) { request.uri = await cf.kvs().get('to'); return request }`
    },
    { started, storeArn }
  )
  expect((await get('/')).text).toBe('/first')
  await put('/second')
  expect((await get('/')).text).toBe('/second')
})

test('no function runs for a redirect to HTTPS, nor for the page of an error', async () => {
  const { get, origin } = await startWithFunctions(onRequest("request.uri = '/missing'"), {
    change: config => {
      config.DefaultCacheBehavior.ViewerProtocolPolicy = 'redirect-to-https'
      config.CustomErrorResponses = listOf({ ErrorCode: 404, ResponsePagePath: '/page', ResponseCode: '404' })
    }
  })
  const redirected = await get('/a', { headers: { 'X-Forwarded-Proto': 'http' } })
  expect([redirected.status, redirected.headers.location]).toEqual([301, expect.stringMatching(/\/a$/)])
  const page = await get('/a')
  expect([page.status, page.text]).toEqual([404, '/page'])
  expect(origin.seen.map(({ url }) => url)).toEqual(['/missing', '/page'])
})

test('an invalidation is of the path that a function has made', async () => {
  const { client, emulator, Id, get } = await startWithFunctions(onRequest("request.uri = '/inside' + request.uri"))
  const cacheOf = async () => (await get('/a')).headers['x-cache']
  expect([await cacheOf(), await cacheOf()]).toEqual(['Miss from cloudfront', 'Hit from cloudfront'])
  await invalidate(client, Id, ['/a'])
  emulator.clock.advance(60)
  expect(await cacheOf(), 'another object').toBe('Hit from cloudfront')
  await invalidate(client, Id, ['/inside/*'])
  emulator.clock.advance(60)
  expect(await cacheOf()).toBe('Miss from cloudfront')
})

test('what is in development does not run before it is published', async () => {
  const { client, emulator, get } = await startWithFunctions(onRequest("request.uri = '/live'"))
  const Name = 'on-request'
  const { ETag, FunctionSummary } = await client.send(new CF.DescribeFunctionCommand({ Name }))
  const updated = await client.send(
    new CF.UpdateFunctionCommand({
      Name,
      IfMatch: ETag,
      FunctionConfig: FunctionSummary?.FunctionConfig,
      FunctionCode: Buffer.from(onRequest("request.uri = '/next'").request)
    })
  )
  emulator.clock.advance(60)
  expect((await get('/')).text).toBe('/live')
  await client.send(new CF.PublishFunctionCommand({ Name, IfMatch: updated.ETag }))
  emulator.clock.advance(60)
  expect((await get('/')).text).toBe('/next')
})

import { once } from 'node:events'
import { type IncomingMessage, request as httpRequest, type ServerResponse } from 'node:http'
import { connect } from 'node:net'
import { brotliDecompressSync, constants, gunzipSync } from 'node:zlib'
import type * as CF from '@aws-sdk/client-cloudfront'
import { expect, test } from 'vitest'
import { legacy, listOf } from '../sample-config.ts'
import { inFrontOf, localOrigin, startEdge, startOrigin } from './start-edge.ts'

/** An origin whose answers go on when the test says so, and a viewer who reads what there is. */
async function startPending(
  behavior: Partial<CF.DefaultCacheBehavior>,
  begin: (response: ServerResponse) => unknown = response => response.write('first ')
) {
  const pending: ServerResponse[] = []
  const origin = await startOrigin((_request, response) => {
    begin(response)
    pending.push(response)
  })
  const started = await startEdge()
  const { host, get } = await started.distribution(config => {
    inFrontOf(localOrigin(origin.port))(config)
    config.DefaultCacheBehavior = { ...config.DefaultCacheBehavior, ...behavior }
  })
  async function read(headers: Record<string, string> = {}) {
    const options = { port: started.port, host: '127.0.0.1', path: '/a', headers: { Host: host, ...headers } }
    const sent = httpRequest(options).end()
    const [answer] = (await once(sent, 'response')) as [IncomingMessage]
    const chunks: Buffer[] = []
    answer.on('data', (chunk: Buffer) => chunks.push(chunk)).on('error', () => undefined)
    return { answer, body: () => Buffer.concat(chunks) }
  }
  return { ...started, origin, pending, get, read }
}

test('the leader leaves while others wait: they get the whole object, which is stored', async () => {
  const { read, get, pending, origin } = await startPending({})
  const leader = await read()
  const other = await read()
  for (const { body } of [leader, other]) await expect.poll(() => body().toString()).toBe('first ')
  leader.answer.destroy()
  await once(leader.answer, 'close')
  pending[0]?.end('last')
  await expect.poll(() => other.body().toString()).toBe('first last')
  expect(other.answer.headers['x-cache']).toBe('Hit from cloudfront')
  await expect.poll(async () => (await get('/a')).text).toBe('first last')
  expect(origin.seen).toHaveLength(1)
})

test('where cookies are forwarded, nobody waits for another’s answer', async () => {
  const forwarding = legacy({
    TargetOriginId: 'origin',
    ForwardedValues: { QueryString: false, Cookies: { Forward: 'all' } }
  })
  const { get, pending } = await startPending({ CachePolicyId: undefined, ...forwarding })
  const all = [get('/a'), get('/a'), get('/a')]
  await expect.poll(() => pending.length).toBe(3)
  for (const response of pending) response.end('last')
  for (const { headers } of await Promise.all(all)) expect(headers['x-cache']).toBe('Miss from cloudfront')
})

test.each([
  ['gzip', (body: Buffer) => gunzipSync(body, { finishFlush: constants.Z_SYNC_FLUSH })],
  ['br', (body: Buffer) => brotliDecompressSync(body, { finishFlush: constants.BROTLI_OPERATION_FLUSH })]
])('the first byte of a body that is compressed with %s leaves before the last arrives', async (encoding, decode) => {
  const { read, pending } = await startPending({ Compress: true }, response => {
    response.writeHead(200, { 'Content-Type': 'text/plain', 'Content-Length': 4000 }).write('a'.repeat(2000))
  })
  const { answer, body } = await read({ 'Accept-Encoding': encoding })
  expect(answer.headers['content-encoding']).toBe(encoding)
  await expect.poll(() => decode(body()).toString()).toBe('a'.repeat(2000))
  pending[0]?.end('b'.repeat(2000))
  await expect.poll(() => decode(body()).toString()).toBe('a'.repeat(2000) + 'b'.repeat(2000))
})

test('OPTIONS is cached separately from GET', async () => {
  const methods = listOf<CF.Method>('GET', 'HEAD', 'OPTIONS')
  const { get, origin } = await startPending({ AllowedMethods: { ...methods, CachedMethods: methods } }, response =>
    response.end(response.req.method)
  )
  for (const cache of ['Miss', 'Hit']) {
    for (const method of ['GET', 'OPTIONS']) {
      const { text, headers } = await get('/a', { method })
      expect([text, headers['x-cache']]).toEqual([method, `${cache} from cloudfront`])
    }
  }
  expect(origin.seen.map(({ method }) => method)).toEqual(['GET', 'OPTIONS'])
})

test('a HEAD that has joined an answer keeps nothing of it: the origin is let go with its last reader', async () => {
  const { read, get, pending } = await startPending({})
  const reader = await read()
  expect((await get('/a', { method: 'HEAD' })).headers['x-cache']).toBe('Hit from cloudfront')
  const [response] = pending
  reader.answer.destroy()
  await expect.poll(() => response?.destroyed).toBe(true)
})

test('a viewer who leaves takes back all requests of the connection, also those that wait for their turn', async () => {
  const origin = await startOrigin(() => undefined)
  const { distribution, port } = await startEdge()
  const { CustomOriginConfig, ...patient } = localOrigin(origin.port)
  const { host } = await distribution(
    inFrontOf({
      ...patient,
      CustomOriginConfig: {
        HTTPPort: origin.port,
        HTTPSPort: 443,
        OriginProtocolPolicy: 'http-only',
        ...CustomOriginConfig,
        OriginReadTimeout: 60
      }
    })
  )
  const viewer = connect(port, '127.0.0.1')
  for (const path of ['/a', '/b', '/c']) viewer.write(`GET ${path} HTTP/1.1\r\nHost: ${host}\r\n\r\n`)
  await expect.poll(() => origin.seen.length, { timeout: 10_000 }).toBe(3)
  viewer.destroy()
  await expect.poll(() => origin.seen.filter(({ socket }) => !socket.destroyed).length, { timeout: 10_000 }).toBe(0)
})

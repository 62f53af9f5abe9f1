import { once } from 'node:events'
import { mkdirSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import type * as CF from '@aws-sdk/client-cloudfront'
import { expect, onTestFinished, test } from 'vitest'
import { bucket, legacy, listOf } from '../sample-config.ts'
import { temporaryFolder } from '../temporary-folder.ts'
import { sendRaw, statusOf } from './raw.ts'
import { inFrontOf, localOrigin, startEdge, startOrigin } from './start-edge.ts'

/** A bucket with a page and a secret beside it, and an origin below /api/ that echoes what it gets. */
async function startTarget() {
  const folder = temporaryFolder()
  mkdirSync(join(folder, 'site'))
  writeFileSync(join(folder, 'site/index.html'), 'x'.repeat(5000))
  mkdirSync(join(folder, 'other'))
  writeFileSync(join(folder, 'other/secret'), 'SECRET')
  writeFileSync(join(folder, 'secret'), 'SECRET')
  const origin = await startOrigin((request, response) => {
    request.resume()
    request.on('end', () => response.end('echo'))
  })
  const started = await startEdge({ buckets: { folder } })
  const distribution = await started.distribution(config => {
    config.Origins = listOf(bucket('bucket'), localOrigin(origin.port))
    config.DefaultCacheBehavior.ViewerProtocolPolicy = 'allow-all'
    config.CacheBehaviors = listOf({
      ...config.DefaultCacheBehavior,
      PathPattern: '/api/*',
      TargetOriginId: 'origin',
      AllowedMethods: {
        ...listOf<CF.Method>('GET', 'HEAD', 'OPTIONS', 'PUT', 'POST', 'PATCH', 'DELETE'),
        CachedMethods: listOf<CF.Method>('GET', 'HEAD')
      }
    })
  })

  const raw = (text: string) => sendRaw(started.port, text)
  return { ...started, ...distribution, origin, raw }
}

test('an expectation that nobody knows is ignored', async () => {
  const { raw, host, origin } = await startTarget()
  const answer = await raw(
    `POST /api/a HTTP/1.1\r\nHost: ${host}\r\nExpect: more\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok`
  )
  expect([statusOf(answer), answer]).toEqual([200, expect.stringContaining('X-Cache: Miss from cloudfront')])
  expect(origin.seen[0]?.headers).not.toHaveProperty('expect')
})

test.each([
  ['no Host', 'GET / HTTP/1.1\r\n\r\n', [400]],
  ['two Hosts', 'GET / HTTP/1.1\r\nHost: HOST\r\nHost: HOST\r\n\r\n', [400]],
  [
    'length and chunks',
    'POST /api/ HTTP/1.1\r\nHost: HOST\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
    [400]
  ],
  [
    'a coding before chunked',
    'POST /api/ HTTP/1.1\r\nHost: HOST\r\nTransfer-Encoding: gzip, chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n',
    [400]
  ],
  [
    'two codings',
    'POST /api/ HTTP/1.1\r\nHost: HOST\r\nTransfer-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
    [400]
  ],
  ['two lengths', 'POST /api/ HTTP/1.1\r\nHost: HOST\r\nContent-Length: 3\r\nContent-Length: 4\r\n\r\nabc', [400]],
  ['a blank before a colon', 'GET / HTTP/1.1\r\nHost : HOST\r\n\r\n', [400]],
  ['a bare line feed', 'GET / HTTP/1.1\nHost: HOST\n\n', [400]],
  ['no HTTP', 'HELLO\r\n\r\n', [400]],
  ['CONNECT', 'CONNECT example.com:443 HTTP/1.1\r\nHost: HOST\r\n\r\n', [400]],
  ['TRACE', 'TRACE / HTTP/1.1\r\nHost: HOST\r\n\r\n', [403, 405]],
  ['a long head', `GET / HTTP/1.1\r\nHost: HOST\r\nA: ${'a'.repeat(40_000)}\r\n\r\n`, [413, 431, 494]],
  ['a long URL', `GET /${'a'.repeat(9000)} HTTP/1.1\r\nHost: HOST\r\n\r\n`, [413, 414]]
])('%s is refused', async (_what, request, statuses) => {
  const { raw, host, origin, emulator } = await startTarget()
  const answer = await raw(request.replaceAll('HOST', host))
  expect(statuses, answer).toContain(statusOf(answer))
  expect(answer.match(/^HTTP\/1\.1 /gm), 'nothing after it is a request').toHaveLength(1)
  const [, id] = /^X-Amz-Cf-Id: (.*)\r$/m.exec(answer) ?? []
  expect(answer).toContain(`<H1>${statusOf(answer)} ERROR</H1>`)
  expect(answer).toContain(`Request ID: ${id}\n`)
  expect(answer).toContain('\r\nX-Cache: Error from cloudfront\r\n')
  await expect
    .poll(() => emulator.edge?.lastRequests(1))
    .toEqual([expect.objectContaining({ id, status: statusOf(answer), detail: expect.stringMatching(/./) as string })])
  expect(origin.seen).toHaveLength(0)
})

test('a request line with a full URL is served by its Host, and chooses no server', async () => {
  const { raw, host } = await startTarget()
  const answer = await raw(`GET http://127.0.0.1:1/index.html HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`)
  expect(statusOf(answer)).toBe(200)
})

test('a viewer cannot set what the edge says, nor smuggle headers to the origin', async () => {
  const { get, origin } = await startTarget()
  const headers = {
    'X-Amz-Cf-Id': 'mine',
    'X-Cache': 'mine',
    Age: '7',
    'X-Forwarded-For': '10.0.0.1',
    'CloudFront-Viewer-Address': 'mine',
    Connection: 'X-Secret',
    'X-Secret': 'x'
  }
  const { headers: got } = await get('/api/x', { headers })
  expect(got['x-amz-cf-id']).not.toBe('mine')
  expect(got['x-cache']).toBe('Miss from cloudfront')
  expect(got).not.toHaveProperty('age')
  const seen = origin.seen[0]?.headers ?? {}
  expect(seen['x-amz-cf-id']).toBe(got['x-amz-cf-id'])
  expect(seen['x-forwarded-for']).toBe('10.0.0.1, 127.0.0.1')
  expect(seen).not.toHaveProperty('x-secret')
  expect(seen).not.toHaveProperty('cloudfront-viewer-address')
})

test('a viewer who resets a CONNECT ends nothing but the connection', async () => {
  const { port, host, get } = await startTarget()
  for (let left = 20; left > 0; left--) {
    const socket = connect(port, '127.0.0.1')
    socket.on('error', () => undefined)
    const closed = new Promise(resolve => socket.on('close', resolve))
    await once(socket, 'connect')
    socket.write(`CONNECT example.com:443 HTTP/1.1\r\nHost: ${host}\r\n\r\n`)
    setImmediate(() => socket.resetAndDestroy())
    await closed
  }
  expect((await get('/index.html')).status).toBe(200)
})

test.each(['CONNECT example.com:443 HTTP/1.1\r\nHost: HOST\r\n\r\n', 'HELLO\r\n\r\n'])(
  'a viewer who stays after a refusal does not hold the connection: %j',
  async request => {
    const { port, host } = await startTarget()
    const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true })
    onTestFinished(() => void socket.destroy())
    socket.on('error', () => undefined)
    const ended = once(socket, 'end')
    socket.resume().write(request.replace('HOST', host))
    await ended
    // What is sent to a socket that is not there any more is answered with a reset.
    const closed = new Promise(resolve => socket.on('close', () => resolve('closed')))
    const probing = setInterval(() => socket.write('x'), 100)
    onTestFinished(() => clearInterval(probing))
    expect(await Promise.race([closed, setTimeout(3000, 'open')])).toBe('closed')
  }
)

test('what is no HTTP ends an answer that is under way, and writes nothing into it', async () => {
  const origin = await startOrigin((_request, response) => response.write('begun'))
  const { port, distribution } = await startEdge()
  const { host } = await distribution(inFrontOf(localOrigin(origin.port)))
  const socket = connect(port, '127.0.0.1')
  let answer = ''
  socket.on('error', () => undefined)
  const closed = new Promise(resolve => socket.on('close', resolve))
  socket.on('data', data => {
    answer += data.toString('latin1')
    if (answer.endsWith('begun\r\n')) socket.write('HELLO\r\n\r\n')
  })
  socket.write(`GET / HTTP/1.1\r\nHost: ${host}\r\n\r\n`)
  await closed
  expect(answer).toContain('begun')
  expect(answer.match(/HTTP\/1\.1 /g), answer).toHaveLength(1)
})

test('what fails after an answer is logged, and ends nothing else', async () => {
  const { emulator, get, log, errors } = await startTarget()
  // Later than any date.
  emulator.clock.advance(9e12)
  expect((await get('/index.html')).status).toBe(200)
  await expect.poll(() => errors().map(({ message }) => message)).toEqual(['a viewer could not be answered'])
  log.length = 0
})

test('the edge’s own answers have the Date of the emulator’s clock', async () => {
  const { emulator, get, ask, port } = await startTarget()
  emulator.clock.advance(1_000_000)
  const expected = new Date(emulator.clock.now()).toUTCString()
  expect((await ask('/', { host: 'unknown.example' })).headers.date).toBe(expected)
  expect((await get('/', { method: 'DELETE' })).headers.date).toBe(expected)
  expect(await sendRaw(port, 'HELLO\r\n\r\n')).toContain(`\r\nDate: ${expected}\r\n`)
})

test('a body that is too long is 413, with or without Content-Length', async () => {
  const origin = await startOrigin((request, response) => {
    request.resume().on('error', () => undefined)
    request.on('end', () => response.end('whole'))
  })
  const { distribution } = await startEdge({ edge: { bodyBytesMax: 1000 } })
  const { get } = await distribution(config => {
    inFrontOf(localOrigin(origin.port))(config)
    config.DefaultCacheBehavior.AllowedMethods = {
      ...listOf<CF.Method>('GET', 'HEAD', 'OPTIONS', 'PUT', 'POST', 'PATCH', 'DELETE'),
      CachedMethods: listOf<CF.Method>('GET', 'HEAD')
    }
  })
  const post = (length: number, headers: Record<string, string> = {}) =>
    get('/a', { method: 'POST', body: 'x'.repeat(length), headers })
  expect((await post(1000, { 'Content-Length': '1000' })).text).toBe('whole')
  expect((await post(1000, { 'Transfer-Encoding': 'chunked' })).text).toBe('whole')
  expect(origin.seen).toHaveLength(2)
  const said = await post(1001, { 'Content-Length': '1001' })
  expect([said.status, said.headers['x-cache']]).toEqual([413, 'Error from cloudfront'])
  expect(origin.seen, 'nothing is sent').toHaveLength(2)
  const counted = await post(1001, { 'Transfer-Encoding': 'chunked' })
  expect([counted.status, counted.headers.connection]).toEqual([413, 'close'])
  expect((await post(10)).text).toBe('whole')
})

test('a header that Connection names is neither in the key nor sent on, but for Host', async () => {
  const origin = await startOrigin((request, response) => response.end(`tenant ${String(request.headers['x-tenant'])}`))
  const { distribution } = await startEdge()
  const { get } = await distribution(config => {
    inFrontOf(localOrigin(origin.port))(config)
    config.DefaultCacheBehavior = legacy({
      TargetOriginId: 'origin',
      ForwardedValues: { QueryString: false, Cookies: { Forward: 'none' }, Headers: listOf('X-Tenant') }
    })
  })
  const hop = await get('/', { headers: { Connection: 'Host, X-Tenant', 'X-Tenant': 'one' } })
  expect([hop.status, hop.text]).toEqual([200, 'tenant undefined'])
  expect((await get('/', { headers: { 'X-Tenant': 'one' } })).text).toBe('tenant one')
})

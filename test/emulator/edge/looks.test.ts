import { once } from 'node:events'
import { readdirSync, readFileSync } from 'node:fs'
import { type ServerResponse } from 'node:http'
import { connect } from 'node:net'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import type * as CF from '@aws-sdk/client-cloudfront'
import { expect, test } from 'vitest'
import { createClock } from '../../../src/emulator/clock.ts'
import { createAccessLog } from '../../../src/emulator/edge/access-log.ts'
import { createRequestLog } from '../../../src/emulator/edge/request-log.ts'
import { legacy, listOf } from '../sample-config.ts'
import { temporaryFolder } from '../temporary-folder.ts'
import { requestFor } from './request-for.ts'
import { type Asked, type Got, inFrontOf, localOrigin, startEdge, startOrigin } from './start-edge.ts'

test('X-Frontage-Edge says why, when it is asked for; it is neither sent to the origin nor in the key', async () => {
  const origin = await startOrigin((_request, response) => response.setHeader('Cache-Control', 's-maxage=30').end('x'))
  const { distribution } = await startEdge()
  const { get, Id } = await distribution(inFrontOf(localOrigin(origin.port)))
  const first = await get('/a?b=1', { headers: { 'X-Frontage-Edge': '1' } })
  expect(first.headers['x-frontage-edge']).toBe(
    `distribution=${Id}; behavior=*; origin=origin; key=/a; ttl=30 (s-maxage); result=Miss`
  )
  expect(origin.seen[0]?.headers).not.toHaveProperty('x-frontage-edge')
  const second = await get('/a')
  expect(second.headers).not.toHaveProperty('x-frontage-edge')
  expect(second.headers['x-cache']).toBe('Hit from cloudfront')
})

/** What X-Frontage-Edge says of a request, without the distribution. */
async function whyOf(get: Get, path: string, asked: Asked = {}): Promise<string> {
  const { headers } = await get(path, { ...asked, headers: { ...asked.headers, 'X-Frontage-Edge': '1' } })
  return String(headers['x-frontage-edge']).replace(/^distribution=\w+; /, '')
}
type Get = (path: string, asked?: Asked) => Promise<Got>

test('a Hit says its origin, and what bounded its time', async () => {
  const origin = await startOrigin((_request, response) => response.setHeader('Cache-Control', 'max-age=90').end('x'))
  const { distribution } = await startEdge()
  const { get } = await distribution(config => {
    inFrontOf(localOrigin(origin.port))(config)
    config.DefaultCacheBehavior = legacy({ TargetOriginId: 'origin', DefaultTTL: 10, MaxTTL: 60 })
  })
  for (const result of ['Miss', 'Hit']) {
    expect(await whyOf(get, '/a')).toBe(`behavior=*; origin=origin; key=/a; ttl=60 (max-age, MaxTTL); result=${result}`)
  }
  expect(await whyOf(get, '/b', { method: 'HEAD' })).toBe(
    'behavior=*; origin=origin; key=/b; result=Miss; detail=nothing is stored for a HEAD'
  )
})

test('what is refused says why', async () => {
  const origin = await startOrigin((request, response) => {
    if (request.url === '/cut') request.socket.destroy()
    else response.end('x')
  })
  const { distribution, ask } = await startEdge()
  const { get } = await distribution(config => {
    inFrontOf(localOrigin(origin.port))(config)
    const { DefaultCacheBehavior: usual } = config
    config.CacheBehaviors = listOf(
      { ...usual, PathPattern: '/https/*', ViewerProtocolPolicy: 'https-only' },
      { ...usual, PathPattern: '/moved/*', ViewerProtocolPolicy: 'redirect-to-https' },
      { ...legacy({ TargetOriginId: 'origin', MaxTTL: 0, DefaultTTL: 0 }), PathPattern: '/live/*' }
    )
  })
  const plain = { headers: { 'X-Forwarded-Proto': 'http' } }
  expect(await whyOf(get, '/a', { method: 'DELETE' })).toBe(
    'behavior=*; result=Error; detail=AllowedMethods does not have DELETE'
  )
  expect(await whyOf(get, '/https/a', plain)).toBe(
    'behavior=/https/*; result=Error; detail=ViewerProtocolPolicy is https-only'
  )
  expect(await whyOf(get, '/moved/a', plain)).toBe(
    'behavior=/moved/*; result=Redirect; detail=ViewerProtocolPolicy is redirect-to-https'
  )
  expect(await whyOf(get, '/live/a')).toBe(
    'behavior=/live/*; origin=origin; result=Miss; detail=the behavior caches nothing'
  )
  expect(await whyOf(get, '/cut')).toMatch(
    /^behavior=\*; origin=origin; key=\/cut; ttl=10 \(ErrorCachingMinTTL\); result=Error; detail=./
  )
  expect(await whyOf(path => ask(path, { headers: { 'X-Frontage-Edge': '1' } }), '/')).toBe(
    'result=Error; detail=no distribution has this host'
  )
})

/** How a request ended, apart from the request. */
const ENDED = {
  wanted: undefined,
  answer: undefined,
  status: 200,
  bytes: 0,
  bodyBytes: 0,
  milliseconds: 0,
  firstByteMs: 0
}

test('the last 500 requests are kept, the newest last', () => {
  const log = createRequestLog({ clock: createClock(), accessLog: undefined })
  for (let index = 0; index < 1203; index += 1) log.add({ ...ENDED, request: requestFor(`/${index}`) })
  const all = log.last(1000).map(({ target }) => target)
  expect([all.length, all[0], all[499]]).toEqual([500, '/703', '/1202'])
  expect(log.last(2).map(({ target }) => target)).toEqual(['/1201', '/1202'])
  log.clear()
  log.add({ ...ENDED, request: requestFor('/next') })
  expect(log.last(1000).map(({ target }) => target)).toEqual(['/next'])
})

test('GET /_local/edge/requests shows the last requests', async () => {
  const origin = await startOrigin((_request, response) => response.end('hello'))
  const { distribution, url, emulator } = await startEdge()
  const { get, Id, host } = await distribution(inFrontOf(localOrigin(origin.port)))
  const { headers } = await get('/a')
  await get('/a')
  await expect.poll(() => emulator.edge?.lastRequests(10).length).toBe(2)
  const { items } = (await (await fetch(`${url}/_local/edge/requests`)).json()) as { items: object[] }
  expect(items).toEqual([
    expect.objectContaining({
      id: headers['x-amz-cf-id'],
      host,
      method: 'GET',
      target: '/a',
      status: 200,
      result: 'Miss',
      distribution: Id,
      behavior: '*',
      origin: 'origin',
      key: '/a'
    }),
    expect.objectContaining({ result: 'Hit' })
  ])
  const last = (await (await fetch(`${url}/_local/edge/requests?last=1`)).json()) as { items: object[] }
  expect(last.items).toHaveLength(1)
})

test('a line of the access log has the fields of CloudFront’s standard format, in its order', async () => {
  const pending: ServerResponse[] = []
  const origin = await startOrigin((_request, response) => {
    response.writeHead(200, { 'Content-Type': 'text/plain', 'Content-Length': '5' }).write('he')
    pending.push(response)
  })
  const dataDir = temporaryFolder()
  const accessLogDir = join(dataDir, 'edge')
  const { distribution, emulator, port } = await startEdge({ dataDir, edge: { accessLog: true } })
  const { host } = await distribution(inFrontOf(localOrigin(origin.port)))
  const local = `${host.replace('.net', '.localhost')}:${port}`
  const sent = [
    'GET /a?b=1 HTTP/1.1',
    `Host: ${local}`,
    'Connection: close',
    'Referer: http://x/',
    'User-Agent: a\tb c',
    'Cookie: c=2',
    'X-Forwarded-For: 192.0.2.7',
    'X-Forwarded-Proto: http',
    'Range: bytes=1-3'
  ]
  const request = `${sent.join('\r\n')}\r\n\r\n`
  const viewer = connect(port, '127.0.0.1')
  let answer = ''
  viewer.on('data', data => (answer += data.toString('latin1')))
  viewer.write(request)
  await expect.poll(() => answer).toMatch(/\r\n\r\ne$/)
  const { localPort } = viewer
  // The end comes measurably later than the first byte.
  await setTimeout(10)
  pending[0]?.end('llo')
  await once(viewer, 'close')
  const now = new Date(emulator.clock.now()).toISOString()
  await emulator.close()
  const [file = ''] = readdirSync(accessLogDir)
  expect(file).toBe(`access-${now.slice(0, 10)}.log`)
  const [version, names = '', line = '', ...rest] = readFileSync(join(accessLogDir, file), 'utf8').split('\n')
  expect([version, rest]).toEqual(['#Version: 1.0', ['']])
  const seconds = /^\d+\.\d{3}$/
  // Developer Guide, "Standard logging reference".
  const expected: readonly (readonly [name: string, value: unknown])[] = [
    ['date', now.slice(0, 10)],
    ['time', now.slice(11, 19)],
    ['x-edge-location', 'LCL50-P1'],
    ['sc-bytes', expect.stringMatching(/^\d+$/)],
    ['c-ip', '127.0.0.1'],
    ['cs-method', 'GET'],
    ['cs(Host)', host],
    ['cs-uri-stem', '/a'],
    ['sc-status', '206'],
    ['cs(Referer)', 'http://x/'],
    ['cs(User-Agent)', 'a%09b%20c'],
    ['cs-uri-query', 'b=1'],
    ['cs(Cookie)', 'c=2'],
    ['x-edge-result-type', 'Miss'],
    ['x-edge-request-id', /X-Amz-Cf-Id: (.+)\r\n/.exec(answer)?.[1]],
    ['x-host-header', local],
    ['cs-protocol', 'http'],
    ['cs-bytes', String(request.length)],
    ['time-taken', expect.stringMatching(seconds)],
    ['x-forwarded-for', '192.0.2.7'],
    ['ssl-protocol', '-'],
    ['ssl-cipher', '-'],
    ['x-edge-response-result-type', 'Miss'],
    ['cs-protocol-version', 'HTTP/1.1'],
    ['fle-status', '-'],
    ['fle-encrypted-fields', '-'],
    ['c-port', String(localPort)],
    ['time-to-first-byte', expect.stringMatching(seconds)],
    ['x-edge-detailed-result-type', 'Miss'],
    ['sc-content-type', 'text/plain'],
    ['sc-content-len', '3'],
    ['sc-range-start', '1'],
    ['sc-range-end', '3']
  ]
  expect(names).toBe(`#Fields: ${expected.map(([name]) => name).join(' ')}`)
  const values = line.split('\t')
  expect(values).toEqual(expected.map(([, value]) => value))
  const [sentBytes = 0, taken = 0, toFirstByte = 0] = [3, 18, 27].map(at => Number(values[at]))
  expect(toFirstByte).toBeLessThan(taken)
  // Without what Node adds about the connection.
  expect(sentBytes).toBeLessThanOrEqual(answer.length)
  expect(sentBytes).toBeGreaterThan(answer.length - 50)
})

test('the access log counts the whole request, says what went wrong, and has no status for a viewer who left', async () => {
  const origin = await startOrigin((request, response) => {
    request.resume()
    if (request.url === '/missing') response.writeHead(404).end()
    else if (request.url === '/cut') request.socket.destroy()
    else if (request.url !== '/silent') request.on('end', () => response.end())
  })
  const dataDir = temporaryFolder()
  const { distribution, emulator, port } = await startEdge({ dataDir, edge: { accessLog: true } })
  const { get, host } = await distribution(config => {
    inFrontOf(localOrigin(origin.port))(config)
    config.DefaultCacheBehavior.AllowedMethods = {
      ...listOf<CF.Method>('GET', 'HEAD', 'OPTIONS', 'PUT', 'POST', 'PATCH', 'DELETE'),
      CachedMethods: listOf<CF.Method>('GET', 'HEAD')
    }
  })
  const head = `POST /chunked HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n`
  const posting = connect(port, '127.0.0.1')
  posting.write(`${head}5\r\nhello\r\n0\r\n\r\n`)
  await once(posting.resume(), 'close')
  await get('/missing')
  await get('/cut')
  await get('/a', { method: 'PROPFIND' })
  const leaving = connect(port, '127.0.0.1')
  leaving.write(`GET /silent HTTP/1.1\r\nHost: ${host}\r\n\r\n`)
  await expect.poll(() => origin.seen.some(({ url }) => url === '/silent')).toBe(true)
  leaving.destroy()
  await expect.poll(() => emulator.edge?.lastRequests(9).length).toBe(5)
  await emulator.close()
  const folder = join(dataDir, 'edge')
  const lines = readFileSync(join(folder, readdirSync(folder)[0] ?? ''), 'utf8')
    .trim()
    .split('\n')
    .slice(2)
  const logged = lines.map(line => line.split('\t'))
  expect(logged.map(values => [values[7], values[8], values[13], values[28]])).toEqual([
    ['/chunked', '200', 'Miss', 'Miss'],
    ['/missing', '404', 'Error', 'OriginError'],
    ['/cut', '502', 'Error', 'OriginReadError'],
    ['/a', '403', 'Error', 'InvalidRequestMethod'],
    ['/silent', '000', 'Error', 'ClientCommError']
  ])
  expect(logged[0]?.[17]).toBe(String(head.length + 'hello'.length))
})

test('the access log encodes what is no ASCII, halves of a character, too', () => {
  const folder = temporaryFolder()
  const accessLog = createAccessLog(folder, () => undefined)
  const request = requestFor('/\u{1F600}\uD83D')
  accessLog.add({ ...ENDED, request }, Date.UTC(2026, 10, 29))
  accessLog.flush()
  expect(readFileSync(join(folder, 'access-2026-11-29.log'), 'utf8')).toContain('\t/%F0%9F%98%80%EF%BF%BD\t')
})

import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { createAccessLog } from '../../../src/emulator/edge/access-log.ts'
import { temporaryFolder } from '../temporary-folder.ts'
import { requestFor } from './request-for.ts'
import { inFrontOf, localOrigin, startEdge, startOrigin } from './start-edge.ts'

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

test('the access log is in CloudFront’s standard format', async () => {
  const origin = await startOrigin((_request, response) =>
    response.setHeader('Content-Type', 'text/plain').end('hello')
  )
  const dataDir = temporaryFolder()
  const accessLogDir = join(dataDir, 'edge')
  const { distribution, emulator } = await startEdge({ dataDir, edge: { accessLog: true } })
  const { get, host } = await distribution(inFrontOf(localOrigin(origin.port)))
  const { headers } = await get('/a?b=1', { headers: { 'User-Agent': 'a\tb c', Referer: 'http://x/' } })
  await emulator.close()
  const [file = ''] = readdirSync(accessLogDir)
  expect(file).toMatch(/^access-\d{4}-\d\d-\d\d\.log$/)
  const [version, names = '', line = '', ...rest] = readFileSync(join(accessLogDir, file), 'utf8').split('\n')
  expect([version, rest]).toEqual(['#Version: 1.0', ['']])
  const fields = names.replace('#Fields: ', '').split(' ')
  const values = line.split('\t')
  expect(values).toHaveLength(33)
  expect(fields).toHaveLength(33)
  const logged = Object.fromEntries(fields.map((name, index) => [name, values[index]]))
  expect(logged).toMatchObject({
    'c-ip': '127.0.0.1',
    'cs-method': 'GET',
    'cs(Host)': host,
    'cs-uri-stem': '/a',
    'cs-uri-query': 'b=1',
    'sc-status': '200',
    'cs(User-Agent)': 'a%09b%20c',
    'cs(Referer)': 'http://x/',
    'cs(Cookie)': '-',
    'x-edge-result-type': 'Miss',
    'x-edge-request-id': headers['x-amz-cf-id'],
    'cs-protocol': 'https',
    'sc-content-type': 'text/plain',
    'sc-content-len': '5'
  })
})

test('the access log encodes what is no ASCII, halves of a character, too', () => {
  const folder = temporaryFolder()
  const accessLog = createAccessLog(folder, () => undefined)
  const request = requestFor('/\u{1F600}\uD83D')
  accessLog.add({ request, status: 200, bytes: 0, milliseconds: 0, firstByteMs: 0 }, Date.UTC(2026, 10, 29))
  accessLog.flush()
  expect(readFileSync(join(folder, 'access-2026-11-29.log'), 'utf8')).toContain('\t/%F0%9F%98%80%EF%BF%BD\t')
})

import { describe, expect, test } from 'vitest'
import { connectRaw } from '../helpers/raw-client.ts'
import { startApp } from '../helpers/start-app.ts'

const DISTRIBUTION = { origins: [{ domainName: 'www.example.com' }] }

describe('values that the store cannot store', () => {
  test.each([
    ['/operations?kind=%00', 'kind'],
    ['/operations?resource=a%00b', 'resource'],
    ['/operations?resource=a%7fb', 'resource'],
    ['/distributions?tag=a&tag=b%0a', 'tag'],
    ['/distributions?alias=%1f', 'alias'],
    ['/distributions/E%00', 'distributionId']
  ])('%s: 400 names the parameter with a control character', async (path, parameter) => {
    const { request } = await startApp()
    const response = await request.get(path)
    expect([response.status, response.body.errors?.[0]?.parameter]).toEqual([400, parameter])
  })

  test.each([
    '0000-01-01T00:00:00Z',
    '0001-01-01T00:00:00%2B14:00',
    '9999-12-31T23:59:59-14:00',
    '2026-01-31T23:59:60Z',
    '2026-01-31T12:00:00Z[Europe/Paris]',
    '2026-02-30T12:00:00',
    '+010000-01-01T00:00:00Z'
  ])('createdAfter=%s: 400, though some of them are times', async time => {
    const { request } = await startApp()
    const { body } = await request.post('/distributions').send(DISTRIBUTION)
    const invalidations = `/distributions/${body.id}/invalidations`
    const response = await request.get(`${invalidations}?createdAfter=${time}`)
    expect([response.status, response.body.errors]).toEqual([
      ...[
        400,
        [{ parameter: 'createdAfter', detail: expect.stringContaining('must be a time in the years 1 to 9999') }]
      ]
    ])
    await request.get(`${invalidations}?createdAfter=0001-01-01T00:00:00Z`).expect(200)
    await request.get(`${invalidations}?createdBefore=9999-12-31T23:59:59.999Z`).expect(200)
  })
})

describe('what HTTP forbids', () => {
  test.each([
    ['two Host headers', 'GET /health/live HTTP/1.1\r\nHost: localhost\r\nHost: localhost\r\n\r\n'],
    ['another Host after it', 'GET /health/live HTTP/1.1\r\nHost: localhost\r\nhost: evil.example\r\n\r\n'],
    ['a blank in Host', 'GET /health/live HTTP/1.1\r\nHost: a b\r\n\r\n'],
    ['a path and user in Host', 'GET /health/live HTTP/1.1\r\nHost: a/b@c\r\n\r\n'],
    [
      'a user in an absolute target',
      'GET http://localhost@evil.example/health/live HTTP/1.1\r\nHost: localhost\r\n\r\n'
    ],
    ['no Host beside an absolute target', 'GET http://localhost/health/live HTTP/1.1\r\n\r\n'],
    [
      'a coding before chunked',
      'POST /distributions HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nTransfer-Encoding: gzip, ' +
        'chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n'
    ]
  ])('%s: 400 MALFORMED_REQUEST', async (_, text) => {
    const { url } = await startApp()
    const client = await connectRaw(url)
    client.send(text)
    const answer = await client.received('requestId')
    expect(answer).toMatch(/^HTTP\/1.1 400 /)
    expect(answer).toContain('"code":"MALFORMED_REQUEST"')
  })
})

describe('Expect: 100-continue (RFC 9110, section 10.1.1)', () => {
  const BODY = JSON.stringify(DISTRIBUTION)
  const head = (path: string, length: number, more = '') =>
    `POST ${path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nExpect: 100-continue\r\n` +
    `Content-Length: ${length}\r\n${more}\r\n`

  test.each([
    ['a body beyond the limit', head('/distributions', 2_000_000), 413],
    ['a media type that is not supported', head('/distributions', 2, 'Content-Encoding: gzip\r\n'), 415],
    ['two Host headers', head('/distributions', 2, 'Host: localhost\r\n'), 400]
  ])('%s is refused at once, and its body is not asked for', async (_, text, status) => {
    const { url } = await startApp({ bodyLimitBytes: 1_000_000 })
    const client = await connectRaw(url)
    client.send(text)
    const answer = await client.received()
    expect(answer).toMatch(new RegExp(`^HTTP/1.1 ${status} `))
    expect(answer).toMatch(/\r\nconnection: close\r\n/i)
  })

  test('a function’s code beyond its own limit', async () => {
    const { url } = await startApp()
    const client = await connectRaw(url)
    client.send(
      'PUT /functions/one/code HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/octet-stream\r\n' +
        'Expect: 100-continue\r\nContent-Length: 100001\r\n\r\n'
    )
    expect(await client.received()).toMatch(/^HTTP\/1.1 413 /)
  })

  test.each([
    ['a body within the limit', '/distributions', 201],
    ['a body for a path that does not exist', '/nothing', 404]
  ])('%s is asked for', async (_, path, status) => {
    const { url } = await startApp()
    const client = await connectRaw(url)
    client.send(head(path, BODY.length, 'Connection: close\r\n'))
    expect(await client.received('\r\n\r\n')).toBe('HTTP/1.1 100 Continue\r\n\r\n')
    client.send(BODY)
    expect(await client.received()).toMatch(new RegExp(`^HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 ${status} `))
  })

  test('a chunked body is asked for, though its length is not known', async () => {
    const { url } = await startApp()
    const client = await connectRaw(url)
    client.send(
      head('/distributions', 0, 'Connection: close\r\n').replace('Content-Length: 0', 'Transfer-Encoding: chunked')
    )
    expect(await client.received('\r\n\r\n')).toBe('HTTP/1.1 100 Continue\r\n\r\n')
    client.send(`${BODY.length.toString(16)}\r\n${BODY}\r\n0\r\n\r\n`)
    expect(await client.received()).toContain('HTTP/1.1 201 ')
  })
})

test.each([
  ['http://localhost/health/live', 200],
  ['http://localhost', 200],
  ['http://evil.example/distributions', 421]
])('the target %s is served as its path at its authority, whatever Host says: %i', async (target, status) => {
  const { url } = await startApp()
  const client = await connectRaw(url)
  client.send(`GET ${target} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n`)
  expect(await client.received('\r\n\r\n')).toMatch(new RegExp(`^HTTP/1.1 ${status} `))
})

test.each([
  ['get', '/distributions/E1/invalidations/preview', 'POST'],
  ['delete', '/distributions/E1/invalidations/preview', 'POST'],
  ['delete', '/distributions/E1/invalidations/usage', 'GET, HEAD'],
  ['get', '/distribution-tenants/dt_1/invalidations/preview', 'POST'],
  ['post', '/distributions/E1/invalidations/usage', 'GET, HEAD'],
  ['delete', '/operations', 'GET, HEAD']
] as const)('%s %s: 405 with Allow, not 404 for an unknown id', async (method, path, allowed) => {
  const { request, emulator } = await startApp()
  const response = await request[method](path)
  expect([response.status, response.body.code]).toEqual([405, 'METHOD_NOT_ALLOWED'])
  expect(response.headers.allow).toBe(allowed)
  expect(emulator.calls.count()).toBe(0)
})

test('BODY_LIMIT beyond 16 MiB also applies to invalidations', async () => {
  const { request } = await startApp({ bodyLimitBytes: 20_000_000 })
  const { body } = await request.post('/distributions').send(DISTRIBUTION)
  const paths = Array.from({ length: 18 }, () => `/${'x'.repeat(1_000_000)}`)
  const response = await request.post(`/distributions/${body.id}/invalidations/preview`).send({ paths })
  expect([response.status, response.body.errors?.[0]?.pointer]).toEqual([400, '/paths/0'])
})

test('the URL of a webhook is stored as parsed, not as written', async () => {
  const webhooks = { hosts: ['hooks.example.com'], secret: Buffer.alloc(32) }
  const { request } = await startApp({ webhooks })
  const { body } = await request.post('/distributions').send(DISTRIBUTION)
  const response = await request
    .post(`/distributions/${body.id}/invalidations`)
    .send({ paths: ['/a'], webhook: { url: ' HTTPS://Hooks.Example.com:443/a/../b\t?c d' } })
  expect([response.status, response.body.webhook?.url]).toEqual([201, 'https://hooks.example.com/b?c%20d'])
})

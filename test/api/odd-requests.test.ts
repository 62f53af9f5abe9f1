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

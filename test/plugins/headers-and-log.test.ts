import { describe, expect, test } from 'vitest'
import { startApp } from '../helpers/start-app.ts'

interface LogLine {
  msg: string
  requestId?: string
  method?: string
  route?: string
  path?: string
  status?: number
  ms?: number
  cloudFrontRequestId?: string | string[]
}

/** The one line that every finished request leaves. */
async function requestLine(logs: string[], route: string): Promise<LogLine> {
  const find = () => logs.map(line => JSON.parse(line) as LogLine).find(line => line.route === route)
  // The line is written when the answer has left, which may be after the caller has it.
  for (let turns = 0; turns < 1_000 && !find(); turns++) await new Promise(resolve => setImmediate(resolve))
  const line = find()
  if (!line) throw new Error(`no line about ${route}`)
  return line
}

describe('X-Request-Id', () => {
  test("is the caller's own if it is harmless", async () => {
    const { request } = await startApp()
    const response = await request.get('/health/live').set('x-request-id', 'build-7/step:2')
    expect(response.headers['x-request-id']).toBe('build-7/step:2')
  })

  test.each(['', 'a b', '<script>', 'x'.repeat(129), 'ä', '"'])('%j is replaced', async given => {
    const { app } = await startApp()
    const response = await app.inject({ url: '/health/live', headers: { 'x-request-id': given, host: 'localhost' } })
    expect(response.headers['x-request-id']).toMatch(/^[0-9a-f-]{36}$/)
  })

  test('is the requestId of a problem and on every log line of the request', async () => {
    const { request, logs } = await startApp()
    const response = await request.get('/distributions/EUNKNOWN12345').set('x-request-id', 'req-1').expect(404)
    expect(response.body).toMatchObject({ requestId: 'req-1', code: 'DISTRIBUTION_NOT_FOUND' })
    await requestLine(logs, '/distributions/:distributionId')
    const lines = logs.map(line => JSON.parse(line) as LogLine).filter(line => line.requestId === 'req-1')
    expect(lines.map(line => line.msg)).toContain('GET /distributions/:distributionId 404')
    expect(lines.length).toBeGreaterThan(1)
  })
})

describe('the line of a request', () => {
  test("has method, route, status, time and CloudFront's request id", async () => {
    const { request, logs, emulator } = await startApp()
    await request.get('/distributions?limit=1').expect(200)
    const line = await requestLine(logs, '/distributions')
    expect(line).toMatchObject({ method: 'GET', path: '/distributions', status: 200, ms: expect.any(Number) as number })
    expect(line.cloudFrontRequestId).toBe(emulator.calls.last(1)[0]?.requestId)
  })

  test('has the caller and, on every line of the request, the trace that it belongs to', async () => {
    const { request, logs } = await startApp()
    const traceparent = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01'
    await request.get('/distributions/EUNKNOWN12345').set('traceparent', traceparent).set('x-request-id', 'traced')
    const line = await requestLine(logs, '/distributions/:distributionId')
    expect(line).toMatchObject({ caller: '127.0.0.1' })
    const lines = logs.map(each => JSON.parse(each) as LogLine).filter(({ requestId }) => requestId === 'traced')
    expect(lines.length).toBeGreaterThan(1)
    const trace = { trace_id: '4bf92f3577b34da6a3ce929d0e0e4736', span_id: '00f067aa0ba902b7' }
    for (const each of lines) expect(each).toMatchObject(trace)
  })

  test.each([
    '00-00000000000000000000000000000000-00f067aa0ba902b7-01',
    '00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01',
    '00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01',
    '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-more',
    'ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01',
    'nonsense'
  ])('has no trace by the header %s, which is not valid', async traceparent => {
    const { request, logs } = await startApp()
    await request.get('/health/live').set('traceparent', traceparent).expect(200)
    expect(await requestLine(logs, '/health/live')).not.toHaveProperty('trace_id')
  })

  test('has no query and no body', async () => {
    const { request, logs } = await startApp()
    await request.post('/distributions?dryRun=hush-query').send({ comment: 'hush-body' })
    await requestLine(logs, '/distributions')
    expect(logs.join('')).not.toContain('hush')
  })

  test('of a request without calls has no CloudFront id', async () => {
    const { request, logs } = await startApp()
    await request.get('/health/live')
    expect(await requestLine(logs, '/health/live')).not.toHaveProperty('cloudFrontRequestId')
  })

  test('of an invalidation has the call that looked up its distribution, and none if that is known', async () => {
    const { request: maker, emulator, cloudfront } = await startApp()
    const { body } = await maker.post('/distributions').send({ origins: [{ domainName: 'www.example.com' }] })
    const { id } = body as { id: string }
    const { hostname, port } = (await cloudfront.config.endpoint?.()) ?? {}
    const { request, logs } = await startApp({ cloudFrontEndpoint: `http://${hostname}:${port}` })
    const lineOfInvalidation = async (path: string) => {
      logs.length = 0
      await request
        .post(`/distributions/${id}/invalidations`)
        .send({ paths: [path] })
        .expect(201)
      return requestLine(logs, '/distributions/:distributionId/invalidations')
    }
    const { cloudFrontRequestId } = await lineOfInvalidation('/first')
    expect(cloudFrontRequestId).toBeDefined()
    expect(emulator.calls.last().map(call => call.requestId)).toContain(cloudFrontRequestId)
    expect(await lineOfInvalidation('/second')).not.toHaveProperty('cloudFrontRequestId')
  })

  test('of one of several concurrent requests has only its own call', async () => {
    const { request, logs, emulator } = await startApp()
    const routes = { '/distributions': '/distributions', '/distributions/E0': '/distributions/:distributionId' }
    await Promise.all(Object.keys(routes).map(path => request.get(path)))
    const lines = await Promise.all(Object.values(routes).map(route => requestLine(logs, route)))
    const ids = emulator.calls.last().map(call => call.requestId)
    expect(ids).toHaveLength(2)
    expect(lines.map(line => line.cloudFrontRequestId).sort()).toEqual(ids.sort())
  })
})

describe('every answer', () => {
  test.each(['/health/live', '/nowhere', '/distributions', '/distributions/EUNKNOWN12345', '/docs', '/'])(
    '%s says which CloudFront is behind it',
    async path => {
      const { request } = await startApp()
      expect((await request.get(path)).headers['x-frontage-backend']).toBe('local')
      const aws = await startApp({ cloudFront: 'aws' })
      expect((await aws.request.get(path)).headers['x-frontage-backend']).toBe('aws')
    }
  )

  test.each(['/health/live', '/nowhere', '/distributions'])('%s gives a browser nothing to do with it', async path => {
    const { request } = await startApp()
    expect((await request.get(path)).headers).toMatchObject({
      'content-security-policy': "default-src 'none';frame-ancestors 'none'",
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
      'referrer-policy': 'no-referrer',
      'cache-control': 'no-store'
    })
  })

  test('none opens the service to other origins', async () => {
    const { request } = await startApp()
    const { headers } = await request.get('/health/live').set('origin', 'http://elsewhere.example')
    expect(Object.keys(headers).filter(name => name.startsWith('access-control'))).toEqual([])
  })
})

test('HEAD answers like GET, without the body', async () => {
  const { request } = await startApp()
  const [get, head] = [await request.get('/health/live'), await request.head('/health/live')]
  expect(head.status).toBe(200)
  expect(head.headers['content-length']).toBe(get.headers['content-length'])
  expect(head.text).toBeFalsy()
})

test('GET / tells programs where to go, and is a page for browsers that loads nothing from elsewhere', async () => {
  const { request } = await startApp({ apiTokenHashes: ['a'.repeat(64)] })
  const { body } = await request.get('/').expect(200)
  expect(body).toMatchObject({ backend: 'local', links: { documentation: '/docs', openapi: '/openapi.json' } })
  const page = await request
    .get('/')
    .set('Accept', 'text/html,*/*;q=0.8')
    .expect(200)
    .expect('Content-Type', /^text\/html/)
  expect(page.headers['content-security-policy']).toMatch(
    /^default-src 'none'; style-src 'sha256-[^']+'; script-src 'sha256-/
  )
  expect(page.headers.vary).toBe('Accept')
  expect(page.text).not.toMatch(/(src|href)="(?!\/)/)
  await request.get('/').set('Accept', 'image/png').expect(406)
})

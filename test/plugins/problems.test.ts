import { once } from 'node:events'
import { connect } from 'node:net'
import { describe, expect, test } from 'vitest'
import { catalogue, type ErrorCode, ServiceError } from '../../src/errors.ts'
import { Problem, problemResponses } from '../../src/plugins/problem-schema.ts'
import { Compile } from 'typebox/compile'
import { startApp } from '../helpers/start-app.ts'
import { problemIn, startRoutes } from './start-routes.ts'

async function thrown(error: unknown) {
  const { app } = await startRoutes(routes => {
    routes.get('/', async () => {
      throw error
    })
  })
  return app.inject({ url: '/' })
}

describe('a ServiceError', () => {
  test('becomes a problem with all that a caller may know', async () => {
    const response = await thrown(
      new ServiceError('INVALID_ARGUMENT', 'The comment is too long.', {
        cause: new Error('inside'),
        errors: [{ pointer: '/comment', detail: 'must have at most 128 characters' }],
        cloudFront: { code: 'InvalidArgument', requestId: 'cf-1', message: 'User: arn:aws:iam::1:user/x' },
        headers: { 'x-extra': 'yes' },
        remedy: 'Make it short.'
      })
    )
    const { requestId, ...problem } = problemIn(response)
    expect(problem).toEqual({
      type: '/problems/INVALID_ARGUMENT',
      title: 'CloudFront refuses a value',
      status: 400,
      detail: 'The comment is too long.',
      code: 'INVALID_ARGUMENT',
      class: 'caller',
      retryable: false,
      remedy: 'Make it short.',
      errors: [{ pointer: '/comment', detail: 'must have at most 128 characters' }],
      cloudFront: { code: 'InvalidArgument', requestId: 'cf-1' }
    })
    expect(requestId).toMatch(/./)
    expect(response.statusCode).toBe(400)
    expect(response.headers['x-extra']).toBe('yes')
    expect(response.body).not.toMatch(/inside|arn:aws/)
  })

  test('says when to retry if its code promises that waiting helps', async () => {
    expect((await thrown(new ServiceError('CLOUDFRONT_THROTTLED', 'Slow.'))).headers['retry-after']).toBe('5')
    const exact = new ServiceError('CLOUDFRONT_THROTTLED', 'Slow.', { headers: { 'retry-after': '17' } })
    expect((await thrown(exact)).headers['retry-after']).toBe('17')
    expect((await thrown(new ServiceError('CNAME_ALREADY_EXISTS', 'Taken.'))).headers['retry-after']).toBeUndefined()
  })

  test('of any code has its status and fits the schema of problems', async () => {
    const { app } = await startRoutes(routes => {
      routes.get<{ Params: { code: ErrorCode } }>('/:code', async ({ params }) => {
        throw new ServiceError(params.code, 'A sentence.')
      })
    })
    const validator = Compile(Problem)
    for (const code of Object.keys(catalogue) as ErrorCode[]) {
      const response = await app.inject({ url: `/${code}` })
      expect(response.statusCode).toBe(catalogue[code].status)
      expect([...validator.Errors(problemIn(response))]).toEqual([])
    }
  })
})

describe('unexpected errors', () => {
  test.each([
    ['an Error', new Error('secret inside')],
    ['something that is no Error', 'secret inside'],
    ['an Error with a status of its own', Object.assign(new Error('secret inside'), { statusCode: 500 })],
    ['a TypeError', new TypeError('secret inside')]
  ])('%s is 500 INTERNAL without its message', async (_, error) => {
    const response = await thrown(error)
    expect(problemIn(response)).toMatchObject({ status: 500, code: 'INTERNAL' })
    expect(response.body).not.toContain('secret')
  })

  test('a status below 500 is kept, its message is not', async () => {
    const response = await thrown(Object.assign(new Error('secret inside'), { statusCode: 418 }))
    expect(problemIn(response)).toMatchObject({ status: 400, code: 'MALFORMED_REQUEST' })
    expect(response.body).not.toContain('secret')
  })

  test('the log has the cause', async () => {
    const boom = async () => {
      throw new Error('the true reason')
    }
    const { request, logs } = await startApp({ extend: app => app.get('/boom', { config: { scope: 'admin' } }, boom) })
    await request.get('/boom').expect(500)
    expect(logs.filter(line => line.includes('the true reason'))).toHaveLength(1)
    await request.get('/health/live').expect(200)
  })
})

describe('addresses', () => {
  test('an unknown one is 404 ROUTE_NOT_FOUND', async () => {
    const { request } = await startApp()
    const response = await request.get('/distribution?x=1').expect(404)
    expect(response.body).toMatchObject({ code: 'ROUTE_NOT_FOUND', detail: 'There is nothing at /distribution.' })
    expect(response.headers['content-type']).toContain('application/problem+json')
  })

  test('another method is 405 METHOD_NOT_ALLOWED with Allow', async () => {
    const { request } = await startApp()
    const response = await request.delete('/health/live').expect(405)
    expect(response.headers.allow).toBe('GET, HEAD')
    expect(response.body).toMatchObject({ code: 'METHOD_NOT_ALLOWED' })
    expect((await request.patch('/distributions').expect(405)).headers.allow).toBe('GET, HEAD, POST')
  })

  test('a write with a precondition is 404 or 405 as well, since there is nothing to evaluate it', async () => {
    const { request } = await startApp()
    await request.put('/distribution').set('If-Match', '"1"').expect(404)
    const response = await request.delete('/health/live').set('If-Match', '*').set('If-None-Match', '*').expect(405)
    expect(response.headers.allow).toBe('GET, HEAD')
  })

  test('OPTIONS opens nothing to other origins', async () => {
    const { request } = await startApp()
    const response = await request
      .options('/distributions')
      .set('origin', 'http://elsewhere.example')
      .set('access-control-request-method', 'POST')
    expect(response.status).toBe(405)
    expect(Object.keys(response.headers).filter(name => name.startsWith('access-control'))).toEqual([])
  })

  test.each(['/%', '/%ff', '/distributions/%zz'])('%s is 400 MALFORMED_URL', async path => {
    const { url } = await startApp()
    const answer = await raw(url, `GET ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n`)
    expect(answer).toMatch(/^HTTP\/1\.1 400 /)
    expect(answer).toContain('"code":"MALFORMED_URL"')
    expect(answer).toMatch(/x-frontage-backend: local/i)
  })

  test('a segment of a thousand characters is 414 URI_TOO_LONG', async () => {
    const { request } = await startApp()
    expect((await request.get(`/distributions/${'E'.repeat(1_000)}`)).body).toMatchObject({
      status: 414,
      code: 'URI_TOO_LONG'
    })
  })

  test.each(['/distributions/E1%2Finvalidations', '/distributions/E1%2F..%2FE2', '/distributions/%2e%2e'])(
    '%s reaches nothing behind the service',
    async path => {
      const { url, emulator } = await startApp()
      const answer = await raw(url, `GET ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n`)
      expect(answer).toMatch(/^HTTP\/1\.1 40[04] /)
      expect(answer).toContain('application/problem+json')
      expect(emulator.calls.counts()).toEqual({})
    }
  )
})

describe('what is not HTTP', () => {
  test('is a problem, too', async () => {
    const { url } = await startApp()
    const answer = await raw(url, 'GET / HTP/9\r\n\r\n')
    expect(answer).toMatch(/^HTTP\/1\.1 400 Bad Request\r\n/)
    expect(answer).toContain('"code":"MALFORMED_REQUEST"')
    expect(answer).toMatch(/x-request-id: \S+/i)
  })

  test('headers of 20 kB are 431 HEADERS_TOO_LARGE', async () => {
    const { url } = await startApp()
    const answer = await raw(url, `GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX: ${'x'.repeat(20_000)}\r\n\r\n`)
    expect(answer).toMatch(/^HTTP\/1\.1 431 /)
    expect(answer).toContain('"code":"HEADERS_TOO_LARGE"')
  })
})

describe('what is HTTP, but not for this service', () => {
  test.each([
    ['HTTP/1.1 without Host', 'GET /health/live HTTP/1.1', 400, 'MALFORMED_REQUEST'],
    ['an asterisk as target', 'GET * HTTP/1.1\r\nHost: 127.0.0.1', 400, 'MALFORMED_REQUEST'],
    [
      'a URL of another scheme as target',
      'GET ftp://127.0.0.1/health/live HTTP/1.1\r\nHost: 127.0.0.1',
      400,
      'MALFORMED_REQUEST'
    ],
    ['a URL with a user as target', 'GET http://a@b/health/live HTTP/1.1\r\nHost: b', 400, 'MALFORMED_REQUEST'],
    ['an unknown expectation', 'GET /health/live HTTP/1.1\r\nHost: 127.0.0.1\r\nExpect: foo', 417, 'EXPECTATION_FAILED']
  ])('%s is a problem', async (_, head, status, code) => {
    const { url } = await startApp()
    const answer = await raw(url, `${head}\r\nConnection: close\r\n\r\n`)
    expect(answer).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `))
    expect(answer).toContain('application/problem+json')
    expect(answer).toContain(`"code":"${code}"`)
    expect(answer).toMatch(/x-request-id: \S+/i)
  })

  test('Expect: 100-continue is answered before the body is there', async () => {
    const { url } = await startApp()
    const head = 'Host: 127.0.0.1\r\nContent-Type: application/json\r\nContent-Length: 2\r\nConnection: close'
    const answer = await raw(url, `POST /distributions HTTP/1.1\r\n${head}\r\nExpect: 100-continue\r\n\r\n{}`)
    expect(answer).toMatch(/^HTTP\/1\.1 100 Continue\r\n\r\nHTTP\/1\.1 400 /)
    expect(answer).toContain('"code":"VALIDATION_FAILED"')
  })
})

test('a body of 10 MB is 413 and is not read', async () => {
  const { url, request } = await startApp()
  const head =
    'POST /distributions HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nContent-Length: 10000000\r\n\r\n{'
  const answer = await raw(url, head)
  expect(answer).toMatch(/^HTTP\/1\.1 413 /)
  expect(answer).toContain('"code":"PAYLOAD_TOO_LARGE"')
  await request.get('/health/live').expect(200)
})

test('problemResponses() groups codes by status and names each', () => {
  const responses = problemResponses('DISTRIBUTION_NOT_FOUND', 'INVALIDATION_NOT_FOUND', 'ETAG_MISMATCH') as Record<
    string,
    { description: string; content: object }
  >
  expect(Object.keys(responses)).toEqual(['404', '412'])
  expect(responses[404]?.description).toBe('`DISTRIBUTION_NOT_FOUND`, `INVALIDATION_NOT_FOUND`.')
  expect(responses[412]?.description).toContain('`ETAG_MISMATCH`: ')
  expect(responses[404]?.content).toEqual({ 'application/problem+json': { schema: Problem } })
})

/** Sends bytes and gives everything that came back until the server closed. */
async function raw(url: string, bytes: string): Promise<string> {
  const socket = connect({ port: Number(new URL(url).port), host: '127.0.0.1' })
  let answer = ''
  socket.setEncoding('utf8').on('data', chunk => (answer += String(chunk)))
  socket.write(bytes)
  await once(socket, 'close')
  return answer
}

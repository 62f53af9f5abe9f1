import { expect, test } from 'vitest'
import { ServiceError } from '../../src/errors.ts'
import { conditionalRequests, readIfMatch } from '../../src/plugins/conditional-requests.ts'
import { pageOf, readCursor } from '../../src/plugins/pagination.ts'
import { problemIn, startRoutes } from './start-routes.ts'

test.each([
  ['"A"', ['A']],
  ['"A,B" , ,"C"', ['A,B', 'C']],
  ['W/"A", "B"', ['B']],
  ['W/"A"', []],
  ['E2QWRUHEXAMPLE', ['E2QWRUHEXAMPLE']],
  [' * ', '*']
])('If-Match: %s names %j', (header, tags) => {
  expect(readIfMatch(header)).toEqual(tags)
})

test.each(['', ',', '"A', '"A" "B"', 'w/"A"', 'abc'])('If-Match: %s is 400', header => {
  expect(() => readIfMatch(header)).toThrow(expect.objectContaining({ code: 'VALIDATION_FAILED' }))
})

test('a header of only blanks is parsed in linear time, however long', { timeout: 10_000 }, () => {
  expect(() => readIfMatch(`"A",${' '.repeat(500_000)}x`)).toThrow(
    expect.objectContaining({ code: 'VALIDATION_FAILED' })
  )
})

test('a cursor is of its list alone', async () => {
  const { app } = await startRoutes(app => {
    app.get('/', async (request, reply) => pageOf(request, reply, 'a', { items: [], nextMarker: 'E1' }))
  })
  const cursor = (await app.inject('/')).json<{ nextCursor: string }>().nextCursor
  expect(readCursor('a', cursor)).toBe('E1')
  for (const [list, given] of [
    ['b', cursor],
    ['a', Buffer.from('E1').toString('base64url')]
  ] as const) {
    expect(() => readCursor(list, given)).toThrow(expect.objectContaining({ code: 'VALIDATION_FAILED' }))
  }
})

test('304 only on a route whose ETag covers its answer', async () => {
  const { app } = await startRoutes(app => {
    void app.register(conditionalRequests)
    void app.register(async inner => {
      inner.get('/covers', { config: { etagCoversAnswer: true } }, async (_, reply) =>
        reply.header('etag', '"A"').send({})
      )
      inner.get('/other', async (_, reply) => reply.header('etag', '"A"').send({}))
    })
  })
  const headers = { 'if-none-match': '"x,y", W/"A"' }
  const unchanged = await app.inject({ url: '/covers', headers })
  expect([unchanged.statusCode, unchanged.headers['content-length']]).toEqual([304, undefined])
  expect((await app.inject({ url: '/other', headers })).statusCode).toBe(200)
})

test.each(['\\ud800', '\\u0000', '\\b', '\\u001f', '\uffff'])(
  '400 naming the member for a text with %s',
  async text => {
    const { send } = await startRoutes(app => app.post('/', async () => 'ok'))
    const response = await send('/', `{"a":["x","${text}"]}`)
    expect([response.statusCode, problemIn(response).errors?.[0]?.pointer]).toEqual([400, '/a/1'])
  }
)

test('line breaks, tabs and whole surrogate pairs are text', async () => {
  const { send } = await startRoutes(app => app.post('/', async () => 'ok'))
  expect((await send('/', '{"a":"\\n\\t\\r\\ud83d\\udc18"}')).statusCode).toBe(200)
})

test('415 for a body with a content coding', async () => {
  const { app } = await startRoutes(app => app.post('/', async () => 'ok'))
  const headers = { 'content-type': 'application/json', 'content-encoding': 'gzip' }
  const response = await app.inject({ method: 'POST', url: '/', headers, body: '{}' })
  expect([response.statusCode, response.headers['accept-encoding']]).toEqual([415, 'identity'])
})

test('404, not 405, where a route itself finds nothing', async () => {
  const { app } = await startRoutes(app => app.get('/files/*', (_, reply) => reply.callNotFound()))
  expect((await app.inject('/files/nope.js')).statusCode).toBe(404)
  expect((await app.inject({ method: 'POST', url: '/files/nope.js' })).statusCode).toBe(405)
})

test('500 INTERNAL for a problem that cannot be written', async () => {
  const { app } = await startRoutes(app => {
    app.get('/', async () => {
      // JSON has no such value; a text that grows too long fails in the same place.
      throw new ServiceError('VALIDATION_FAILED', 'x', { errors: [{ pointer: '', detail: 1n as unknown as string }] })
    })
  })
  const response = await app.inject('/')
  expect([response.statusCode, problemIn(response).code]).toEqual([500, 'INTERNAL'])
})

test('a POST without a key and with an unknown effect must not simply be repeated', async () => {
  const { app } = await startRoutes(app => {
    app.post('/', async () => {
      throw new ServiceError('CLOUDFRONT_TIMEOUT', 'x')
    })
  })
  const ask = async (headers: Record<string, string>) =>
    problemIn(await app.inject({ method: 'POST', url: '/', headers }))
  expect((await ask({})).retryable).toBe(false)
  expect(await ask({ 'idempotency-key': 'k' })).toMatchObject({
    retryable: true,
    remedy: expect.stringContaining('Idempotency-Key')
  })
})

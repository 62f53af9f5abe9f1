import { createHash } from 'node:crypto'
import { type FastifyReply, type FastifyRequest } from 'fastify'
import { expect, onTestFinished, test } from 'vitest'
import Type from 'typebox'
import { createIdempotencyKeys } from '../../src/database/idempotency-keys.ts'
import { ServiceError } from '../../src/errors.ts'
import { authentication } from '../../src/plugins/authentication.ts'
import { idempotency } from '../../src/plugins/idempotency.ts'
import { startStore } from '../helpers/start-store.ts'
import { deferred, heldClock, recordingLogger } from '../jobs/start-engine.ts'
import { problemIn, startRoutes } from './start-routes.ts'

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex')

type Handler = (request: FastifyRequest, reply: FastifyReply) => Promise<unknown>

/** One POST route that makes things, with keys in a fresh store. */
async function start(handler?: Handler) {
  const { database } = await startStore()
  const clock = heldClock()
  let made = 0
  const keysOf = () => {
    const keys = createIdempotencyKeys({
      database,
      clock,
      logger: recordingLogger(),
      newToken: () => `token ${(made += 1)}`
    })
    onTestFinished(() => keys.close())
    return keys
  }
  const keys = keysOf()
  const calls: { callerReference: string }[] = []
  const { app } = await startRoutes(app => {
    void app.register(authentication, { tokenHashes: ['me', 'you'].map(sha256) })
    void app.register(idempotency, { store: keys })
    void app.register(async app => {
      app.post(
        '/things/:name',
        {
          schema: {
            querystring: Type.Object({ dryRun: Type.Optional(Type.Boolean()) }),
            body: Type.Object({ a: Type.Optional(Type.Integer()), b: Type.Optional(Type.Integer()) })
          }
        },
        async (request, reply) => {
          calls.push({ callerReference: request.callerReference })
          if (handler) return handler(request, reply)
          reply.code(201).header('location', `/things/${calls.length}`).header('etag', '"1"')
          return { number: calls.length }
        }
      )
      app.get('/things', async () => ({ calls: calls.length }))
    })
  })
  const post = (
    key: string | undefined,
    { url = '/things/x', body = {}, caller = 'me' }: { url?: string; body?: object; caller?: string } = {}
  ) =>
    app.inject({
      ...{ method: 'POST' as const, url, body },
      headers: { ...(key !== undefined && { 'idempotency-key': key }), authorization: `Bearer ${caller}` }
    })
  return { app, post, calls, clock, keys, keysOf, database }
}

test('the same key and request: the first answer again, and nothing is done twice', async () => {
  const { post, calls } = await start()
  const first = await post('key-1', { body: { a: 1, b: 2 } })
  const second = await post('key-1', { body: { b: 2, a: 1 } })
  expect(calls).toHaveLength(1)
  expect([second.statusCode, second.body]).toEqual([201, first.body])
  expect(second.headers).toMatchObject({
    ...{ 'idempotency-replayed': 'true', location: '/things/1', etag: '"1"' },
    'content-type': first.headers['content-type']
  })
  expect(first.headers['idempotency-replayed']).toBeUndefined()
})

test('the same key with another body or address is 422 IDEMPOTENCY_KEY_REUSED; other keys and callers are others', async () => {
  const { post, calls } = await start()
  await post('key-1')
  for (const other of [{ body: { a: 1 } }, { url: '/things/y' }, { url: '/things/x?dryRun=true' }]) {
    expect(problemIn(await post('key-1', other))).toMatchObject({ code: 'IDEMPOTENCY_KEY_REUSED', status: 422 })
  }
  expect((await post('key-2', { body: { a: 1 } })).statusCode).toBe(201)
  expect((await post('key-1', { body: { a: 1 }, caller: 'you' })).statusCode).toBe(201)
  expect((await post(undefined)).statusCode).toBe(201)
  expect((await post(undefined)).statusCode).toBe(201)
  expect(calls).toHaveLength(5)
})

test('while the first is under way a second is 409 IDEMPOTENCY_KEY_IN_PROGRESS with Retry-After', async () => {
  const begun = deferred<void>()
  const finish = deferred<void>()
  const { post, calls } = await start(async () => {
    begun.resolve()
    await finish.promise
    return { done: true }
  })
  const first = post('key-1')
  await begun.promise
  const second = await post('key-1')
  expect(problemIn(second)).toMatchObject({ code: 'IDEMPOTENCY_KEY_IN_PROGRESS', status: 409, retryable: true })
  expect(second.headers['retry-after']).toBe('2')
  finish.resolve()
  expect((await first).json()).toEqual({ done: true })
  expect((await post('key-1')).json()).toEqual({ done: true })
  expect(calls).toHaveLength(1)
})

test('of many at once with one key one runs', async () => {
  const { post, calls } = await start()
  const all = await Promise.all(Array.from({ length: 20 }, () => post('key-1')))
  expect(calls).toHaveLength(1)
  for (const { statusCode } of all) expect([201, 409]).toContain(statusCode)
})

test('after a failure the request runs again, with the same caller reference; only the same request may', async () => {
  let fails = true
  const { post, calls } = await start(async () => {
    if (!fails) return { done: true }
    fails = false
    throw new ServiceError('CLOUDFRONT_TIMEOUT', 'No answer.')
  })
  expect((await post('key-1')).statusCode).toBe(504)
  expect(problemIn(await post('key-1', { body: { a: 1 } })).code).toBe('IDEMPOTENCY_KEY_REUSED')
  expect((await post('key-1')).json()).toEqual({ done: true })
  expect(calls[0]?.callerReference).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/)
  expect(calls[1]).toEqual(calls[0])
})

test('a refused request leaves its key free, also for a corrected body', async () => {
  const { post, calls } = await start(async ({ body }) => {
    if ((body as { a?: number }).a === undefined) throw new ServiceError('INVALID_ARGUMENT', 'a is missing.')
    return { done: true }
  })
  expect((await post('key-1')).statusCode).toBe(400)
  expect((await post('key-1', { body: { a: 1 } })).json()).toEqual({ done: true })
  expect((await post('key-2', { body: { a: 'x' } })).statusCode).toBe(400)
  expect((await post('key-2', { body: { a: 1 } })).statusCode).toBe(200)
  expect(calls).toHaveLength(3)
})

test('caller references: one per key and caller, a new one for each request without a key', async () => {
  const { post, calls } = await start()
  await post('key-1')
  await post('key-2')
  await post('key-1', { caller: 'you' })
  await post(undefined)
  await post(undefined)
  expect(new Set(calls.map(({ callerReference }) => callerReference)).size).toBe(5)
})

test('keys are 1 to 255 visible characters of ASCII', async () => {
  const { post } = await start()
  for (const key of ['', 'a b', 'é', 'k'.repeat(256)]) {
    expect(problemIn(await post(key)).errors).toMatchObject([{ parameter: 'idempotency-key' }])
  }
  expect((await post('k'.repeat(255))).statusCode).toBe(201)
})

test('a key whose process died in the middle can be taken over, after half a minute or by the next start', async () => {
  const { post, keys, keysOf, clock, database, calls } = await start()
  await post('other')
  const [row] = await database.query<{ fingerprint: string; caller: string }>(
    'SELECT caller, fingerprint FROM idempotency_keys'
  )
  const request = { caller: row?.caller ?? '', key: 'key-1', fingerprint: row?.fingerprint ?? '' }
  // Taken, and never settled.
  expect((await keys.take(request)).state).toBe('ours')
  expect((await post('key-1')).statusCode).toBe(409)
  clock.advance(31)
  expect((await post('key-1')).statusCode).toBe(201)
  expect((await keys.take({ ...request, key: 'key-2' })).state).toBe('ours')
  const next = keysOf()
  await next.start()
  if (database.kind === 'embedded') expect((await post('key-2')).statusCode).toBe(201)
  expect(calls.length).toBeGreaterThan(1)
})

test('an answer that came after a take-over does not overwrite the other one', async () => {
  const { keys, clock } = await start()
  const request = { caller: 'me', key: 'key-1', fingerprint: 'f' }
  const slow = await keys.take(request)
  clock.advance(31)
  const fast = await keys.take(request)
  if (slow.state !== 'ours' || fast.state !== 'ours') throw new Error('the key was not taken')
  await keys.keep(fast.token, { status: 201, headers: {}, body: 'fast' })
  await keys.keep(slow.token, { status: 201, headers: {}, body: 'slow' })
  expect(await keys.take(request)).toMatchObject({ state: 'answered', answer: { body: 'fast' } })
})

test('keys are forgotten after 24 hours', async () => {
  const { post, clock, keys, database, calls } = await start()
  await post('key-1')
  clock.advance(24 * 3_600 - 1)
  expect((await post('key-1')).headers['idempotency-replayed']).toBe('true')
  clock.advance(1)
  expect((await post('key-1')).headers['idempotency-replayed']).toBeUndefined()
  expect(calls).toHaveLength(2)
  clock.advance(24 * 3_600)
  await keys.removeExpired()
  expect(await database.query('SELECT * FROM idempotency_keys')).toEqual([])
})

test('other methods pass by', async () => {
  const { app } = await start()
  const headers = { 'idempotency-key': 'key 1', authorization: 'Bearer me' }
  const response = await app.inject({ url: '/things', headers })
  expect(response.statusCode).toBe(200)
})

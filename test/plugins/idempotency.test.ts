import { createHash, randomUUID } from 'node:crypto'
import { request as httpRequest, type Server } from 'node:http'
import { promisify } from 'node:util'
import { type FastifyReply, type FastifyRequest } from 'fastify'
import { expect, onTestFinished, test, vi } from 'vitest'
import Type from 'typebox'
import { createApiTokens } from '../../src/access/api-tokens.ts'
import { createIdempotencyKeys } from '../../src/database/idempotency-keys.ts'
import { type HeldClock } from '../../src/emulator/clock.ts'
import { ServiceError } from '../../src/errors.ts'
import { authentication } from '../../src/plugins/authentication.ts'
import { clientGone } from '../../src/plugins/client-gone.ts'
import { idempotency } from '../../src/plugins/idempotency.ts'
import { holdStoreClock } from '../helpers/hold-store-clock.ts'
import { startStore, storeKind, type StartedStore } from '../helpers/start-store.ts'
import { deferred, heldClock, recordingLogger } from '../jobs/start-engine.ts'
import { problemIn, startRoutes } from './start-routes.ts'

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex')
interface PostOptions {
  readonly url?: string
  readonly body?: object
  readonly caller?: string
  readonly wait?: number
}

type Handler = (request: FastifyRequest, reply: FastifyReply) => Promise<unknown>

const NOW = { timeoutMs: 0, signal: new AbortController().signal }

/**
 * One POST route that makes things, with keys in a fresh store. Another one's `store` makes it a second instance; on the
 * embedded store, where there is only one, it has the keys in its memory apart and nothing else.
 */
async function start(
  handler?: Handler,
  {
    store,
    clock = heldClock(),
    onSend = async () => Promise.resolve()
  }: { store?: StartedStore; clock?: HeldClock; onSend?: () => Promise<void> } = {}
) {
  const own = store ?? (await startStore())
  const shared = store && storeKind === 'postgres' ? store.another() : own.database
  const database = await holdStoreClock(shared, clock)
  const keysOf = () => {
    const keys = createIdempotencyKeys({
      database,
      logger: recordingLogger(),
      newToken: randomUUID
    })
    onTestFinished(() => keys.close())
    return keys
  }
  const keys = keysOf()
  await keys.start()
  const calls: { callerReference: string }[] = []
  const apiTokens = createApiTokens(['me', 'you'].map(sha256))
  const { app } = await startRoutes(app => {
    void app.register(authentication, {
      isRequired: true,
      authenticate: token => apiTokens.find(token)
    })
    void app.register(clientGone)
    void app.register(idempotency, { store: keys })
    app.addHook('onSend', async () => onSend())
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
  const post = (key: string | undefined, { url = '/things/x', body = {}, caller = 'me', wait }: PostOptions = {}) =>
    app.inject({
      method: 'POST',
      url,
      body,
      headers: {
        ...(key !== undefined && { 'idempotency-key': key }),
        ...(wait !== undefined && { prefer: `wait=${wait}` }),
        authorization: `Bearer ${caller}`
      }
    })
  return { app, post, calls, clock, keys, keysOf, database, store: own }
}

const connectionsOf = async (server: Server) => promisify(server.getConnections.bind(server))()

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

test('if the first is still in progress when the time is up: 409 IDEMPOTENCY_KEY_IN_PROGRESS with Retry-After', async () => {
  const begun = deferred<void>()
  const finish = deferred<void>()
  const { post, calls } = await start(async () => {
    begun.resolve()
    await finish.promise
    return { done: true }
  })
  const first = post('key-1')
  await begun.promise
  for (const wait of [0, 1]) {
    const second = await post('key-1', { wait })
    expect(problemIn(second)).toMatchObject({ code: 'IDEMPOTENCY_KEY_IN_PROGRESS', status: 409, retryable: true })
    expect(second.headers['retry-after']).toBe('2')
  }
  finish.resolve()
  expect((await first).json()).toEqual({ done: true })
  expect((await post('key-1')).json()).toEqual({ done: true })
  expect(calls).toHaveLength(1)
})

/** A route whose first request ends when the test says so, and a second instance of it on the same store. */
async function startTwo(first: () => unknown) {
  const begun = deferred<void>()
  const finish = deferred<void>()
  let runs = 0
  const handler = async () => {
    runs += 1
    if (runs > 1) return { run: runs }
    begun.resolve()
    await finish.promise
    return first()
  }
  const one = await start(handler)
  const other = await start(handler, { store: one.store, clock: one.clock })
  return { one, other, begun: begun.promise, finish: () => finish.resolve() }
}

/** Resolves when the request with the key is known to be waited for. */
const awaited = ({ database }: Awaited<ReturnType<typeof start>>) =>
  vi.waitFor(async () => expect(await database.query('SELECT 1 FROM idempotency_keys WHERE awaited')).toHaveLength(1), {
    timeout: 5_000,
    interval: 5
  })

test('repetitions wait for the answer of the first, at whichever instance they come, and it runs once', async () => {
  const { one, other, begun, finish } = await startTwo(() => ({ run: 1 }))
  const first = one.post('key-1')
  await begun
  const repetitions = [one, other].flatMap(({ post }) => Array.from({ length: 20 }, () => post('key-1', { wait: 30 })))
  await awaited(one)
  finish()
  expect((await first).headers['idempotency-replayed']).toBeUndefined()
  for (const answer of await Promise.all(repetitions)) {
    expect([answer.statusCode, answer.json()]).toEqual([200, { run: 1 }])
    expect(answer.headers['idempotency-replayed']).toBe('true')
  }
  expect(one.calls.length + other.calls.length).toBe(1)
})

test.each([
  ['was refused', new ServiceError('INVALID_ARGUMENT', 'No.'), 400],
  ['failed', new ServiceError('CLOUDFRONT_TIMEOUT', 'No answer.'), 504]
])('where the first %s one of those that waited runs, and the others get its answer', async (_, error, status) => {
  const { one, other, begun, finish } = await startTwo(() => {
    throw error
  })
  const first = one.post('key-1')
  await begun
  const repetitions = [one, other].flatMap(({ post }) => Array.from({ length: 5 }, () => post('key-1', { wait: 30 })))
  await awaited(one)
  finish()
  expect((await first).statusCode).toBe(status)
  const answers = await Promise.all(repetitions)
  expect(answers.map(answer => answer.json())).toEqual(Array.from({ length: 10 }, () => ({ run: 2 })))
  expect(answers.filter(({ headers }) => headers['idempotency-replayed'] === undefined)).toHaveLength(1)
})

test('if the process of the first has died, a waiting repetition takes over', async () => {
  const { one, other, begun } = await startTwo(() => undefined)
  void one.post('key-1')
  await begun
  const repetition = other.post('key-1', { wait: 30 })
  await awaited(one)
  one.clock.advance(9)
  // As after a connection that was lost: everybody reads again.
  await other.database.query("SELECT pg_notify('frontage_idempotency_keys', '')")
  expect((await repetition).json()).toEqual({ run: 2 })
})

test('a repetition whose client leaves does not wait on', async () => {
  const { one, begun, finish } = await startTwo(() => ({ run: 1 }))
  const first = one.post('key-1')
  await begun
  const left = new AbortController()
  const [row] = await one.database.query<{ caller: string; fingerprint: string }>('SELECT * FROM idempotency_keys')
  const { caller = '', fingerprint = '' } = row ?? {}
  const waiting = one.keys.acquire({ caller, key: 'key-1', fingerprint }, { timeoutMs: 60_000, signal: left.signal })
  await awaited(one)
  left.abort()
  expect((await waiting).state).toBe('running')
  finish()
  await first
})

test('where the client leaves before it has the first answer again, the request does not run', async () => {
  const sending = deferred<void>()
  const held = deferred<void>()
  let isReplayed = false
  const { app, post, calls } = await start(undefined, {
    async onSend() {
      if (!isReplayed) return
      sending.resolve()
      await held.promise
    }
  })
  await post('key-1')
  isReplayed = true
  const address = await app.listen({ host: '127.0.0.1', port: 0 })
  const repetition = httpRequest(`${address}/things/x`, {
    method: 'POST',
    headers: { 'idempotency-key': 'key-1', authorization: 'Bearer me', 'content-type': 'application/json' }
  })
  repetition.on('error', () => undefined)
  repetition.end('{}')
  await sending.promise
  repetition.destroy()
  await expect.poll(() => connectionsOf(app.server)).toBe(0)
  held.resolve()
  await post('key-2')
  expect(calls).toHaveLength(2)
})

test('of many concurrent requests with one key one runs, and all get its answer', async () => {
  const { post, calls } = await start()
  const all = await Promise.all(Array.from({ length: 20 }, () => post('key-1')))
  expect(calls).toHaveLength(1)
  for (const { statusCode, body } of all) expect([statusCode, body]).toEqual([201, '{"number":1}'])
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

test('a key whose process died in the middle can be taken over, after eight seconds or by the next start', async () => {
  const { post, keys, keysOf, clock, database, calls } = await start()
  await post('other')
  const [row] = await database.query<{ fingerprint: string; caller: string }>(
    'SELECT caller, fingerprint FROM idempotency_keys'
  )
  const request = { caller: row?.caller ?? '', key: 'key-1', fingerprint: row?.fingerprint ?? '' }
  // Taken, and never settled.
  expect((await keys.acquire(request, NOW)).state).toBe('ours')
  expect((await post('key-1', { wait: 0 })).statusCode).toBe(409)
  clock.advance(9)
  expect((await post('key-1')).statusCode).toBe(201)
  expect((await keys.acquire({ ...request, key: 'key-2' }, NOW)).state).toBe('ours')
  const next = keysOf()
  await next.start()
  if (database.kind === 'embedded') expect((await post('key-2')).statusCode).toBe(201)
  expect(calls.length).toBeGreaterThan(1)
})

test('an answer that came after a take-over does not overwrite the other one', async () => {
  const { keys, clock } = await start()
  const request = { caller: 'me', key: 'key-1', fingerprint: 'f' }
  const slow = await keys.acquire(request, NOW)
  clock.advance(9)
  const fast = await keys.acquire(request, NOW)
  if (slow.state !== 'ours' || fast.state !== 'ours') throw new Error('the key was not taken')
  await keys.keep(fast.token, { status: 201, headers: {}, body: 'fast' })
  await keys.keep(slow.token, { status: 201, headers: {}, body: 'slow' })
  expect(await keys.acquire(request, NOW)).toMatchObject({ state: 'answered', answer: { body: 'fast' } })
})

test('keys are forgotten after 24 hours', async () => {
  const { post, clock, calls } = await start()
  await post('key-1')
  clock.advance(24 * 3_600 - 1)
  expect((await post('key-1')).headers['idempotency-replayed']).toBe('true')
  clock.advance(1)
  expect((await post('key-1')).headers['idempotency-replayed']).toBeUndefined()
  expect(calls).toHaveLength(2)
})

test('other methods pass by', async () => {
  const { app } = await start()
  const headers = { 'idempotency-key': 'key 1', authorization: 'Bearer me' }
  const response = await app.inject({ url: '/things', headers })
  expect(response.statusCode).toBe(200)
})

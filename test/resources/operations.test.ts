import { type AddressInfo } from 'node:net'
import { expect, test, vi } from 'vitest'
import { ServiceError } from '../../src/errors.ts'
import { bindOperation, defineOperation, type StepResult } from '../../src/jobs/define-operation.ts'
import { authentication } from '../../src/plugins/authentication.ts'
import { clientGone } from '../../src/plugins/client-gone.ts'
import { closing } from '../../src/plugins/closing.ts'
import { requestContext } from '../../src/plugins/request-context.ts'
import { createStreamSlots } from '../../src/plugins/event-stream.ts'
import { operationRoutes } from '../../src/resources/operations/routes.ts'
import { createOperationService } from '../../src/resources/operations/service.ts'
import { scripted, startEngine } from '../jobs/start-engine.ts'
import { eventIdsIn, followEvents } from '../helpers/follow-events.ts'
import { problemIn, startRoutes } from '../plugins/start-routes.ts'

interface Options {
  readonly answers?: (StepResult | Error)[]
  readonly heartbeatMs?: number
  readonly streamsPerCallerMax?: number
}

/** The routes on a free port, in front of an engine with one kind of operation. */
async function start({
  answers = [{ againInSeconds: 60 }],
  heartbeatMs = 60_000,
  streamsPerCallerMax = 3
}: Options = {}) {
  const definition = defineOperation<object, object>('thing.do', [
    scripted('Preparing').step,
    scripted('Doing', ...answers).step
  ])
  const started = await startEngine([bindOperation(definition, {})])
  const { engine } = started
  const { app } = await startRoutes(app => {
    void app.register(requestContext)
    void app.register(authentication, { isRequired: false, authenticate: () => undefined })
    void app.register(clientGone)
    void app.register(closing, { graceMs: 500 })
    const service = createOperationService({ engine })
    void app.register(operationRoutes, {
      reach: { includesAddress: async () => true, idsWithin: async () => undefined },
      prefix: '/operations',
      service,
      streams: createStreamSlots({ perCallerMax: streamsPerCallerMax }),
      events: { engine, heartbeatMs }
    })
  })
  await app.listen({ host: '127.0.0.1', port: 0 })
  const url = `http://127.0.0.1:${(app.server.address() as AddressInfo).port}`
  const begin = async (resource = '/things/1') => {
    const { id } = await engine.begin(definition, { resource, input: {} })
    await engine.sweep()
    return id
  }
  return { ...started, app, url, begin }
}

test('GET operations/:id: its steps, why and until when it waits', async () => {
  const { app, begin, clock } = await start({ answers: [{ againInSeconds: 60, reason: 'CloudFront is deploying.' }] })
  const id = await begin()
  const response = await app.inject(`/operations/${id}`)
  expect(response.statusCode, response.body).toBe(200)
  const now = new Date(clock.now()).toISOString()
  expect(response.json()).toEqual({
    ...{ id, kind: 'thing.do', status: 'waiting', resource: '/things/1', reason: 'CloudFront is deploying.' },
    steps: [
      { title: 'Preparing', status: 'succeeded', startedAt: now, endedAt: now },
      { title: 'Doing', status: 'waiting', startedAt: now }
    ],
    ...{ nextCheckAt: new Date(clock.now() + 60_000).toISOString(), createdAt: now, updatedAt: now }
  })
})

test('GET operations/:id: a failed one shows its problem, a succeeded one when it ended and how long it usually takes', async () => {
  const failing = await start({ answers: [new ServiceError('DISTRIBUTION_NOT_DISABLED', 'It is enabled.'), 'done'] })
  const id = await failing.begin()
  const failed = (await failing.app.inject(`/operations/${id}`)).json()
  expect(failed).toMatchObject({
    status: 'failed',
    error: { code: 'DISTRIBUTION_NOT_DISABLED', status: 409, detail: 'It is enabled.', requestId: id }
  })
  failing.clock.advance(10)
  const retried = await failing.app.inject({ method: 'POST', url: `/operations/${id}/retry` })
  expect(retried.json()).toMatchObject({ status: 'queued' })
  await failing.engine.sweep()
  const succeeded = (await failing.app.inject(`/operations/${id}`)).json()
  expect(succeeded).toMatchObject({ status: 'succeeded', endedAt: succeeded.updatedAt, typicalSeconds: 10 })
  expect(succeeded.error).toBeUndefined()
})

test('GET operations/:id: 404 OPERATION_NOT_FOUND for an unknown one, and so everywhere below it', async () => {
  const { app } = await start()
  for (const [method, url] of [
    ['GET', '/operations/nothing'],
    ['GET', '/operations/nothing/events'],
    ['POST', '/operations/nothing/cancel'],
    ['POST', '/operations/nothing/retry']
  ] as const) {
    expect(problemIn(await app.inject({ method, url })).code).toBe('OPERATION_NOT_FOUND')
  }
})

test('GET operations: the newest first, page by page, filtered by status, kind and resource', async () => {
  const { app, begin, engine } = await start()
  const ids = []
  for (const resource of ['/things/1', '/things/2', '/things/3']) ids.unshift(await begin(resource))
  await engine.cancel(ids[0] ?? '')
  await engine.sweep()
  const first = await app.inject('/operations?limit=2')
  expect(first.json().items.map(({ id }: { id: string }) => id)).toEqual(ids.slice(0, 2))
  expect(first.headers.link).toContain('rel="next"')
  const second = await app.inject(`/operations?limit=2&cursor=${first.json().nextCursor}`)
  expect(second.json().items.map(({ id }: { id: string }) => id)).toEqual(ids.slice(2))
  expect(second.json().nextCursor).toBeUndefined()
  const found = async (query: string) =>
    (await app.inject(`/operations?${query}`)).json().items.map(({ id }: { id: string }) => id)
  expect(await found('status=cancelled')).toEqual([ids[0]])
  expect(await found('resource=/things/3')).toEqual([ids[0]])
  expect(await found('kind=thing.do&status=waiting')).toEqual(ids.slice(1))
  expect(await found('kind=other')).toEqual([])
  expect(problemIn(await app.inject('/operations?status=slow')).errors).toMatchObject([{ parameter: 'status' }])
})

test('POST operations/:id/cancel: 200 again and again, 409 OPERATION_ENDED for one that succeeded', async () => {
  const { app, begin, engine } = await start()
  const id = await begin()
  const cancel = () => app.inject({ method: 'POST', url: `/operations/${id}/cancel` })
  expect((await cancel()).json()).toMatchObject({ id, status: 'cancelling' })
  await engine.sweep()
  expect((await cancel()).json()).toMatchObject({ id, status: 'cancelled' })
  const other = await start({ answers: ['done'] })
  const ended = await other.app.inject({ method: 'POST', url: `/operations/${await other.begin()}/cancel` })
  expect(problemIn(ended)).toMatchObject({ code: 'OPERATION_ENDED', status: 409 })
})

test('POST operations/:id/retry: 409 OPERATION_NOT_RETRYABLE for one that has not failed', async () => {
  const { app, begin } = await start()
  const response = await app.inject({ method: 'POST', url: `/operations/${await begin()}/retry` })
  expect(problemIn(response)).toMatchObject({ code: 'OPERATION_NOT_RETRYABLE', status: 409 })
})

test('Prefer: wait holds the answer until the operation has ended', async () => {
  const { app, begin, engine, clock } = await start({ answers: [{ againInSeconds: 60 }, 'done'] })
  const id = await begin()
  const held = app.inject({ url: `/operations/${id}`, headers: { prefer: 'wait=50' } })
  const soon = await app.inject({ url: `/operations/${id}`, headers: { prefer: 'wait=0' } })
  expect(soon.json().status).toBe('waiting')
  clock.advance(60)
  await engine.sweep()
  expect((await held).json().status).toBe('succeeded')
  expect((await held).headers['preference-applied']).toBe('wait=50')
})

test('GET operations/:id/events: what has happened and what happens, until the end', async () => {
  const { url, begin, engine, clock } = await start({ answers: [{ againInSeconds: 60, reason: 'Not yet.' }, 'done'] })
  const id = await begin()
  const { response, read } = await followEvents(`${url}/operations/${id}/events`)
  expect(response.headers.get('content-type')).toBe('text/event-stream; charset=utf-8')
  const before = await read('id: 5')
  expect(before).toContain('id: 1\nevent: queued\ndata: {')
  expect(before).toContain('"reason":"Not yet."')
  clock.advance(60)
  await engine.sweep()
  const all = await read()
  expect(eventIdsIn(all)).toEqual([1, 2, 3, 4, 5, 6, 7])
  expect(all.trimEnd().split('\n\n').at(-1)).toMatch(/^id: 7\nevent: succeeded\ndata: \{"at":"[^"]+Z"\}$/)
})

test('GET operations/:id/events: events after Last-Event-ID, and 204 if it was the last', async () => {
  const { url, begin } = await start({ answers: ['done'] })
  const id = await begin()
  const { read } = await followEvents(`${url}/operations/${id}/events`, { 'last-event-id': '4' })
  expect(eventIdsIn(await read())).toEqual([5, 6])
  const again = await followEvents(`${url}/operations/${id}/events`, { 'last-event-id': '6' })
  expect([again.response.status, await again.read()]).toEqual([204, ''])
})

test('GET operations/:id/events: a failure that was tried again does not end the stream', async () => {
  const { url, begin, engine } = await start({ answers: [new Error('no'), { againInSeconds: 60 }] })
  const id = await begin()
  await engine.retry(id)
  await engine.sweep()
  const { read } = await followEvents(`${url}/operations/${id}/events`)
  expect(await read('event: stepWaiting')).toContain('event: failed')
  await engine.cancel(id)
  await engine.sweep()
  expect((await read()).trimEnd().split('\n\n').at(-1)).toContain('event: cancelled')
})

test('GET operations/:id/events: a comment keeps a silent connection alive', async () => {
  const { url, begin } = await start({ heartbeatMs: 10 })
  const { read } = await followEvents(`${url}/operations/${await begin()}/events`)
  expect(await read(': still here\n\n: still here')).toContain(': following')
})

test('GET operations/:id/events: 429 TOO_MANY_EVENT_STREAMS beyond the bound, until one of them has ended', async () => {
  const { url, begin } = await start({ streamsPerCallerMax: 2 })
  const id = await begin()
  const open = []
  for (let n = 0; n < 2; n += 1) {
    const stream = await followEvents(`${url}/operations/${id}/events`)
    await stream.read('following')
    open.push(stream)
  }
  const refused = await fetch(`${url}/operations/${id}/events`)
  expect([refused.status, ((await refused.json()) as { code: string }).code]).toEqual([429, 'TOO_MANY_EVENT_STREAMS'])
  open[0]?.leave()
  await vi.waitFor(async () => expect((await followEvents(`${url}/operations/${id}/events`)).response.status).toBe(200))
})

test('closing ends event streams and held answers', async () => {
  const { app, url, begin } = await start()
  const id = await begin()
  const { read } = await followEvents(`${url}/operations/${id}/events`)
  await read('id: 5')
  const held = fetch(`${url}/operations/${id}`, { headers: { prefer: 'wait=60' } })
  const asked = new Promise<void>(resolve => app.server.once('request', () => resolve()))
  await asked
  await app.close()
  expect(eventIdsIn(await read())).toEqual([1, 2, 3, 4, 5])
  expect(((await (await held).json()) as { status: string }).status).toBe('waiting')
})

import { type AddressInfo } from 'node:net'
import { expect, test, vi } from 'vitest'
import { createStateStream } from '../../../src/plugins/event-stream.ts'
import { eventIdsIn, followEvents } from '../../helpers/follow-events.ts'
import { startInvalidations } from './start-invalidations.ts'

async function start() {
  const started = await startInvalidations()
  const base = `http://127.0.0.1:${(started.app.server.address() as AddressInfo).port}${started.url}`
  return { ...started, follow: (id: string, headers = {}) => followEvents(`${base}/${id}/events`, headers) }
}

/** The type and the data of each event in a text. */
function eventsIn(text: string) {
  return [...text.matchAll(/^event: (\w+)\ndata: (.*)$/gm)].map(([, type, data]) => ({
    type,
    data: JSON.parse(data ?? '')
  }))
}

test('GET invalidations/:id/events: how it is now, what happens, and its end', async () => {
  const { create, follow, end } = await start()
  const id = await create({ paths: ['/a', '/b'] })
  const { response, read } = await follow(id)
  expect(response.headers.get('content-type')).toBe('text/event-stream; charset=utf-8')
  const before = eventsIn(await read('"status":"inProgress"'))
  expect(before.at(-1)).toMatchObject({
    type: 'progress',
    data: { id, status: 'inProgress', progress: { total: 2, submitted: 2, completed: 0 } }
  })
  expect(before.at(-1)?.data.paths).toBeUndefined()
  await end(id)
  const text = await read()
  expect(eventsIn(text).at(-1)).toMatchObject({ type: 'succeeded', data: { id, progress: { completed: 2 } } })
  const ids = eventIdsIn(text)
  expect(ids).toEqual(ids.toSorted((a, b) => a - b))
  expect(new Set(ids).size).toBe(ids.length)
})

test('GET invalidations/:id/events: after the end one event, and 204 for who had it already', async () => {
  const { create, follow, end } = await start()
  const id = await create({ paths: ['/a'] })
  await end(id)
  const text = await (await follow(id)).read()
  expect(eventsIn(text).map(({ type }) => type)).toEqual(['succeeded'])
  const last = String(eventIdsIn(text).at(-1))
  expect((await follow(id, { 'last-event-id': last })).response.status).toBe(204)
  expect((await follow(id, { 'last-event-id': '0' })).response.status).toBe(200)
})

test('GET invalidations/:id/events: events up to Last-Event-ID are not sent again', async () => {
  const { create, follow, eventually, end } = await start()
  const id = await create({ paths: ['/a'] })
  await eventually(id, ({ status }) => expect(status).toBe('inProgress'))
  const first = await follow(id)
  const known = Math.max(...eventIdsIn(await first.read('inProgress')))
  const { read } = await follow(id, { 'last-event-id': String(known) })
  await read('following')
  await end(id)
  expect(eventsIn(await read()).map(({ type }) => type)).toEqual(['succeeded'])
})

test('GET invalidations/:id/events: a cancelled invalidation ends as cancelled', async () => {
  const { request, url, id: distributionId, create, follow } = await start()
  await request.put(`/distributions/${distributionId}/invalidation-guard`).send({ debounceSeconds: 60 }).expect(200)
  const id = await create({ paths: ['/a'] })
  const { read } = await follow(id)
  await read('queued')
  await request.delete(`${url}/${id}`).expect(200)
  expect(eventsIn(await read()).at(-1)).toMatchObject({ type: 'cancelled', data: { status: 'cancelled' } })
})

test('GET invalidations/:id/events: 404 INVALIDATION_NOT_FOUND, and 429 TOO_MANY_EVENT_STREAMS together with operations', async () => {
  const { create, follow } = await start()
  const unknown = await follow('inv_nothing')
  expect([unknown.response.status, await unknown.read()]).toEqual([
    404,
    expect.stringContaining('INVALIDATION_NOT_FOUND')
  ])
  const id = await create({ paths: ['/a'] })
  const open = []
  for (let n = 0; n < 10; n += 1) {
    const stream = await follow(id)
    await stream.read('following')
    open.push(stream)
  }
  expect((await follow(id)).response.status).toBe(429)
  open[0]?.leave()
  await vi.waitFor(async () => expect((await follow(id)).response.status).toBe(200))
})

test('closing ends event streams', async () => {
  const { app, create, follow } = await start()
  const { read } = await follow(await create({ paths: ['/a'] }))
  await read('following')
  await app.close()
  expect(eventsIn(await read()).every(({ type }) => type === 'progress')).toBe(true)
})

test('a comment keeps a silent connection alive, and watching stops when the client leaves', async () => {
  const ended = vi.fn()
  const service = {
    describe: async () => ({ version: 1, ended: false, summary: { status: 'queued' } as never }),
    watch: () => ({
      wait: async (timeoutMs: number, signal?: AbortSignal) => {
        await vi.waitUntil(() => signal?.aborted === true, { timeout: timeoutMs }).catch(() => undefined)
        return false
      },
      end: ended
    })
  }
  const { signal } = new AbortController()
  const reader = { gone: signal, isStillAllowed: async () => true }
  const stream = createStateStream({ ...service, heartbeatMs: 5 }, 0, reader)
  let text = ''
  for await (const part of stream) {
    text += String(part)
    if (text.includes(': still here\n\n: still here')) break
  }
  expect(text).toContain(': following')
  expect(eventIdsIn(text)).toEqual([1])
  await vi.waitFor(() => expect(ended).toHaveBeenCalledOnce())
})

test('a silent stream ends at the sign of life before which its reader has lost the right to read', async () => {
  const ended = vi.fn()
  const service = {
    describe: async () => ({ version: 1, ended: false, summary: { status: 'queued' } }),
    watch: () => ({ wait: async () => Promise.resolve(false), end: ended })
  }
  let asked = 0
  const reader = { gone: new AbortController().signal, isStillAllowed: async () => (asked += 1) < 4 }
  let text = ''
  for await (const part of createStateStream(service, 0, reader)) text += String(part)
  expect(text.match(/^: .+$/gm)).toEqual([': following', ': still here'])
  expect(ended).toHaveBeenCalledOnce()
})

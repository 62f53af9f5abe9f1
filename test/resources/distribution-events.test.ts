import { expect, test } from 'vitest'
import { eventIdsIn, followEvents } from '../helpers/follow-events.ts'
import { deployWhenPolled, startWithDistribution } from './start-distribution.ts'

test('GET …/events: progress while a change is deployed, and Deployed at the end', async () => {
  const { url, base, id, etag, emulator } = await start()
  const { response, read } = await followEvents(`${base}${url}/events`)
  expect([response.status, response.headers.get('content-type')]).toEqual([200, 'text/event-stream; charset=utf-8'])
  expect(await read('progress')).toContain(`"id":"${id}","status":"InProgress","etag":${etag}`)
  emulator.clock.advance(60)
  const text = await read()
  expect(eventIdsIn(text)).toEqual([1, 2])
  expect(text).toContain('event: Deployed\n')
})

test('GET …/events: if it is already deployed, that is the only event', async () => {
  const { url, base, emulator, request } = await start()
  emulator.clock.advance(60)
  const { read } = await followEvents(`${base}${url}/events`)
  expect(eventIdsIn(await read())).toEqual([2])
  const again = await followEvents(`${base}${url}/events`, { 'last-event-id': '2' })
  expect(again.response.status).toBe(204)
  await request.patch(url).send({ comment: 'new' })
  const next = await followEvents(`${base}${url}/events`, { 'last-event-id': '2' })
  expect(await next.read('progress')).toContain('InProgress')
})

test('GET …/events: who lost the connection asks again, and all who follow share the polls', async () => {
  const { url, base, emulator } = await start()
  const lost = await followEvents(`${base}${url}/events`)
  await lost.read('progress')
  lost.leave()
  const before = emulator.calls.count('GetDistribution')
  const streams = await Promise.all(
    Array.from({ length: 5 }, () => followEvents(`${base}${url}/events`, { 'last-event-id': '1' }))
  )
  await deployWhenPolled(emulator)
  for (const { read } of streams) expect(eventIdsIn(await read())).toEqual([2])
  // One read of each, and one or two polls for all of them.
  expect(emulator.calls.count('GetDistribution') - before).toBeLessThanOrEqual(5 + 3)
})

test('GET …/events: 404 for an unknown distribution; the stream ends when the distribution is deleted', async () => {
  const { url, base, request, emulator } = await start()
  const unknown = await request.get('/distributions/EUNKNOWN12345/events')
  expect([unknown.status, unknown.body.code]).toEqual([404, 'DISTRIBUTION_NOT_FOUND'])
  const { read } = await followEvents(`${base}${url}/events`)
  await read('progress')
  emulator.faults.add({ kind: 'error', code: 'NoSuchDistribution', status: 404, operations: ['GetDistribution'] })
  expect(eventIdsIn(await read())).toEqual([1])
})

async function start() {
  const started = await startWithDistribution()
  return { ...started, base: started.app.listeningOrigin }
}

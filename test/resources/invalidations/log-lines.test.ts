import { expect, test } from 'vitest'
import { takeOver } from '../../../src/invalidation/queue/batches.ts'
import { startWithDistribution } from '../start-distribution.ts'
import { SECRET, startReceiver } from './start-receiver.ts'

type Line = Readonly<Record<string, unknown>>

const text = expect.any(String) as string
const cloudFrontRequestId = expect.stringMatching(/^[\w-]{8,}$/) as string

async function start(options: Parameters<typeof startWithDistribution>[1] = {}) {
  const started = await startWithDistribution({}, options)
  const { request, url, logs } = started
  const linesOf = (message: string) =>
    logs.map(line => JSON.parse(line) as Line).filter(({ msg, target }) => msg === message && target !== undefined)
  const invalidate = async (requestId: string, body: object = { paths: ['/a'] }): Promise<string> => {
    const accepted = await request.post(`${url}/invalidations`).set('x-request-id', requestId).send(body).expect(201)
    return accepted.body.id as string
  }
  const loggedAs = async (message: string, line: Line) =>
    expect.poll(() => linesOf(message), { timeout: 20_000 }).toMatchObject([line])
  return { ...started, linesOf, invalidate, loggedAs }
}

test('the log names a batch that is sent and has completed, its invalidations, their requests and their callers', async () => {
  const { url, emulator, invalidate, loggedAs } = await start()
  const id = await invalidate('the-request')
  const names = {
    target: url,
    batchId: text,
    paths: 1,
    invalidations: 1,
    invalidationIds: [id],
    requestId: 'the-request',
    caller: '127.0.0.1',
    cloudFrontId: text
  }
  await loggedAs('a batch of invalidations was sent', { ...names, cloudFrontRequestId })
  emulator.clock.advance(60)
  await loggedAs('a batch of invalidations has completed', names)
})

test('so it does for one that CloudFront does not accept for now, also after another process has taken it over', async () => {
  const { url, emulator, invalidate, loggedAs, database } = await start()
  emulator.faults.add({ kind: 'error', code: 'AccessDenied', status: 403, operations: ['CreateInvalidation'] })
  const id = await invalidate('the-request')
  const names = { invalidations: 1, invalidationIds: [id], requestId: 'the-request', caller: '127.0.0.1' }
  const refused = { target: url, batchId: text, ...names, code: 'CLOUDFRONT_ACCESS_DENIED', cloudFrontRequestId }
  await loggedAs('an invalidation could not be submitted', refused)
  const { prepared = [] } = (await takeOver(database, [url])).get(url) ?? {}
  const carried = { invalidations: 1, invalidationIds: [id], requestIds: ['the-request'], callers: ['127.0.0.1'] }
  expect(prepared).toMatchObject([{ carried }])
})

test('so it does for one that CloudFront refuses for good', async () => {
  const { url, emulator, invalidate, loggedAs } = await start()
  emulator.faults.add({ kind: 'error', code: 'InvalidArgument', status: 400, operations: ['CreateInvalidation'] })
  const id = await invalidate('the-request')
  await loggedAs('CloudFront refused a batch of invalidations', {
    target: url,
    batchId: text,
    invalidationIds: [id],
    requestId: 'the-request',
    caller: '127.0.0.1',
    cloudFrontRequestId
  })
})

test('of a batch of many invalidations the log names twenty, and their number', async () => {
  const { emulator, invalidate, linesOf } = await start()
  emulator.faults.add({ kind: 'hold', operations: ['CreateInvalidation'] })
  await invalidate('the-first')
  await expect.poll(() => emulator.calls.count('CreateInvalidation'), { timeout: 20_000 }).toBe(1)
  for (let number = 0; number < 25; number++) await invalidate(`request-${number}`, { paths: [`/${number}`] })
  emulator.faults.clear()
  const sent = () => linesOf('a batch of invalidations was sent')
  await expect.poll(sent, { timeout: 20_000 }).toHaveLength(2)
  const [, { invalidations, invalidationIds, requestId, caller } = {}] = sent()
  expect({ invalidations, caller }).toEqual({ invalidations: 25, caller: '127.0.0.1' })
  expect(new Set(invalidationIds as string[]).size).toBe(20)
  expect(new Set(requestId as string[]).size).toBe(20)
})

test('a webhook that is not delivered is logged with the request and the caller of its invalidation', async () => {
  const receiver = await startReceiver(response => response.writeHead(500).end())
  const { host } = receiver
  const { url, emulator, invalidate, linesOf, logs } = await start({ webhooks: { hosts: [host], secret: SECRET } })
  const id = await invalidate('the-request', { paths: ['/a'], webhook: { url: receiver.url } })
  await expect.poll(() => linesOf('a batch of invalidations was sent'), { timeout: 20_000 }).toHaveLength(1)
  emulator.clock.advance(60)
  const line = { target: url, invalidationId: id, requestId: 'the-request', caller: '127.0.0.1', host }
  const failures = () => logs.map(line => JSON.parse(line) as Line).filter(line => line.host === host)
  await expect.poll(failures, { timeout: 20_000 }).toMatchObject([line])
})

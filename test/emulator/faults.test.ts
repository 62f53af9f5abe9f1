import { IncomingMessage, ServerResponse } from 'node:http'
import { Socket } from 'node:net'
import * as CF from '@aws-sdk/client-cloudfront'
import { expect, onTestFinished, test, vi } from 'vitest'
import { type Operation, operations } from '../../src/cloudfront/model/shapes.ts'
import { createCalls } from '../../src/emulator/calls.ts'
import { createClock } from '../../src/emulator/clock.ts'
import { faultHooks } from '../../src/emulator/fault-hooks.ts'
import { createFaults, type FaultOrder } from '../../src/emulator/faults.ts'
import { createDistribution, getDistribution } from './distribution-calls.ts'
import { refusal, refusalCode } from './refusal.ts'
import { sample, times } from './sample-config.ts'
import { sdkClient, startEmulator } from './start-emulator.ts'

const list = (client: CF.CloudFrontClient) => client.send(new CF.ListDistributionsCommand({}))
const quantity = async (client: CF.CloudFrontClient) => (await list(client)).DistributionList?.Quantity
const CREATE: Pick<FaultOrder, 'operations' | 'count'> = { operations: ['CreateDistribution'], count: 1 }

test('throttle: the SDK sees Throttling, 400, and nothing has happened', async () => {
  const { client, emulator } = await startEmulator()
  emulator.faults.add({ kind: 'throttle', ...CREATE })
  expect(await refusal(createDistribution(client))).toEqual({
    code: 'Throttling',
    status: 400,
    message: 'Rate exceeded'
  })
  expect(await quantity(client)).toBe(0)
})

test('throttle: an SDK that retries gets through once the ordered number of calls is over', async () => {
  const { client, emulator } = await startEmulator({ client: { maxAttempts: 3 } })
  emulator.faults.add({ kind: 'throttle', operations: ['ListDistributions'], count: 2 })
  expect((await list(client)).$metadata.attempts).toBe(3)
  expect(emulator.faults.list()).toEqual([])
  expect(emulator.calls.count('ListDistributions')).toBe(3)
})

test('error: any code with any status from 400 up, known to CloudFront or not', async () => {
  const { client, emulator } = await startEmulator()
  emulator.faults.add({ kind: 'error', code: 'ServiceUnavailable', status: 503, message: 'Come back later', count: 1 })
  expect(await refusal(list(client))).toEqual({ code: 'ServiceUnavailable', status: 503, message: 'Come back later' })
  emulator.faults.add({ kind: 'error', code: 'AccessDenied', status: 403, count: 1 })
  await expect(list(client)).rejects.toBeInstanceOf(CF.AccessDenied)
  emulator.faults.add({ kind: 'error', code: 'SomethingNew', status: 500, count: 1 })
  expect(await refusal(list(client))).toMatchObject({ code: 'SomethingNew', status: 500 })
})

test('slow: the answer comes later than the caller’s patience lasts, and the call had no effect', async () => {
  const { client, emulator, url, errors } = await startEmulator()
  const impatient = sdkClient(url, { requestHandler: { requestTimeout: 50, throwOnRequestTimeout: true } })
  onTestFinished(() => impatient.destroy())
  emulator.faults.add({ kind: 'slow', milliseconds: 600_000, ...CREATE })
  await expect(createDistribution(impatient)).rejects.toMatchObject({ name: 'TimeoutError' })
  expect(await quantity(client)).toBe(0)
  expect(errors()).toEqual([])
})

test('slow: the wait ends when the caller goes away', async () => {
  const clock = createClock()
  const faults = createFaults({ clock })
  faults.add({ kind: 'slow', milliseconds: 600_000 })
  const operation = operations.get('ListDistributions') as Operation
  const call = { operation, labels: {}, requestId: 'r', origin: 'http://127.0.0.1' }
  const request = new IncomingMessage(new Socket())
  const response = new ServerResponse(request)
  const outcome = faultHooks({ faults, calls: createCalls({ clock }) }).before(call, request, response)
  response.destroy()
  response.emit('close')
  expect(await outcome).toBe('handled')
})

test('hold: the call has no effect before it is released, and later ones pass', async () => {
  const { client, emulator } = await startEmulator()
  const { hold } = emulator.faults.add({ kind: 'hold', ...CREATE })
  const creation = createDistribution(client)
  await hold.untilHeld()
  expect(await quantity(client)).toBe(0)
  const another = sample(config => void (config.CallerReference = 'another'))
  const { Id } = await createDistribution(client, another)
  expect(await quantity(client)).toBe(1)
  expect(emulator.faults.list()).toMatchObject([{ order: { kind: 'hold' }, hits: 1, held: 1 }])
  hold.release()
  expect((await creation).Id).not.toBe(Id)
  expect(emulator.faults.list()).toEqual([])
})

test('hold: at the answer the effect is there while its caller waits', async () => {
  const { client, emulator } = await startEmulator()
  const { hold } = emulator.faults.add({ kind: 'hold', at: 'answer', ...CREATE })
  const creation = createDistribution(client)
  await hold.untilHeld()
  expect(await quantity(client)).toBe(1)
  emulator.faults.add({ kind: 'resetAfter', ...CREATE })
  hold.release()
  // What is ordered later is about later calls.
  expect((await creation).distribution.Status).toBe('InProgress')
})

test('hold: several are waited for, and go on in the order in which they came', async () => {
  const { client, emulator } = await startEmulator()
  const { hold } = emulator.faults.add({ kind: 'hold', operations: ['ListDistributions'] })
  const order: number[] = []
  const calls: Promise<unknown>[] = []
  for (const index of [0, 1, 2]) {
    calls.push(list(client).then(() => order.push(index)))
    await hold.untilHeld(index + 1)
  }
  hold.release()
  await Promise.all(calls)
  expect(order).toEqual([0, 1, 2])
  expect(emulator.calls.count('ListDistributions')).toBe(3)
})

test('hold: who waits for calls that do not come is told how many there are', async () => {
  const { client, emulator } = await startEmulator()
  const { hold } = emulator.faults.add({ kind: 'hold' })
  const call = list(client)
  await hold.untilHeld()
  await expect(hold.untilHeld(2, 1)).rejects.toThrow('1 ms went by while 1 of 2 calls were held')
  const waiting = expect(hold.untilHeld(2)).rejects.toThrow('the hold was released while 1 of 2 calls were held')
  emulator.faults.clear()
  await Promise.all([waiting, call])
})

test('hold: a caller that goes away is no longer held, and its call has no effect', async () => {
  const { client, emulator, errors } = await startEmulator()
  const { hold } = emulator.faults.add({ kind: 'hold', ...CREATE })
  const away = new AbortController()
  const creation = client.send(new CF.CreateDistributionCommand({ DistributionConfig: sample() }), {
    abortSignal: away.signal
  })
  await hold.untilHeld()
  away.abort()
  await expect(creation).rejects.toMatchObject({ name: 'AbortError' })
  await vi.waitFor(() => expect(hold.held).toBe(0))
  hold.release()
  expect(await quantity(client)).toBe(0)
  expect(errors()).toEqual([])
})

test('hold: closing lets the calls go', async () => {
  const { client, emulator } = await startEmulator()
  const { hold } = emulator.faults.add({ kind: 'hold' })
  const call = list(client)
  await hold.untilHeld()
  await emulator.close()
  expect((await call).DistributionList?.Quantity).toBe(0)
})

test('slow: a caller with patience gets its answer', async () => {
  const { client, emulator } = await startEmulator()
  emulator.faults.add({ kind: 'slow', milliseconds: 1 })
  expect(await quantity(client)).toBe(0)
})

test('resetBefore: the connection is cut before anything happened', async () => {
  const { client, emulator } = await startEmulator()
  emulator.faults.add({ kind: 'resetBefore', ...CREATE })
  await expect(createDistribution(client)).rejects.toThrow(/socket hang up|ECONNRESET|EPIPE/)
  expect(await quantity(client)).toBe(0)
})

test('resetAfter: the connection is cut, and the distribution is there', async () => {
  const { client, emulator } = await startEmulator()
  emulator.faults.add({ kind: 'resetAfter', ...CREATE })
  const config = sample()
  await expect(createDistribution(client, config)).rejects.toThrow(/socket hang up|ECONNRESET|EPIPE/)
  expect(await quantity(client)).toBe(1)
  expect(await refusalCode(createDistribution(client, config))).toBe('DistributionAlreadyExists')
})

test('truncate: half of the answer arrives, and the distribution is there', async () => {
  const { client, emulator } = await startEmulator()
  emulator.faults.add({ kind: 'truncate', ...CREATE })
  await expect(createDistribution(client)).rejects.toThrow(/aborted|ECONNRESET|terminated/)
  expect(await quantity(client)).toBe(1)
})

test('garbage: the answer is no XML, and the distribution is there', async () => {
  const { client, emulator } = await startEmulator()
  emulator.faults.add({ kind: 'garbage', ...CREATE })
  const failure: unknown = await createDistribution(client).catch((error: unknown) => error)
  expect(failure).toBeInstanceOf(Error)
  expect(failure).not.toBeInstanceOf(CF.CloudFrontServiceException)
  expect(await quantity(client)).toBe(1)
})

test('rateLimit: as many calls as the bucket holds, then as many as the clock refills', async () => {
  const { client, emulator } = await startEmulator()
  emulator.faults.add({ kind: 'rateLimit', perSecond: 2, burst: 3 })
  const outcomes = async (count: number) => {
    const codes: string[] = []
    for (const call of times(count, () => () => list(client)))
      codes.push(
        await call().then(
          () => 'ok',
          (e: Error) => e.name
        )
      )
    return codes
  }
  expect(await outcomes(4)).toEqual(['ok', 'ok', 'ok', 'Throttling'])
  emulator.clock.advance(1)
  expect(await outcomes(3)).toEqual(['ok', 'ok', 'Throttling'])
  emulator.clock.advance(60)
  expect(await outcomes(4)).toEqual(['ok', 'ok', 'ok', 'Throttling'])
})

test('unknownElement: the element is in the answer, and the SDK reads past it', async () => {
  const { client, emulator, url } = await startEmulator()
  const made = await createDistribution(client)
  emulator.faults.add({ kind: 'unknownElement', inside: 'DistributionConfig', name: 'FutureSetting', value: 'a & <b>' })
  expect((await getDistribution(client, made.Id)).config).toEqual(made.config)
  const answer = await fetch(`${url}/2020-05-31/distribution/${made.Id}`, {
    headers: { authorization: 'AWS4-HMAC-SHA256 x' }
  })
  expect(await answer.text()).toContain('<DistributionConfig><FutureSetting>a &amp; &lt;b&gt;</FutureSetting>')
})

test('unknownElement: without a place it is in the root element, and its count waits for an answer with that place', async () => {
  const { client, emulator, url } = await startEmulator()
  emulator.faults.add({ kind: 'unknownElement', count: 1 })
  expect(await refusalCode(getDistribution(client, 'E1234567890ABC'))).toBe('NoSuchDistribution')
  const answer = await fetch(`${url}/2020-05-31/distribution`, { headers: { authorization: 'AWS4-HMAC-SHA256 x' } })
  expect(await answer.text()).toMatch(/<DistributionList xmlns="[^"]+"><FutureSetting>on<\/FutureSetting>/)
  expect(emulator.faults.list()).toEqual([])
})

test('a fault meets only the operations it names', async () => {
  const { client, emulator } = await startEmulator()
  emulator.faults.add({ kind: 'throttle', operations: ['GetDistribution', 'CreateDistribution'] })
  expect(await quantity(client)).toBe(0)
  expect(await refusalCode(createDistribution(client))).toBe('Throttling')
  expect(await refusalCode(createDistribution(client))).toBe('Throttling')
})

test('a fault can be taken back', async () => {
  const { client, emulator } = await startEmulator()
  const { id } = emulator.faults.add({ kind: 'throttle' })
  expect(await refusalCode(list(client))).toBe('Throttling')
  expect(emulator.faults.list()).toEqual([{ id, order: { kind: 'throttle' }, hits: 1 }])
  expect(emulator.faults.remove(id)).toBe(true)
  expect(emulator.faults.remove(id)).toBe(false)
  expect(await quantity(client)).toBe(0)
})

test('a probability is kept to, and its seed makes it repeatable', () => {
  const hits = (seed: number) => {
    const faults = createFaults({ clock: createClock() })
    faults.add({ kind: 'throttle', probability: 0.25, seed })
    return times(1000, () => faults.take('ListDistributions', ['throttle']).length)
  }
  const first = hits(1)
  expect(hits(1)).toEqual(first)
  expect(hits(2)).not.toEqual(first)
  const count = first.reduce((sum, hit) => sum + hit, 0)
  expect(count).toBeGreaterThan(200)
  expect(count).toBeLessThan(300)
})

test('calls are counted per operation, with their outcome', async () => {
  const { client, emulator } = await startEmulator()
  await list(client)
  await refusal(getDistribution(client, 'E1234567890ABC'))
  emulator.faults.add({ kind: 'resetBefore', count: 1 })
  await expect(list(client)).rejects.toThrow()
  expect(emulator.calls.counts()).toEqual({ GetDistribution: 1, ListDistributions: 2 })
  expect(emulator.calls.count()).toBe(3)
  const last = emulator.calls.last().map(({ operation, labels, status, code }) => ({ operation, labels, status, code }))
  expect(last).toEqual([
    { operation: 'ListDistributions', labels: {}, status: 200, code: undefined },
    { operation: 'GetDistribution', labels: { Id: 'E1234567890ABC' }, status: 404, code: 'NoSuchDistribution' },
    { operation: 'ListDistributions', labels: {}, status: undefined, code: undefined }
  ])
  expect(emulator.calls.last(1)).toHaveLength(1)
})

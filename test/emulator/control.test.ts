import { request } from 'node:http'
import { expect, test } from 'vitest'
import { createDistribution, getDistribution } from './distribution-calls.ts'
import { DEFAULT_QUOTAS } from '../../src/emulator/quotas.ts'
import { refusalCode } from './refusal.ts'
import { sample } from './sample-config.ts'
import { startEmulator } from './start-emulator.ts'

async function startControl() {
  const started = await startEmulator({ propagationSeconds: 60 })
  const send = async (method: string, path: string, body?: unknown, type = 'application/json') => {
    const answer = await fetch(`${started.url}/_local/${path}`, {
      method,
      ...(body !== undefined && {
        body: typeof body === 'string' ? body : JSON.stringify(body),
        headers: { 'content-type': type }
      })
    })
    return { status: answer.status, headers: answer.headers, json: await answer.json() }
  }
  return { ...started, send }
}

test('faults are ordered, listed and taken back over HTTP', async () => {
  const { client, send } = await startControl()
  const order = { kind: 'throttle', operations: ['GetDistribution'], count: 2 }
  const { status, json } = await send('POST', 'faults', order)
  expect(status).toBe(201)
  expect(json).toEqual({ id: 'fault-1', order, hits: 0 })
  expect(await refusalCode(getDistribution(client, 'E1234567890ABC'))).toBe('Throttling')
  expect((await send('GET', 'faults')).json).toEqual({ items: [{ id: 'fault-1', order, hits: 1 }] })
  expect((await send('DELETE', 'faults?id=fault-1')).json).toEqual({ items: [] })
  expect((await send('DELETE', 'faults?id=fault-1')).status).toBe(404)
  await send('POST', 'faults', { kind: 'garbage' })
  await send('POST', 'faults', { kind: 'resetAfter' })
  expect((await send('DELETE', 'faults')).json).toEqual({ items: [] })
})

test('calls are held, waited for and released over HTTP', async () => {
  const { client, send } = await startControl()
  const order = { kind: 'hold', operations: ['GetDistribution'], count: 2 }
  expect((await send('POST', 'faults', order)).json).toEqual({ id: 'fault-1', order, hits: 0, held: 0 })
  const calls = [1, 2].map(() => refusalCode(getDistribution(client, 'E1234567890ABC')))
  const both = { id: 'fault-1', order, hits: 2, held: 2 }
  expect((await send('GET', 'faults?id=fault-1&held=2')).json).toEqual({ items: [both] })
  const third = send('GET', 'faults?id=fault-1&held=3')
  expect((await send('GET', 'faults?id=fault-1')).json).toEqual({ items: [both] })
  expect((await send('DELETE', 'faults?id=fault-1')).json).toEqual({ items: [] })
  expect(await Promise.all(calls)).toEqual(['NoSuchDistribution', 'NoSuchDistribution'])
  expect(await third).toMatchObject({
    status: 409,
    json: { error: 'the hold was released while 2 of 3 calls were held' }
  })
})

test('waiting for held calls wants a fault that holds some', async () => {
  const { send } = await startControl()
  await send('POST', 'faults', { kind: 'throttle' })
  for (const query of ['held=1', 'held=1&id=fault-1', 'held=1&id=fault-2', 'id=fault-2']) {
    expect((await send('GET', `faults?${query}`)).status).toBe(404)
  }
  expect((await send('GET', 'faults?id=fault-1&held=many')).status).toBe(400)
})

test.each<[what: string, order: unknown, message: string | RegExp]>([
  ['no kind', {}, /^kind must be one of throttle, error, /],
  ['an unknown kind', { kind: 'flood' }, /^kind must be one of /],
  ['a kind of the prototype', { kind: 'constructor' }, /^kind must be one of /],
  ['a list', [], /^kind must be one of /],
  ['an operation that there is not', { kind: 'throttle', operations: ['Nothing'] }, /^operations\.0 /],
  ['a count of none', { kind: 'throttle', count: 0 }, /^count /],
  ['a probability above 1', { kind: 'throttle', probability: 1.1 }, /^probability /],
  ['a member that is not its own', { kind: 'throttle', milliseconds: 1 }, /^milliseconds is not known here$/],
  ['a status that is a success', { kind: 'error', code: 'A', status: 200 }, /^status /],
  ['an error without a code', { kind: 'error', status: 500 }, /required properties/],
  ['a wait of hours', { kind: 'slow', milliseconds: 3_600_000 }, /^milliseconds /],
  ['a place that there is not', { kind: 'hold', at: 'noon' }, /^at /],
  ['an element that is none', { kind: 'unknownElement', name: 'a b' }, /^name /],
  ['a count and a probability', { kind: 'throttle', count: 1, probability: 1 }, /cannot be given together/],
  ['no JSON', '{', /^the body is not JSON/]
])('an order with %s is 400 and says why', async (_what, order, message) => {
  const { send, emulator } = await startControl()
  const { status, json } = await send('POST', 'faults', order)
  expect(status).toBe(400)
  expect(json).toEqual({ error: expect.stringMatching(message) as unknown })
  expect(emulator.faults.list()).toEqual([])
})

test('the clock is held, put forward and released over HTTP', async () => {
  const { send, client, emulator } = await startControl()
  emulator.clock.release()
  const { Id } = await createDistribution(client)
  expect((await send('PUT', 'clock', { held: true })).json).toMatchObject({ held: true })
  const { json } = await send('PUT', 'clock', { advanceSeconds: 60 })
  expect(json).toEqual({ now: new Date(emulator.clock.now()).toISOString(), held: true })
  expect((await getDistribution(client, Id)).distribution.Status).toBe('Deployed')
  expect((await send('PUT', 'clock', { held: false })).json).toMatchObject({ held: false })
  expect((await send('GET', 'clock')).json).toMatchObject({ held: false })
  for (const wrong of [{ advanceSeconds: -1 }, { held: 'yes' }, { now: 0 }]) {
    expect((await send('PUT', 'clock', wrong)).status).toBe(400)
  }
})

test('a quota is raised over HTTP, and a reset brings it back', async () => {
  const { send, client } = await startControl()
  const slow = (timeout: number) =>
    sample(config => {
      const [origin] = config.Origins.Items
      if (origin?.S3OriginConfig) origin.S3OriginConfig.OriginReadTimeout = timeout
      config.CallerReference = String(timeout)
    })
  expect((await send('GET', 'quotas')).json).toEqual(DEFAULT_QUOTAS)
  expect(await refusalCode(createDistribution(client, slow(180)))).toBe('InvalidOriginReadTimeout')
  const raised = { ...DEFAULT_QUOTAS, originTimeoutSeconds: 180 }
  expect((await send('PUT', 'quotas', { originTimeoutSeconds: 180 })).json).toEqual(raised)
  await createDistribution(client, slow(180))
  expect(await refusalCode(createDistribution(client, slow(181)))).toBe('InvalidOriginReadTimeout')
  for (const wrong of [{ originTimeoutSeconds: 0 }, { originTimeoutSeconds: '180' }, { paths: 1 }]) {
    expect((await send('PUT', 'quotas', wrong)).status).toBe(400)
  }
  await send('POST', 'reset', {})
  expect((await send('GET', 'quotas')).json).toEqual(DEFAULT_QUOTAS)
})

test('calls are counted, shown and forgotten over HTTP', async () => {
  const { send, client } = await startControl()
  const { Id } = await createDistribution(client)
  await getDistribution(client, Id)
  expect((await send('GET', 'calls')).json).toEqual({ counts: { CreateDistribution: 1, GetDistribution: 1 } })
  expect((await send('GET', 'calls?last=1')).json).toMatchObject({
    items: [{ operation: 'GetDistribution', labels: { Id }, status: 200 }]
  })
  expect((await send('GET', 'calls?last=many')).status).toBe(400)
  expect((await send('DELETE', 'calls')).json).toEqual({ counts: {} })
  expect((await send('GET', 'calls')).json).toEqual({ counts: {} })
})

test('a reset forgets distributions, faults and calls, and lets the clock run', async () => {
  const { send, client, emulator } = await startControl()
  const { Id } = await createDistribution(client)
  emulator.faults.add({ kind: 'throttle', operations: ['ListDistributions'] })
  expect((await send('POST', 'reset', {})).status).toBe(200)
  expect(emulator.calls.counts()).toEqual({})
  expect(emulator.faults.list()).toEqual([])
  expect(emulator.clock.held).toBe(false)
  expect(await refusalCode(getDistribution(client, Id))).toBe('NoSuchDistribution')
})

test.each([
  ['POST', 'faults', '{"kind":"throttle"}'],
  ['POST', 'reset', '{}'],
  ['PUT', 'clock', '{"held":true}']
])('%s %s wants JSON by name, which a form of another site cannot send', async (method, path, body) => {
  const { send, emulator, client } = await startControl()
  const { Id } = await createDistribution(client)
  for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data']) {
    expect(await send(method, path, body, type)).toMatchObject({ status: 415 })
  }
  expect(emulator.faults.list()).toEqual([])
  expect((await getDistribution(client, Id)).Id).toBe(Id)
})

test('no other origin is allowed to ask', async () => {
  const { url } = await startControl()
  const answer = await fetch(`${url}/_local/faults`, { method: 'OPTIONS', headers: { origin: 'https://example.com' } })
  expect(answer.status).toBe(405)
  expect(answer.headers.get('access-control-allow-origin')).toBeNull()
})

test('a host name that is re-bound to this machine is refused', async () => {
  const { url } = await startControl()
  const status = await new Promise<number | undefined>((resolve, reject) => {
    const options = { headers: { host: 'evil.example.com' } }
    request(`${url}/_local/faults`, options, answer => {
      answer.resume()
      resolve(answer.statusCode)
    })
      .on('error', reject)
      .end()
  })
  expect(status).toBe(403)
})

test('an unknown address is 404, a method too many 405, a body too large 413', async () => {
  const { send } = await startControl()
  expect((await send('GET', 'nothing')).status).toBe(404)
  expect((await send('PUT', 'faults', {})).status).toBe(405)
  expect((await send('POST', 'faults', JSON.stringify({ kind: 'x'.repeat(70_000) }))).status).toBe(413)
})

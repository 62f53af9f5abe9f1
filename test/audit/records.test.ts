import { once } from 'node:events'
import { request as httpRequest } from 'node:http'
import { type Socket } from 'node:net'
import { expect, test, vi } from 'vitest'
import { startWithDistribution } from '../resources/start-distribution.ts'

type Started = Awaited<ReturnType<typeof startWithDistribution>>

async function recordsOf({ request }: Pick<Started, 'request'>, query = ''): Promise<Record<string, unknown>[]> {
  const { body } = await request.get(`/audit${query}`).expect(200)
  return body.items
}

test("a change of a distribution: who, what, the diff, the versions and CloudFront's request id", async () => {
  const started = await startWithDistribution({ comment: 'before' })
  const { request, url, id, etag, emulator } = started
  const changed = await request.patch(url).set('x-request-id', 'req-7').send({ comment: 'after' }).expect(200)
  const [record] = await recordsOf(started)
  expect(record).toEqual({
    id: expect.stringMatching(/^[\da-f]{8}-[\da-f]{4}-7[\da-f]{3}-[89ab]/),
    at: expect.any(String),
    endedAt: expect.any(String),
    action: 'patchDistribution',
    caller: { id: expect.stringMatching(/^[\w-]{22}$/), name: '127.0.0.1' },
    source: '127.0.0.1',
    resource: url,
    distributionId: id,
    dryRun: false,
    outcome: 'succeeded',
    status: 200,
    requestId: 'req-7',
    etagBefore: etag.replaceAll('"', ''),
    etagAfter: changed.body.etag,
    changes: [{ op: 'replace', path: '/comment', value: 'after', oldValue: 'before' }],
    cloudFront: [{ operation: 'UpdateDistribution', requestId: expect.any(String) }]
  })
  expect(emulator.calls.last(10).map(call => call.requestId)).toContain(
    (record as { cloudFront: { requestId: string }[] }).cloudFront[0]?.requestId
  )
})

test('a creation is recorded at the address of what was created', async () => {
  const started = await startWithDistribution()
  const [record] = await recordsOf(started)
  expect(record).toMatchObject({
    action: 'createDistribution',
    resource: started.url,
    distributionId: started.id,
    outcome: 'succeeded',
    status: 201
  })
})

test('a dry run is recorded as one, at either of its addresses, with what would change', async () => {
  const started = await startWithDistribution()
  const { request, url } = started
  await request.patch(`${url}?dryRun=true`).send({ comment: 'x' }).expect(200)
  await request.patch(`/dry-run${url}`).send({ comment: 'x' }).expect(200)
  const records = await recordsOf(started, '?dryRun=true')
  expect(records).toHaveLength(2)
  for (const record of records) {
    expect(record).toMatchObject({
      action: 'patchDistribution',
      resource: url,
      dryRun: true,
      changes: [{ op: 'replace', path: '/comment', value: 'x', oldValue: '' }]
    })
    expect(record).not.toHaveProperty('cloudFront')
  }
})

test('an address that is spelt otherwise is recorded as the address that it is', async () => {
  const started = await startWithDistribution()
  const { request, url, id } = started
  const spelt = `%${id.charCodeAt(0).toString(16)}${id.slice(1)}`
  await request.patch(`/distributions/${spelt}`).send({ comment: 'x' }).expect(200)
  await request.patch(`/%64istributions/${id}`).send({ comment: 'y' }).expect(200)
  await request.patch(`/%64ry-run/distributions/${spelt}`).send({ comment: 'z' }).expect(200)
  await request.put(`/distributions/${spelt}/tags`).send({ team: 'web' }).expect(200)
  const { body } = await request.get(`${url}/audit`).expect(200)
  expect(body.items.map(({ action, resource, dryRun }: Record<string, unknown>) => [action, resource, dryRun])).toEqual(
    [
      ['replaceDistributionTags', `${url}/tags`, false],
      ['patchDistribution', url, true],
      ['patchDistribution', url, false],
      ['patchDistribution', url, false],
      ['createDistribution', url, false]
    ]
  )
})

test('refused writes are recorded with their code, and reads are not', async () => {
  const started = await startWithDistribution()
  const { request, url } = started
  await request.put(url).send({}).expect(400)
  await request.patch('/distributions/EUNKNOWN12345').send({ comment: 'x' }).expect(404)
  await request
    .post(`${url}/invalidations/preview`)
    .send({ paths: ['/a'] })
    .expect(200)
  await request.get(url).expect(200)
  const records = await recordsOf(started)
  expect(records.map(({ action, outcome, status, code }) => [action, outcome, status, code])).toEqual([
    ['patchDistribution', 'refused', 404, 'DISTRIBUTION_NOT_FOUND'],
    ['replaceDistribution', 'refused', 400, 'VALIDATION_FAILED'],
    ['createDistribution', 'succeeded', 201, undefined]
  ])
})

test('a repetition with the same Idempotency-Key is recorded as replayed, without a call', async () => {
  const started = await startWithDistribution()
  const create = () =>
    started.request
      .post('/distributions')
      .set('idempotency-key', 'once')
      .send({ origins: [{ domainName: 'once.example.com' }] })
      .expect(201)
  await create()
  await create()
  const [second, first] = await recordsOf(started)
  expect(first).toMatchObject({ outcome: 'succeeded', cloudFront: [{ operation: 'CreateDistribution' }] })
  expect(first).not.toHaveProperty('replayed')
  expect(second).toMatchObject({ outcome: 'succeeded', replayed: true, resource: first?.resource })
  expect(second).not.toHaveProperty('cloudFront')
})

test('the store has the intent, with the change, before CloudFront is asked to write', async () => {
  const started = await startWithDistribution({ comment: 'before' })
  const { request, url, emulator } = started
  const { hold } = emulator.faults.add({ kind: 'hold', operations: ['UpdateDistribution'] })
  const patched = request
    .patch(url)
    .send({ comment: 'after' })
    .then(answer => answer)
  await hold.untilHeld()
  const [intent] = await recordsOf(started)
  expect(intent).toMatchObject({
    action: 'patchDistribution',
    outcome: 'unknown',
    changes: [{ op: 'replace', path: '/comment', value: 'after', oldValue: 'before' }]
  })
  expect(intent).not.toHaveProperty('endedAt')
  hold.release()
  expect((await patched).status).toBe(200)
  const [ended] = await recordsOf(started)
  expect(ended).toMatchObject({ id: intent?.id, outcome: 'succeeded', status: 200 })
})

test('a write whose client hangs up in the middle of it is recorded like any other', async () => {
  const started = await startWithDistribution({ comment: 'before' })
  const { url, emulator, app } = started
  const { hold } = emulator.faults.add({ kind: 'hold', operations: ['GetDistributionConfig'] })
  const connected = once(app.server, 'connection') as Promise<[Socket]>
  const client = httpRequest(new URL(url, app.listeningOrigin), {
    method: 'PATCH',
    headers: { 'content-type': 'application/json' },
    agent: false
  })
  client.on('error', () => undefined).end('{"comment":"after"}')
  const [socket] = await connected
  await hold.untilHeld()
  const left = once(socket, 'close')
  client.destroy()
  await left
  hold.release()
  await vi.waitFor(async () => {
    const [record] = await recordsOf(started)
    expect(record).toMatchObject({
      action: 'patchDistribution',
      outcome: 'succeeded',
      changes: [{ op: 'replace', path: '/comment', value: 'after', oldValue: 'before' }],
      cloudFront: [{ operation: 'UpdateDistribution' }]
    })
  })
})

test('each record is a line of the log, without values', async () => {
  const started = await startWithDistribution()
  await started.request.patch(started.url).send({ comment: 'hush' }).expect(200)
  const lines = started.logs.map(line => JSON.parse(line) as { audit?: Record<string, unknown> })
  expect(lines.findLast(({ audit }) => audit)?.audit).toMatchObject({
    action: 'patchDistribution',
    outcome: 'succeeded',
    changed: ['replace /comment'],
    cloudFront: [{ operation: 'UpdateDistribution' }]
  })
  expect(started.logs.filter(line => line.includes('"audit"')).join('')).not.toContain('hush')
})

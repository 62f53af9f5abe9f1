import { type AddressInfo } from 'node:net'
import { expect, test, vi } from 'vitest'
import { followEvents } from '../../helpers/follow-events.ts'
import { startInvalidations } from './start-invalidations.ts'

const CREATE = ['CreateInvalidation']
const WARNING = { code: 'COMPLETION_NOT_OBSERVED', detail: expect.stringContaining('accepted') as string }
const PATIENT = { timeout: 15_000, interval: 20 }

/** CloudFront says that it has had the reference before, and shows no invalidation that has it. */
async function startHidden() {
  const started = await startInvalidations()
  const { emulator } = started
  emulator.faults.add({ kind: 'resetBefore', operations: CREATE, count: 1 })
  emulator.faults.add({
    kind: 'error',
    code: 'InvalidArgument',
    status: 400,
    message:
      'Your request contains a caller reference that was used for a previous invalidation batch for the same distribution.',
    operations: CREATE
  })
  return { ...started, base: `http://127.0.0.1:${(started.app.server.address() as AddressInfo).port}` }
}

test('what CloudFront accepted and does not show ends with a warning, after a time in which it is certain to be over', async () => {
  const { create, eventually, emulator, base, url, request } = await startHidden()
  const id = await create({ paths: ['/a'] })
  await eventually(id, ({ status }) => expect(status).toBe('inProgress'))
  const { read } = await followEvents(`${base}${url}/${id}/events`)
  emulator.clock.advance(14 * 60)
  const looks = emulator.calls.count('ListInvalidations')
  await vi.waitFor(() => expect(emulator.calls.count('ListInvalidations')).toBeGreaterThan(looks + 1), PATIENT)
  await eventually(id, ({ status, warnings }) => expect([status, warnings]).toEqual(['inProgress', []]))
  emulator.clock.advance(2 * 60)
  await eventually(id, invalidation =>
    expect(invalidation).toMatchObject({ status: 'succeeded', warnings: [WARNING], cloudFrontInvalidations: [] })
  )
  expect(await read()).toMatch(/event: succeeded\ndata: .*"COMPLETION_NOT_OBSERVED"/)
  // Nobody has seen how long it took.
  expect((await request.get(`${url}/usage`)).body.durationSeconds).toEqual({ samples: 0 })
})

test('a group shows the warning of its invalidation', async () => {
  const { id: distributionId, request, emulator, base } = await startHidden()
  const created = await request
    .post('/invalidations')
    .send({ selector: { distributionIds: [distributionId] }, paths: ['/a'] })
  expect(created.status, created.text).toBe(201)
  const url = `/invalidations/${created.body.id}`
  const get = async () => (await request.get(url)).body
  expect((await get()).warnings).toEqual([])
  await vi.waitFor(async () => expect((await get()).status).toBe('inProgress'), PATIENT)
  const { read } = await followEvents(`${base}${url}/events`)
  emulator.clock.advance(16 * 60)
  await vi.waitFor(
    async () => expect(await get()).toMatchObject({ status: 'succeeded', warnings: [{ distributionId, ...WARNING }] }),
    PATIENT
  )
  expect(await read()).toMatch(/event: succeeded\ndata: .*"COMPLETION_NOT_OBSERVED"/)
})

test('what Frontage may not read ends with the warning, too', async () => {
  const { create, eventually, emulator } = await startInvalidations()
  emulator.faults.add({ kind: 'error', code: 'AccessDenied', status: 403, operations: ['GetInvalidation'] })
  const id = await create({ paths: ['/a'] })
  await eventually(id, ({ status }) => expect(status).toBe('inProgress'))
  emulator.clock.advance(16 * 60)
  await eventually(id, invalidation => expect(invalidation).toMatchObject({ status: 'succeeded', warnings: [WARNING] }))
})

test('an outage of CloudFront is no reason to believe that something has ended', async () => {
  const { create, eventually, emulator } = await startInvalidations()
  const outage = emulator.faults.add({
    kind: 'error',
    code: 'ServiceUnavailable',
    status: 503,
    operations: ['GetInvalidation']
  })
  const id = await create({ paths: ['/a'] })
  await eventually(id, ({ status }) => expect(status).toBe('inProgress'))
  emulator.clock.advance(16 * 60)
  const asked = emulator.calls.count('GetInvalidation')
  // The client itself repeats a read twice.
  await vi.waitFor(() => expect(emulator.calls.count('GetInvalidation')).toBeGreaterThan(asked + 6), PATIENT)
  await eventually(id, ({ status }) => expect(status).toBe('inProgress'))
  emulator.faults.remove(outage.id)
  await eventually(id, ({ status, warnings }) => expect([status, warnings]).toEqual(['succeeded', []]))
})

test('when the distribution is gone, what is in progress fails and says so', async () => {
  const { create, eventually, emulator } = await startInvalidations()
  emulator.faults.add({ kind: 'error', code: 'NoSuchDistribution', status: 404, operations: ['GetInvalidation'] })
  const id = await create({ paths: ['/a'] })
  await eventually(id, invalidation =>
    expect(invalidation).toMatchObject({ status: 'failed', error: { code: 'DISTRIBUTION_NOT_FOUND' } })
  )
})

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
  const listed = emulator.calls.count('ListInvalidations')
  await vi.waitFor(() => expect(emulator.calls.count('ListInvalidations')).toBeGreaterThan(listed + 1), PATIENT)
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

const denied = (operation: string) => ({
  kind: 'error' as const,
  code: 'AccessDenied',
  status: 403,
  operations: [operation]
})
const REFUSED = {
  code: 'CLOUDFRONT_ACCESS_DENIED',
  remedy: expect.stringContaining('IAM') as string
}

test('a batch whose status Frontage may not read shows in the usage immediately, and ends with a warning and its cause', async () => {
  const { create, eventually, emulator, request, url } = await startInvalidations()
  const fault = emulator.faults.add(denied('GetInvalidation'))
  const waitingFor = async () => (await request.get(`${url}/usage`)).body.waitingFor
  const id = await create({ paths: ['/a'] })
  await vi.waitFor(async () => expect(await waitingFor()).toMatchObject({ reason: 'cloudFront', ...REFUSED }), PATIENT)
  await eventually(id, ({ status }) => expect(status).toBe('inProgress'))
  emulator.faults.remove(fault.id)
  await vi.waitFor(async () => expect(await waitingFor()).toBeUndefined(), PATIENT)
  emulator.faults.add(denied('GetInvalidation'))
  emulator.clock.advance(16 * 60)
  const { code: cause, remedy } = REFUSED
  await eventually(id, invalidation =>
    expect(invalidation).toMatchObject({
      status: 'succeeded',
      warnings: [{ ...WARNING, cause, remedy }],
      // As it was last read.
      cloudFrontInvalidations: [{ status: 'InProgress' }]
    })
  )
  expect(await waitingFor()).toBeUndefined()
})

test('that only a reference is known of it, and that it may not be looked up, is logged once, not at every look', async () => {
  const { create, eventually, emulator, logs, request, url } = await startHidden()
  emulator.faults.add(denied('ListInvalidations'))
  const id = await create({ paths: ['/a'] })
  await eventually(id, ({ status }) => expect(status).toBe('inProgress'))
  await vi.waitFor(() => expect(emulator.calls.count('ListInvalidations')).toBeGreaterThan(3), PATIENT)
  // What is known by its id is read meanwhile.
  emulator.faults.clear()
  emulator.faults.add(denied('ListInvalidations'))
  const other = await create({ paths: ['/b'] })
  await vi.waitFor(() => expect(emulator.calls.count('GetInvalidation')).toBeGreaterThan(1), PATIENT)
  const listed = emulator.calls.count('ListInvalidations')
  await vi.waitFor(() => expect(emulator.calls.count('ListInvalidations')).toBeGreaterThan(listed + 1), PATIENT)
  const lines = logs.filter(line => line.includes('the status of an invalidation could not be read'))
  expect(lines).toHaveLength(1)
  expect((await request.get(`${url}/usage`)).body.waitingFor).toMatchObject(REFUSED)
  emulator.clock.advance(60)
  await eventually(other, ({ status }) => expect(status).toBe('succeeded'))
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
    expect(invalidation).toMatchObject({
      status: 'failed',
      error: { code: 'DISTRIBUTION_NOT_FOUND' },
      progress: { submitted: 1, completed: 0 },
      // As it was last read.
      cloudFrontInvalidations: [{ status: 'InProgress' }]
    })
  )
})

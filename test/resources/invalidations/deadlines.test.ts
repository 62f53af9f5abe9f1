import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { holdStoreClock } from '../../helpers/hold-store-clock.ts'
import { type Overrides } from '../../helpers/start-app.ts'
import { startInvalidations } from './start-invalidations.ts'
import { SECRET, startReceiver } from './start-receiver.ts'
import { startWorld } from './start-world.ts'

const CREATE = ['CreateInvalidation']
const DENIED = { kind: 'error', code: 'AccessDenied', status: 403, operations: CREATE } as const
const THROTTLED = { kind: 'throttle', operations: CREATE } as const
const numbered = (count: number, prefix = '/') => Array.from({ length: count }, (_, index) => `${prefix}${index}`)
const HOUR = 3_600

/** CloudFront completes nothing meanwhile. */
const start = async (overrides: Overrides = {}) =>
  startInvalidations({}, { localPropagationSeconds: 30 * 86_400, ...overrides })

describe('what only an operator can repair', () => {
  test('shows its code, its remedy and since when, on every invalidation that waits and in the usage, and is logged', async () => {
    const { create, eventually, emulator, request, url, logs } = await start()
    const fault = emulator.faults.add(DENIED)
    const since = new Date(emulator.clock.now()).toISOString()
    const first = await create({ paths: ['/a'] })
    const waitingFor = {
      reason: 'cloudFront',
      code: 'CLOUDFRONT_ACCESS_DENIED',
      detail: expect.any(String) as string,
      remedy: expect.stringContaining('IAM') as string,
      since,
      nextAttemptAt: expect.any(String) as string
    }
    await eventually(first, invalidation => expect(invalidation).toMatchObject({ status: 'queued', waitingFor }))
    const second = await create({ paths: ['/b'] })
    await eventually(second, invalidation => expect(invalidation).toMatchObject({ status: 'queued', waitingFor }))
    expect((await request.get(`${url}/usage`)).body.waitingFor).toMatchObject(waitingFor)
    const lines = logs.map(line => JSON.parse(line)).filter(({ code }) => code === 'CLOUDFRONT_ACCESS_DENIED')
    expect(lines).toMatchObject([{ level: 40, target: expect.stringContaining('/distributions/E') as string }])

    emulator.faults.remove(fault.id)
    for (const id of [first, second]) {
      await eventually(id, invalidation => expect(invalidation.status).toBe('inProgress'))
    }
    const { body } = await request.get(`${url}/usage`)
    expect(body.waitingFor).toBeUndefined()
  })

  test('fails what has waited for it as long as the operator allows, and nothing that is younger', async () => {
    const { create, eventually, emulator, read } = await start({ invalidationDeadlineSeconds: HOUR })
    emulator.faults.add(DENIED)
    const old = await create({ paths: ['/a'] })
    await eventually(old, ({ waitingFor }) => expect(waitingFor?.code).toBe('CLOUDFRONT_ACCESS_DENIED'))
    emulator.clock.advance(HOUR / 2)
    const young = await create({ paths: ['/b'] })
    emulator.clock.advance(HOUR / 2)
    await eventually(old, invalidation =>
      expect(invalidation).toMatchObject({
        status: 'failed',
        error: {
          code: 'INVALIDATION_DEADLINE_EXCEEDED',
          detail: expect.stringContaining('CloudFront denies Frontage this operation') as string,
          remedy: expect.stringContaining('IAM') as string,
          cloudFront: { code: 'AccessDenied' }
        }
      })
    )
    expect((await read(young)).status).toBe('queued')
  })

  test('is waited for from the first refusal on, regardless of an earlier outage', async () => {
    const { create, eventually, emulator, read } = await start({ invalidationDeadlineSeconds: HOUR })
    const outage = emulator.faults.add(THROTTLED)
    const id = await create({ paths: ['/a'] })
    await eventually(id, ({ waitingFor }) => expect(waitingFor?.reason).toBe('throttled'))
    emulator.clock.advance(2 * HOUR)
    emulator.faults.add(DENIED)
    emulator.faults.remove(outage.id)
    await eventually(id, ({ waitingFor }) => expect(waitingFor?.code).toBe('CLOUDFRONT_ACCESS_DENIED'))
    expect((await read(id)).status).toBe('queued')
  })

  test('throttling is no such thing: without a deadline it is waited for without end', async () => {
    const { create, eventually, emulator, read } = await start({ invalidationDeadlineSeconds: HOUR })
    const fault = emulator.faults.add(THROTTLED)
    const id = await create({ paths: ['/a'] })
    emulator.clock.advance(100 * HOUR)
    const calls = emulator.calls.count('CreateInvalidation')
    await eventually(id, () => expect(emulator.calls.count('CreateInvalidation')).toBeGreaterThan(calls + 1))
    expect((await read(id)).status).toBe('queued')
    emulator.faults.remove(fault.id)
    await eventually(id, ({ status }) => expect(status).toBe('inProgress'))
  })
})

describe('a deadline', () => {
  test('ends what CloudFront has not accepted by then, for any reason, and notifies all watchers', async () => {
    const receiver = await startReceiver()
    const { create, eventually, emulator, read } = await start({ webhooks: { hosts: [receiver.host], secret: SECRET } })
    emulator.faults.add(THROTTLED)
    const id = await create({ paths: ['/a'], deadlineSeconds: 60, webhook: { url: receiver.url } })
    const { deadlineAt, createdAt } = await read(id)
    expect(Date.parse(deadlineAt) - Date.parse(createdAt)).toBe(60_000)
    await eventually(id, ({ waitingFor }) => expect(waitingFor?.reason).toBe('throttled'))
    emulator.clock.advance(61)
    await eventually(id, invalidation =>
      expect(invalidation).toMatchObject({
        status: 'failed',
        error: {
          code: 'INVALIDATION_DEADLINE_EXCEEDED',
          detail: expect.stringContaining('Rate exceeded') as string
        },
        webhook: { status: 'succeeded' }
      })
    )
  })

  test('ends what waits for a place', async () => {
    const { create, eventually, emulator, read } = await start()
    const full = await create({ paths: numbered(3_000) })
    await eventually(full, ({ status }) => expect(status).toBe('inProgress'))
    const id = await create({ paths: ['/late'], deadlineSeconds: 60 })
    emulator.clock.advance(61)
    await eventually(id, ({ status, error }) =>
      expect([status, error?.code]).toEqual(['failed', 'INVALIDATION_DEADLINE_EXCEEDED'])
    )
    expect((await read(full)).status).toBe('inProgress')
  })

  test('ends the rest of a large one, whose first items continue', async () => {
    const { create, eventually, emulator, end, read } = await start({ localPropagationSeconds: 600 })
    const id = await create({ paths: numbered(4_000), deadlineSeconds: 60 })
    await eventually(id, ({ progress }) => expect(progress.submitted).toBe(3_000))
    emulator.clock.advance(61)
    await eventually(id, invalidation =>
      expect(invalidation).toMatchObject({
        status: 'inProgress',
        error: { code: 'INVALIDATION_DEADLINE_EXCEEDED' },
        progress: { total: 4_000, submitted: 3_000 }
      })
    )
    expect(await read(id)).not.toHaveProperty('waitingFor')
    expect(await end(id)).toMatchObject({ status: 'failed', progress: { submitted: 3_000, completed: 3_000 } })
  })

  test('ends its own invalidation and none that was merged with it', async () => {
    const { create, eventually, emulator, end } = await start({ localPropagationSeconds: 1 })
    const hold = emulator.faults.add({ kind: 'hold', operations: CREATE, count: 1 })
    await create({ paths: ['/first'] })
    await emulator.faults.findHold(hold.id)?.untilHeld()
    const [late, other] = [await create({ paths: ['/late'], deadlineSeconds: 60 }), await create({ paths: ['/other'] })]
    const fault = emulator.faults.add(THROTTLED)
    emulator.faults.remove(hold.id)
    await eventually(late, ({ waitingFor }) => expect(waitingFor?.reason).toBe('throttled'))
    emulator.clock.advance(61)
    await eventually(late, ({ status }) => expect(status).toBe('failed'))
    emulator.faults.remove(fault.id)
    expect(await end(other)).toMatchObject({ status: 'succeeded' })
  })

  test('beyond what the operator allows is 400', async () => {
    const { request, url } = await start({ invalidationDeadlineSeconds: HOUR })
    const post = async (deadlineSeconds: unknown) => request.post(url).send({ paths: ['/a'], deadlineSeconds })
    for (const seconds of [HOUR + 1, 0, -5, 1.5, '60', 2 ** 40]) {
      const { status, body } = await post(seconds)
      expect([status, body.errors?.[0]?.pointer], String(seconds)).toEqual([400, '/deadlineSeconds'])
    }
    expect((await post(HOUR)).status).toBe(201)
  })
})

test('a deadline outlives the process that accepted it: the next one does not send what is late', async () => {
  const { database: store, target, startProcess, emulator } = await startWorld()
  const database = await holdStoreClock(store, emulator.clock)
  const first = startProcess(database)
  const request = { caller: 'somebody', reference: 'one' }
  const { id } = await first.service.create(target, { paths: ['/a'], deadlineSeconds: 60 }, request)
  emulator.clock.advance(61)
  const next = startProcess(database)
  onTestFinished(() => next.close())
  await next.start()
  await vi.waitFor(async () => expect((await next.service.get(target, id)).status).toBe('failed'))
  expect(emulator.calls.count('CreateInvalidation')).toBe(0)
})

describe('what is past its deadline is not sent, even if nothing has looked for it yet', () => {
  const seldom = { sweepMs: 3_600_000 }

  test('when it may leave the queue again', async () => {
    const { database: store, target, startProcess, emulator } = await startWorld()
    const engine = startProcess(await holdStoreClock(store, emulator.clock), seldom)
    onTestFinished(() => engine.close())
    await engine.start()
    const create = async (body: object, reference: string) =>
      engine.service.create(target, { paths: [`/${reference}`], ...body }, { caller: 'somebody', reference })
    const { hold, id: holdId } = emulator.faults.add({ kind: 'hold', operations: CREATE, count: 1 })
    await create({}, 'first')
    await hold?.untilHeld()
    const { id } = await create({ deadlineSeconds: 60 }, 'late')
    const other = await create({ deadlineSeconds: 120 }, 'other')
    emulator.clock.advance(61)
    emulator.faults.remove(holdId)
    await vi.waitFor(async () => expect((await engine.service.get(target, other.id)).progress.submitted).toBe(1))
    expect(await engine.service.get(target, id)).toMatchObject({
      status: 'failed',
      progress: { submitted: 0 },
      error: { code: 'INVALIDATION_DEADLINE_EXCEEDED' }
    })
    expect(emulator.calls.count('CreateInvalidation')).toBe(2)
  })

  test('when its batch is tried again', async () => {
    const { database: store, target, startProcess, emulator, effects } = await startWorld()
    const engine = startProcess(await holdStoreClock(store, emulator.clock), seldom)
    onTestFinished(() => engine.close())
    await engine.start()
    const fault = emulator.faults.add(THROTTLED)
    const request = { caller: 'somebody', reference: 'one' }
    const { id } = await engine.service.create(target, { paths: ['/a'], deadlineSeconds: 60 }, request)
    const is = async (expected: object) =>
      vi.waitFor(async () => expect(await engine.service.get(target, id)).toMatchObject(expected), { timeout: 15_000 })
    await is({ waitingFor: { reason: 'throttled' } })
    emulator.clock.advance(61)
    emulator.faults.remove(fault.id)
    await is({ status: 'failed', error: { code: 'INVALIDATION_DEADLINE_EXCEEDED' } })
    expect(effects()).toEqual([])
  })
})

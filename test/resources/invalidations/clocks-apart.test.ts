import { randomUUID } from 'node:crypto'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { createGuardAdmission } from '../../../src/invalidation/guard/admission.ts'
import { type InvalidationGuard } from '../../../src/invalidation/guard/schemas.ts'
import { saveGuard } from '../../../src/invalidation/guard/store.ts'
import { holdStoreClock } from '../../helpers/hold-store-clock.ts'
import { startStore, storeKind } from '../../helpers/start-store.ts'
import { heldClock, recordingLogger } from '../../jobs/start-engine.ts'
import { startWorld } from './start-world.ts'
import { newInvalidation } from './new-invalidation.ts'

const TARGET = '/distributions/E1'
const PATIENT = { timeout: 15_000, interval: 20 }
/** Of the processes, beside the store's. */
const AHEAD = 70
const BEHIND = -70
const orders = [
  ['ahead', AHEAD, BEHIND],
  ['behind', BEHIND, AHEAD]
] as const

/** Processes that use one store and its clock, each with a clock of its own. */
async function startApart() {
  const { target, emulator, database, startProcess } = await startWorld()
  const clock = heldClock()
  const store = await holdStoreClock(database, clock)
  const open = (seconds: number) => {
    const engine = startProcess(store, {
      clock: { now: () => clock.now() + seconds * 1_000 },
      sweepMs: 20,
      settleMs: 0,
      deadlineSecondsMax: 120
    })
    onTestFinished(() => engine.close())
    return engine
  }
  const reader = open(0)
  return {
    emulator,
    clock,
    open,
    read: async (id: string) => reader.service.get(target, id),
    create: async (engine: ReturnType<typeof open>, path: string) =>
      engine.service.create(target, { paths: [path] }, { caller: 'somebody', reference: randomUUID() }),
    /** Lets another process take the target over, until it has made so many calls and the check passes. */
    async takeOver(
      this: void,
      seconds: number,
      { operation, times = 1, check }: { operation: string; times?: number; check: () => Promise<unknown> }
    ): Promise<void> {
      const engine = open(seconds)
      const before = emulator.calls.count(operation)
      await engine.start()
      await vi.waitFor(() => expect(emulator.calls.count(operation)).toBeGreaterThanOrEqual(before + times), PATIENT)
      await vi.waitFor(check, PATIENT)
      await engine.close()
    }
  }
}

/** What stands before acceptance in two processes whose clocks are 140 seconds apart, on one store. */
async function startAdmissions(guard: InvalidationGuard) {
  const { database, another } = await startStore()
  const clock = heldClock()
  await database.transaction(tx => saveGuard(tx, TARGET, guard))
  const start = async (seconds: number) => {
    const admission = createGuardAdmission({
      database: await holdStoreClock(another(), clock),
      clock: { now: () => clock.now() + seconds * 1_000 },
      logger: recordingLogger()
    })
    await admission.start()
    onTestFinished(() => admission.close())
    return async () => admission.admit(newInvalidation({ id: `inv_${randomUUID()}`, target: TARGET, items: ['/*'] }))
  }
  return { clock, start }
}

describe.runIf(storeKind === 'postgres').each(orders)(
  'where the clock of the process that is asked first is %s',
  (_, first, second) => {
    test('a debounce window is one for both, and closes for both at the same time', async () => {
      const { clock, start } = await startAdmissions({ debounceSeconds: 10 })
      const [one, other] = [await start(first), await start(second)]
      const { holdUntil } = await one()
      expect(holdUntil).toEqual(new Date(clock.now() + 10_000))
      clock.advance(9)
      expect(await other()).toMatchObject({ holdUntil })
      expect(await one()).toMatchObject({ holdUntil })
      clock.advance(1)
      const next = new Date(clock.now() + 10_000)
      expect(await other()).toMatchObject({ holdUntil: next })
      expect(await one()).toMatchObject({ holdUntil: next })
    })

    test('a full purge counts for both for exactly its period', async () => {
      const { clock, start } = await startAdmissions({ fullPurges: { max: 1, periodSeconds: 40 } })
      const [one, other] = [await start(first), await start(second)]
      expect(await one()).toEqual({ warnings: [] })
      clock.advance(10)
      await expect(other()).rejects.toMatchObject({
        code: 'INVALIDATION_FULL_PURGE_LIMIT',
        headers: { 'retry-after': '30' }
      })
      clock.advance(30)
      expect(await other()).toEqual({ warnings: [] })
      await expect(one()).rejects.toMatchObject({ headers: { 'retry-after': '40' } })
    })

    test('what one has accepted with a deadline is not ended by the other before its time', async () => {
      const { target, emulator, another, startProcess } = await startWorld()
      const clock = heldClock()
      const start = async (seconds: number) => {
        const engine = startProcess(await holdStoreClock(another(), clock), {
          clock: { now: () => clock.now() + seconds * 1_000 },
          sweepMs: 20
        })
        onTestFinished(() => engine.close())
        return engine
      }
      emulator.faults.add({ kind: 'throttle', operations: ['CreateInvalidation'] })
      const [accepting, worker] = [await start(first), await start(second)]
      const body = { paths: ['/a'], deadlineSeconds: 60 }
      const { id } = await accepting.service.create(target, body, { caller: 'somebody', reference: 'one' })
      clock.advance(59)
      await worker.start()
      const calls = () => emulator.calls.count('CreateInvalidation')
      await vi.waitFor(() => expect(calls()).toBeGreaterThan(1), PATIENT)
      expect((await worker.service.get(target, id)).status).toBe('queued')
      clock.advance(1)
      await vi.waitFor(
        async () => expect((await worker.service.get(target, id)).error?.code).toBe('INVALIDATION_DEADLINE_EXCEEDED'),
        PATIENT
      )
    })
  }
)

describe.each(orders)('where the clock of the process that accepts is %s', (_, first, second) => {
  const denied = (operation: string) => ({
    kind: 'error' as const,
    code: 'AccessDenied',
    status: 403,
    operations: [operation]
  })

  test('an operator has as much time to repair something', async () => {
    const { emulator, clock, open, takeOver, create, read } = await startApart()
    const operation = 'CreateInvalidation'
    emulator.faults.add(denied(operation))
    const accepting = open(first)
    const since = new Date(clock.now()).toISOString()
    const old = await create(accepting, '/old')
    expect(old.createdAt).toBe(since)
    const isRefused = async () =>
      expect((await read(old.id)).waitingFor).toMatchObject({ code: 'CLOUDFRONT_ACCESS_DENIED', since })
    await takeOver(first, { operation, check: isRefused })
    clock.advance(60)
    const young = await create(accepting, '/young')
    clock.advance(59)
    await takeOver(second, { operation, times: 2, check: isRefused })
    clock.advance(1)
    const hasFailed = async (id: string) =>
      expect(await read(id)).toMatchObject({ status: 'failed', error: { code: 'INVALIDATION_DEADLINE_EXCEEDED' } })
    await takeOver(second, { operation, check: async () => hasFailed(old.id) })
    expect((await read(young.id)).status).toBe('queued')
    clock.advance(60)
    await takeOver(second, { operation, check: async () => hasFailed(young.id) })
  })

  test('an invalidation whose status cannot be read ends after the same time', async () => {
    const { emulator, clock, open, takeOver, create, read } = await startApart()
    emulator.faults.add(denied('GetInvalidation'))
    const { id } = await create(open(first), '/a')
    const is = (status: string) => async () => expect((await read(id)).status).toBe(status)
    await takeOver(first, { operation: 'CreateInvalidation', check: is('inProgress') })
    clock.advance(15 * 60 - 1)
    await takeOver(second, { operation: 'GetInvalidation', times: 3, check: is('inProgress') })
    clock.advance(1)
    await takeOver(second, { operation: 'GetInvalidation', check: is('succeeded') })
  })
})

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

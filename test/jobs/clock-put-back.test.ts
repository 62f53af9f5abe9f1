import { expect, test } from 'vitest'
import { createClock } from '../../src/emulator/clock.ts'
import { bindOperation, defineOperation } from '../../src/jobs/define-operation.ts'
import { startStore } from '../helpers/start-store.ts'
import { scripted, startEngine } from './start-engine.ts'

const HOUR_MS = 3_600_000

test('an operation that waits goes on when the clock has been put back by an hour', async () => {
  const waits = scripted('Waiting', { againInSeconds: 30 }, 'done')
  const definition = defineOperation<object, object>('thing.do', [waits.step])
  const definitions = [bindOperation(definition, {})]
  const store = await startStore()
  const before = await startEngine(definitions, { store })
  const { id } = await before.engine.begin(definition, { resource: '/things/1', input: {} })
  await before.engine.sweep()
  expect((await before.engine.get(id)).status).toBe('waiting')
  await before.engine.close({ graceSeconds: 0 })

  await store.database.query("UPDATE test.held_clock SET now = now - interval '1 hour'")
  const clock = createClock({ systemNow: () => before.clock.now() - HOUR_MS })
  clock.hold()
  const { engine } = await startEngine(definitions, { store, clock })
  await engine.sweep()
  expect((await engine.get(id)).status).toBe('succeeded')
})

test('an operation of a process whose clock is an hour ahead of the store’s is not due before its time', async () => {
  const waits = scripted('Waiting', { againInSeconds: 30 }, 'done')
  const definition = defineOperation<object, object>('thing.do', [waits.step])
  const storeClock = createClock()
  storeClock.hold()
  const clock = createClock({ systemNow: () => storeClock.now() + 3_600_000 })
  clock.hold()
  const { engine } = await startEngine([bindOperation(definition, {})], { clock, storeClock })
  const { id } = await engine.begin(definition, { resource: '/things/1', input: {} })
  await engine.sweep()
  await engine.sweep()
  expect((await engine.get(id)).status).toBe('waiting')
  expect(waits.contexts).toHaveLength(1)
})

import { expect, test, vi } from 'vitest'
import { createClock, type HeldClock } from '../../src/emulator/clock.ts'
import { bindOperation, defineOperation, type StepResult } from '../../src/jobs/define-operation.ts'
import { startStore, storeKind } from '../helpers/start-store.ts'
import { deferred, heldClock, startEngine } from './start-engine.ts'

/** The clock of a process that is wrong by so many seconds. */
function wrongBy(seconds: number): HeldClock {
  const clock = createClock({ systemNow: () => Date.now() + seconds * 1_000 })
  clock.hold()
  return clock
}

/** Two engines on one store whose clocks are 140 seconds apart, beginning with the one that is behind. */
async function startTwo(run: () => Promise<StepResult>) {
  const definition = defineOperation<object, object>('thing.do', [{ title: 'Doing', run }])
  const definitions = [bindOperation(definition, {})]
  const store = await startStore()
  const storeClock = heldClock()
  const behind = await startEngine(definitions, { store, storeClock, clock: wrongBy(-70) })
  const other = { ...store, database: store.another() }
  const ahead = await startEngine(definitions, { store: other, storeClock, clock: wrongBy(70) })
  const sweepBoth = () => Promise.all([behind.engine.sweep(), ahead.engine.sweep()])
  return { definition, storeClock, sweepBoth, behind: behind.engine, ahead: ahead.engine }
}

test.runIf(storeKind === 'postgres').each(['behind', 'ahead'] as const)(
  'what an engine whose clock is %s works on is not taken from it',
  async holder => {
    const end = deferred<StepResult>()
    let runs = 0
    const { definition, behind, ahead } = await startTwo(async () => {
      runs += 1
      return end.promise
    })
    const [first, second] = holder === 'behind' ? [behind, ahead] : [ahead, behind]
    const { id } = await first.begin(definition, { resource: '/things/1', input: {} })
    await vi.waitFor(() => expect(runs).toBe(1))
    await second.sweep()
    end.resolve('done')
    expect((await first.waitUntilEnded(id, 10_000)).status).toBe('succeeded')
    expect(runs).toBe(1)
  }
)

test.runIf(storeKind === 'postgres').each(['behind', 'ahead'] as const)(
  'what an engine whose clock is %s puts off is due for both at the same time',
  async beginner => {
    const answers: StepResult[] = [{ againInSeconds: 30 }, { againInSeconds: 30 }, 'done']
    let runs = 0
    const { definition, storeClock, sweepBoth, behind, ahead } = await startTwo(async () => answers[runs++] ?? 'done')
    const engine = beginner === 'behind' ? behind : ahead
    const { id } = await engine.begin(definition, { resource: '/things/1', input: {} })
    await sweepBoth()
    await engine.sweep()
    const counts: number[] = []
    for (const seconds of [0, 29, 1, 29, 1]) {
      storeClock.advance(seconds)
      await sweepBoth()
      counts.push(runs)
    }
    expect(counts).toEqual([1, 1, 2, 2, 3])
    expect((await ahead.get(id)).status).toBe('succeeded')
  }
)

test.runIf(storeKind === 'postgres')(
  'an operation is due at once for another engine, should its own die before the first step',
  async () => {
    let runs = 0
    const { definition, behind, ahead } = await startTwo(async () => {
      runs += 1
      return 'done'
    })
    await ahead.close()
    const { id } = await ahead.begin(definition, { resource: '/things/1', input: {} })
    await behind.sweep()
    expect((await behind.get(id)).status).toBe('succeeded')
    expect(runs).toBe(1)
  }
)

import { expect } from 'vitest'
import { type Database } from '../../src/database/database.ts'
import { bindOperation, type OperationDefinition, type Step } from '../../src/jobs/define-operation.ts'
import { createEngine, type Engine } from '../../src/jobs/engine.ts'
import { type Operation } from '../../src/jobs/operation.ts'
import { holdStoreClock } from '../helpers/hold-store-clock.ts'
import { mortalDatabase } from '../helpers/mortal-database.ts'
import { startStore } from '../helpers/start-store.ts'
import { heldClock, recordingLogger } from './start-engine.ts'

/** Where an operation acts: an emulator, or a plain object. Each call of the factory makes a new one, all alike. */
export interface World<Input, Deps> {
  readonly deps: Deps
  readonly input: Input
  /** Lets time pass, so that what a step waits for comes true. */
  readonly pass: (seconds: number) => void | Promise<void>
  /** What can be compared afterwards; leave out what differs between two worlds, such as generated ids. */
  readonly look: () => unknown
  /** What of the steps' data can be compared; all of it unless times are part of it. */
  readonly comparable?: (outputs: Operation['outputs']) => unknown
}

const LOOKS_MAX = 200

/**
 * The rule for every operation: whatever a step is done twice, and wherever the process dies after a step has acted and
 * before that is written down, the operation ends the same way and leaves the world the same. Answers how it ended.
 */
export async function checkEveryStep<Input extends object, Deps>(
  definition: OperationDefinition<Input, Deps>,
  makeWorld: () => Promise<World<Input, Deps>> | World<Input, Deps>
): Promise<{ operation: Operation; world: unknown; looks: number }> {
  let looks = 0
  const plain = await runIn(await makeWorld(), definition, run => async (...all) => {
    looks += 1
    return run(...all)
  })
  const twice = await runIn(await makeWorld(), definition, run => async (...all) => {
    await run(...all)
    return run(...all)
  })
  expect(outcomeOf(twice), 'every step done twice').toEqual(outcomeOf(plain))
  for (let at = 1; at <= looks; at += 1) {
    const crashed = await runWithCrash(await makeWorld(), definition, at)
    expect(outcomeOf(crashed), `the process died after look ${at} of ${looks}`).toEqual(outcomeOf(plain))
  }
  return { ...plain, looks }
}

type Wrap<Input, Deps> = (run: Step<Input, Deps>['run']) => Step<Input, Deps>['run']

function wrapped<Input, Deps>(definition: OperationDefinition<Input, Deps>, wrap: Wrap<Input, Deps>) {
  return {
    kind: definition.kind,
    steps: definition.steps.map(step => ({
      ...step,
      run: wrap(step.run),
      ...(step.onCancel && { onCancel: { ...step.onCancel, run: wrap(step.onCancel.run) } })
    }))
  }
}

interface Ended {
  readonly operation: Operation
  readonly outputs: unknown
  readonly world: unknown
}

function outcomeOf({ operation, outputs, world }: Ended) {
  const { status, steps, error } = operation
  return { status, steps: steps.map(({ title, status }) => ({ title, status })), error, outputs, world }
}

function endedIn<Input, Deps>({ look, comparable }: World<Input, Deps>, operation: Operation): Ended {
  const { outputs } = operation
  return { operation, outputs: comparable ? comparable(outputs) : outputs, world: look() }
}

async function runIn<Input extends object, Deps>(
  world: World<Input, Deps>,
  definition: OperationDefinition<Input, Deps>,
  wrap: Wrap<Input, Deps>
) {
  const clock = heldClock()
  const store = await startStore()
  const database = await holdStoreClock(store.database, clock)
  const engine = await engineOn(database, clock, wrapped(definition, wrap), world.deps)
  const { id } = await engine.begin(definition, { resource: '/worlds/1', input: world.input })
  const operation = await drive(engine, id, clock, world)
  await engine.close()
  await store.close()
  return endedIn(world, operation)
}

/** The first engine dies when look number `at` has acted; a second one carries on with what it finds in the store. */
async function runWithCrash<Input extends object, Deps>(
  world: World<Input, Deps>,
  definition: OperationDefinition<Input, Deps>,
  at: number
) {
  const { database, inherited, close } = await startStore()
  const clock = heldClock()
  const mortal = mortalDatabase(await holdStoreClock(database, clock))
  let looks = 0
  const dying = await engineOn(
    mortal.database,
    clock,
    wrapped(definition, run => async (...all) => {
      looks += 1
      const result = await run(...all)
      if (looks === at) mortal.kill()
      return result
    }),
    world.deps
  )
  const { id } = await dying.begin(definition, { resource: '/worlds/1', input: world.input })
  await expect(drive(dying, id, clock, world)).rejects.toThrow('this process is dead')
  await dying.close({ graceSeconds: 0 })
  // The dead one holds the operation for a while.
  clock.advance(61)
  const heir = await engineOn(await holdStoreClock(inherited(), clock), clock, definition, world.deps)
  const operation = await drive(heir, id, clock, world)
  await heir.close()
  await close()
  return endedIn(world, operation)
}

async function engineOn<Input, Deps>(
  database: Database,
  clock: { now(): number },
  definition: OperationDefinition<Input, Deps>,
  deps: Deps
): Promise<Engine> {
  const definitions = [bindOperation(definition, deps)]
  const engine = createEngine({ database, definitions, clock, logger: recordingLogger(), random: () => 0 })
  await engine.start()
  return engine
}

/** Puts the clock forward to each next look, until the operation has ended. */
async function drive(
  engine: Engine,
  id: string,
  clock: ReturnType<typeof heldClock>,
  world: { readonly pass: (seconds: number) => void | Promise<void> }
): Promise<Operation> {
  for (let looks = 0; looks < LOOKS_MAX; looks += 1) {
    await engine.sweep()
    const operation = await engine.get(id)
    if (operation.endedAt) return operation
    const seconds = Math.max(0.001, (operation.nextRunAt.getTime() - clock.now()) / 1_000)
    clock.advance(seconds)
    await world.pass(seconds)
  }
  throw new Error(`the operation has not ended after ${LOOKS_MAX} looks`)
}

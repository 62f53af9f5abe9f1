import { onTestFinished } from 'vitest'
import { type BoundOperation, type StepContext, type StepResult } from '../../src/jobs/define-operation.ts'
import { createEngine, type EngineOptions } from '../../src/jobs/engine.ts'
import { createClock, type HeldClock } from '../../src/emulator/clock.ts'
import { holdStoreClock } from '../helpers/hold-store-clock.ts'
import { startStore, type StartedStore } from '../helpers/start-store.ts'

/** Collects what the engine logs. */
export function recordingLogger() {
  const lines: { readonly level: 'warn' | 'error'; readonly message: string; readonly details: object }[] = []
  const write = (level: 'warn' | 'error') => (details: object, message: string) => {
    lines.push({ level, details, message })
  }
  return { lines, info: () => undefined, warn: write('warn'), error: write('error') }
}

export function heldClock(): HeldClock {
  const clock = createClock()
  clock.hold()
  return clock
}

/** An engine on a fresh store with a held clock, which the store's own clock follows. Closes itself when the test has finished. */
export async function startEngine(
  definitions: readonly BoundOperation[],
  {
    store,
    start = true,
    clock = heldClock(),
    storeClock = clock,
    ...options
  }: Partial<Omit<EngineOptions, 'clock'>> & {
    store?: StartedStore
    start?: boolean
    clock?: HeldClock
    storeClock?: HeldClock
  } = {}
) {
  const own = store ?? (await startStore())
  const logger = recordingLogger()
  const database = await holdStoreClock(own.database, storeClock)
  const engine = createEngine({ database, definitions, clock, logger, random: () => 0, ...options })
  onTestFinished(() => engine.close({ graceSeconds: 0 }))
  if (start) await engine.start()
  return { engine, store: own, clock, logger }
}

/** A step of a test: its title, and what each look at the world answers; the last answer stays. */
export function scripted(title: string, ...answers: (StepResult | Error)[]) {
  const contexts: StepContext[] = []
  return {
    contexts,
    step: {
      title,
      run: async (_input: unknown, _deps: unknown, context: StepContext): Promise<StepResult> => {
        contexts.push(context)
        const answer = answers[Math.min(contexts.length, answers.length) - 1] ?? 'done'
        if (answer instanceof Error) throw answer
        return answer
      }
    }
  }
}

/** A promise that the test settles. */
export function deferred<Value>() {
  let resolve: (value: Value) => void = () => undefined
  const promise = new Promise<Value>(done => (resolve = done))
  return { promise, resolve }
}

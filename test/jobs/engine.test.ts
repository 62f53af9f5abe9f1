import { expect, test, vi } from 'vitest'
import { ServiceError } from '../../src/errors.ts'
import { bindOperation, defineOperation, type StepResult } from '../../src/jobs/define-operation.ts'
import { type Engine } from '../../src/jobs/engine.ts'
import { startStore, storeKind } from '../helpers/start-store.ts'
import { deferred, scripted, startEngine } from './start-engine.ts'

const throttled = () => new ServiceError('CLOUDFRONT_THROTTLED', 'CloudFront is busy.')

async function startWith(...scripts: { step: ReturnType<typeof scripted>['step'] }[]) {
  const definition = defineOperation<object, object>(
    'thing.do',
    scripts.map(({ step }) => step)
  )
  const started = await startEngine([bindOperation(definition, {})])
  const begin = async (resource = '/things/1') => {
    const { id } = await started.engine.begin(definition, { resource, input: {} })
    await started.engine.sweep()
    return started.engine.get(id)
  }
  return { ...started, definition, begin }
}

async function typesOf(engine: Engine, id: string) {
  return (await engine.events(id, 0)).map(({ sequence, type, data }) =>
    [sequence, type, data.step].slice(0, data.step ? 3 : 2)
  )
}

test('an operation runs its steps in order, at once, and ends', async () => {
  const first = scripted('Doing the first thing', { data: { made: 'E1' } })
  const second = scripted('Doing the second thing')
  const definition = defineOperation<{ id: string }, object>('thing.do', [first.step, second.step])
  const { engine } = await startEngine([bindOperation(definition, {})])
  const begun = await engine.begin(definition, { resource: '/things/1', input: { id: '1' } })
  expect(begun).toMatchObject({ kind: 'thing.do', status: 'queued', resource: '/things/1' })
  const ended = await engine.waitUntilEnded(begun.id, 10_000)
  expect(ended.status).toBe('succeeded')
  expect(ended.steps.map(({ title, status }) => [title, status])).toEqual([
    ['Doing the first thing', 'succeeded'],
    ['Doing the second thing', 'succeeded']
  ])
  expect(second.contexts[0]?.data).toEqual({ made: 'E1' })
  expect(await typesOf(engine, begun.id)).toEqual([
    [1, 'queued'],
    [2, 'stepStarted', 'Doing the first thing'],
    [3, 'stepEnded', 'Doing the first thing'],
    [4, 'stepStarted', 'Doing the second thing'],
    [5, 'stepEnded', 'Doing the second thing'],
    [6, 'succeeded']
  ])
})

test('what an instance of an earlier version still writes has the same name for readers', async () => {
  const { engine, store, begin } = await startWith(scripted('Doing the thing'))
  const { id } = await begin()
  await store.database.query("UPDATE operation_events SET type = 'stepFinished' WHERE type = 'stepEnded'")
  expect(await typesOf(engine, id)).toContainEqual([3, 'stepEnded', 'Doing the thing'])
})

test('a waiting step is run again when it asked to be, not before', async () => {
  const step = scripted(
    'Waiting',
    { againInSeconds: 30, reason: 'not yet' },
    { againInSeconds: 30, reason: 'not yet' },
    'done'
  )
  const { engine, clock, begin } = await startWith(step)
  const { id, status, reason, nextRunAt } = await begin()
  expect({ status, reason }).toEqual({ status: 'waiting', reason: 'not yet' })
  expect(nextRunAt.getTime()).toBe(clock.now() + 30_000)
  clock.advance(29)
  await engine.sweep()
  expect(step.contexts).toHaveLength(1)
  for (const seconds of [1, 30]) {
    clock.advance(seconds)
    await engine.sweep()
  }
  expect((await engine.get(id)).status).toBe('succeeded')
  // One event for the whole wait.
  expect((await typesOf(engine, id)).filter(([, type]) => type === 'stepWaiting')).toHaveLength(1)
})

test('a step may ask to be run again in thirty days, the longest grace period', async () => {
  const { engine, clock, begin } = await startWith(scripted('Waiting', { againInSeconds: 30 * 86_400 }, 'done'))
  const { id, status, nextRunAt } = await begin()
  expect({ status, nextRunAt: nextRunAt.getTime() }).toEqual({
    status: 'waiting',
    nextRunAt: clock.now() + 30 * 86_400_000
  })
  clock.advance(30 * 86_400)
  await engine.sweep()
  expect((await engine.get(id)).status).toBe('succeeded')
})

test('retryable failures are retried after 1, 2, 4 … seconds; a success resets the back-off', async () => {
  const step = scripted('Trying', throttled(), throttled(), throttled(), 'done')
  const { engine, clock, begin } = await startWith(step)
  const { id } = await begin()
  for (const seconds of [1, 2, 4]) {
    const operation = await engine.get(id)
    expect(operation).toMatchObject({ status: 'waiting', reason: 'CloudFront is busy.' })
    expect(operation.nextRunAt.getTime()).toBe(clock.now() + seconds * 1_000)
    clock.advance(seconds)
    await engine.sweep()
  }
  expect((await engine.get(id)).status).toBe('succeeded')
  expect(step.contexts.map(({ failures }) => failures)).toEqual([0, 1, 2, 3])
})

test('a failure that persists finally fails the operation, with its problem', async () => {
  const step = scripted('Trying', throttled())
  const { engine, clock, begin } = await startWith(step)
  const { id } = await begin()
  for (let n = 0; n < 30; n += 1) {
    clock.advance(300)
    await engine.sweep()
  }
  const operation = await engine.get(id)
  expect(operation).toMatchObject({
    status: 'failed',
    error: { code: 'CLOUDFRONT_THROTTLED', detail: 'CloudFront is busy.' }
  })
  expect(step.contexts).toHaveLength(20)
})

test('a permanent failure fails at once; the cause is logged, and callers see no internals', async () => {
  const { engine, begin, logger } = await startWith(scripted('Trying', new Error('secret of the inside')))
  const operation = await begin()
  expect(operation).toMatchObject({ status: 'failed', steps: [{ status: 'failed' }], error: { code: 'INTERNAL' } })
  expect(JSON.stringify([operation, await engine.events(operation.id, 0)])).not.toContain('secret')
  expect(logger.lines.filter(({ level }) => level === 'error')).toHaveLength(1)
})

test('a failed operation can be retried, and resumes at the step that failed', async () => {
  const first = scripted('First')
  const second = scripted('Second', new ServiceError('DISTRIBUTION_NOT_DISABLED', 'It is enabled.'), 'done')
  const { engine, begin } = await startWith(first, second)
  const { id, error } = await begin()
  expect(error?.code).toBe('DISTRIBUTION_NOT_DISABLED')
  expect(await engine.retry(id)).toMatchObject({ status: 'queued', error: undefined, endedAt: undefined })
  await engine.sweep()
  expect(await engine.get(id)).toMatchObject({ status: 'succeeded' })
  expect([first.contexts.length, second.contexts.length]).toEqual([1, 2])
  await expect(engine.retry(id)).rejects.toMatchObject({ code: 'OPERATION_NOT_RETRYABLE' })
})

test('a failed operation cannot be retried while another one works on the resource', async () => {
  const { engine, begin } = await startWith(scripted('Trying', new Error('no'), { againInSeconds: 60 }))
  const failed = await begin()
  const active = await begin()
  await expect(engine.retry(failed.id)).rejects.toMatchObject({
    code: 'OPERATION_IN_PROGRESS',
    headers: { location: `/operations/${active.id}` }
  })
})

test('of many concurrent operations on a resource, one is active, and the others name it', async () => {
  const { engine, definition } = await startWith(scripted('Waiting', { againInSeconds: 60 }))
  const all = await Promise.allSettled(
    Array.from({ length: 20 }, () => engine.begin(definition, { resource: '/things/1', input: {} }))
  )
  const begun = all.flatMap(each => (each.status === 'fulfilled' ? [each.value.id] : []))
  expect(begun).toHaveLength(1)
  for (const each of all) {
    if (each.status === 'rejected') {
      expect(each.reason).toMatchObject({
        code: 'OPERATION_IN_PROGRESS',
        headers: { location: `/operations/${begun[0]}` }
      })
    }
  }
  expect((await engine.begin(definition, { resource: '/things/2', input: {} })).status).toBe('queued')
})

test('an operation that has ended leaves the resource to the next one', async () => {
  const { begin } = await startWith(scripted('Doing'))
  expect((await begin()).status).toBe('succeeded')
  expect((await begin()).status).toBe('succeeded')
})

test.runIf(storeKind === 'postgres')(
  'two engines on one store never run a step at the same time, and all steps run',
  async () => {
    const store = await startStore()
    const inside = new Map<string, number>()
    let most = 0
    let runs = 0
    const step = (title: string) => ({
      title,
      async run({ id }: { id: string }): Promise<StepResult> {
        runs += 1
        inside.set(id, (inside.get(id) ?? 0) + 1)
        most = Math.max(most, inside.get(id) ?? 0)
        await new Promise(resolve => setImmediate(resolve))
        inside.set(id, (inside.get(id) ?? 0) - 1)
        return 'done'
      }
    })
    const definition = defineOperation<{ id: string }, object>('thing.do', [step('One'), step('Two'), step('Three')])
    const bound = [bindOperation(definition, {})]
    const one = await startEngine(bound, { store })
    const other = await startEngine(bound, { store: { ...store, database: store.another() }, clock: one.clock })
    const ids = await Promise.all(
      Array.from({ length: 10 }, async (_, n) => {
        const { id } = await one.engine.begin(definition, { resource: `/things/${n}`, input: { id: String(n) } })
        return id
      })
    )
    await Promise.all([one.engine.sweep(), other.engine.sweep(), one.engine.sweep(), other.engine.sweep()])
    for (const id of ids) expect((await one.engine.waitUntilEnded(id, 10_000)).status).toBe('succeeded')
    expect({ most, runs }).toEqual({ most: 1, runs: 30 })
  }
)

test.runIf(storeKind === 'postgres')(
  'what a dead instance held is resumed when its time is up, and its late outcome does not count',
  async () => {
    const store = await startStore()
    const frozen = deferred<StepResult>()
    const answers = [() => frozen.promise, async (): Promise<StepResult> => ({ data: { by: 'the other' } })]
    let runs = 0
    const definition = defineOperation<object, object>('thing.do', [
      { title: 'Doing', run: async () => (answers[runs++] ?? (async () => 'done' as const))() }
    ])
    const bound = [bindOperation(definition, {})]
    const dead = await startEngine(bound, { store })
    const { id } = await dead.engine.begin(definition, { resource: '/things/1', input: {} })
    await vi.waitFor(() => expect(runs).toBe(1))
    const other = await startEngine(bound, { store: { ...store, database: store.another() }, clock: dead.clock })
    await other.engine.sweep()
    expect(runs).toBe(1)
    dead.clock.advance(61)
    await other.engine.sweep()
    expect(await other.engine.get(id)).toMatchObject({ status: 'succeeded', outputs: { by: 'the other' } })
    frozen.resolve({ data: { by: 'the dead' } })
    await vi.waitFor(() => expect(dead.logger.lines.map(({ message }) => message).join()).toContain('came too late'))
    expect(await other.engine.get(id)).toMatchObject({ outputs: { by: 'the other' } })
    expect(runs).toBe(2)
  }
)

test('if no other process can use the store, the next start resumes the operations of a dead one immediately', async () => {
  const store = await startStore()
  const frozen = deferred<StepResult>()
  let runs = 0
  const definition = defineOperation<object, object>('thing.do', [
    { title: 'Doing', run: async () => (++runs === 1 ? frozen.promise : 'done') }
  ])
  const bound = [bindOperation(definition, {})]
  const dead = await startEngine(bound, { store })
  const { id } = await dead.engine.begin(definition, { resource: '/things/1', input: {} })
  await vi.waitFor(() => expect(runs).toBe(1))
  const next = await startEngine(bound, { store, clock: dead.clock, onlyProcess: true })
  expect((await next.engine.waitUntilEnded(id, 10_000)).status).toBe('succeeded')
  frozen.resolve('done')
})

test('an operation that was begun before a crash is resumed by the next start', async () => {
  const store = await startStore()
  const definition = defineOperation<object, object>('thing.do', [scripted('Doing').step])
  const bound = [bindOperation(definition, {})]
  const first = await startEngine(bound, { store })
  await first.engine.close()
  const { id } = await first.engine.begin(definition, { resource: '/things/1', input: {} })
  const next = await startEngine(bound, { store, clock: first.clock })
  expect((await next.engine.waitUntilEnded(id, 10_000)).status).toBe('succeeded')
})

test('an operation of an unknown kind is left to another version', async () => {
  const store = await startStore()
  const definition = defineOperation<object, object>('thing.new', [scripted('Doing').step])
  const newer = await startEngine([bindOperation(definition, {})], { store, start: false })
  const older = await startEngine([], { store, clock: newer.clock })
  const { id } = await newer.engine.begin(definition, { resource: '/things/1', input: {} })
  await older.engine.sweep()
  expect((await older.engine.get(id)).status).toBe('queued')
  newer.clock.advance(61)
  await newer.engine.sweep()
  expect((await newer.engine.get(id)).status).toBe('succeeded')
})

test('closing waits for the running step, and stores its outcome', async () => {
  const begun = deferred<void>()
  const finish = deferred<StepResult>()
  const definition = defineOperation<object, object>('thing.do', [
    {
      title: 'Doing',
      run: async () => {
        begun.resolve()
        return finish.promise
      }
    }
  ])
  const { engine } = await startEngine([bindOperation(definition, {})])
  const { id } = await engine.begin(definition, { resource: '/things/1', input: {} })
  await begun.promise
  const closed = engine.close({ graceSeconds: 20 })
  finish.resolve('done')
  await closed
  expect((await engine.get(id)).status).toBe('succeeded')
})

test('closing does not wait forever: a step that does not end is to be retried', async () => {
  const begun = deferred<AbortSignal>()
  const definition = defineOperation<object, object>('thing.do', [
    {
      title: 'Hanging',
      run: async (_input, _deps, { signal }) => {
        begun.resolve(signal)
        return new Promise<StepResult>(() => undefined)
      }
    }
  ])
  const { engine, clock } = await startEngine([bindOperation(definition, {})])
  const { id } = await engine.begin(definition, { resource: '/things/1', input: {} })
  const signal = await begun.promise
  await engine.close({ graceSeconds: 0 })
  expect(signal.aborted).toBe(true)
  expect(await engine.get(id)).toMatchObject({ status: 'waiting', nextRunAt: new Date(clock.now() + 1_000) })
})

test('the typical duration is the median of those that succeeded', async () => {
  const { engine, clock, definition } = await startWith(scripted('Waiting', { againInSeconds: 1 }, 'done'))
  expect(await engine.typicalSeconds(['thing.do'])).toEqual(new Map())
  const slow = scripted('Waiting', 'done')
  expect(slow.contexts).toEqual([])
  for (const seconds of [10, 20, 90]) {
    const { id } = await engine.begin(definition, { resource: `/things/${seconds}`, input: {} })
    clock.advance(seconds)
    await engine.sweep()
    clock.advance(seconds)
    await engine.sweep()
    expect((await engine.get(id)).endedAt).toBeDefined()
  }
  const typical = await engine.typicalSeconds(['thing.do', 'thing.other'])
  expect([...typical.keys()]).toEqual(['thing.do'])
  expect(typical.get('thing.do')).toBeLessThan(41)
  expect(typical.get('thing.do')).toBeGreaterThan(9)
})

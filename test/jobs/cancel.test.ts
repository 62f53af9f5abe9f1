import { expect, test } from 'vitest'
import { bindOperation, defineOperation, type StepResult } from '../../src/jobs/define-operation.ts'
import { deferred, scripted, startEngine } from './start-engine.ts'

/** Two steps that can be undone, one that waits, and one that cannot be taken back. */
async function start(third: StepResult = { againInSeconds: 60 }) {
  const done: string[] = []
  const note = (what: string, result: StepResult = 'done') => ({
    title: what,
    run: async () => {
      done.push(what)
      return result
    }
  })
  const definition = defineOperation<object, object>('thing.remove', [
    { ...note('Emptying'), onCancel: note('Filling again') },
    { ...note('Disabling'), onCancel: note('Enabling again') },
    { ...note('Waiting', third), onCancel: note('Waiting no more') },
    { ...note('Deleting', { againInSeconds: 5 }), pointOfNoReturn: true, onCancel: note('Never') }
  ])
  const { engine, clock } = await startEngine([bindOperation(definition, {})])
  const { id } = await engine.begin(definition, { resource: '/things/1', input: {} })
  await engine.sweep()
  return { engine, clock, id, done, definition }
}

test('cancelling stops, and undoes the steps that had begun in reverse order', async () => {
  const { engine, id, done } = await start()
  expect((await engine.cancel(id)).status).toBe('cancelling')
  await engine.sweep()
  const operation = await engine.get(id)
  expect(operation.status).toBe('cancelled')
  expect(done).toEqual([
    ...['Emptying', 'Disabling', 'Waiting'],
    ...['Waiting no more', 'Enabling again', 'Filling again']
  ])
  expect(operation.steps.map(({ title, status }) => `${title}: ${status}`)).toEqual([
    'Emptying: succeeded',
    'Disabling: succeeded',
    'Waiting: cancelled',
    'Deleting: cancelled',
    'Waiting no more: succeeded',
    'Enabling again: succeeded',
    'Filling again: succeeded'
  ])
  expect((await engine.events(id, 0)).map(({ type }) => type).slice(-8)).toEqual([
    'cancelRequested',
    ...['stepStarted', 'stepEnded', 'stepStarted', 'stepEnded', 'stepStarted', 'stepEnded'],
    'cancelled'
  ])
})

test('cancelling is idempotent; an operation that has ended cannot be cancelled', async () => {
  const { engine, id, definition } = await start()
  await engine.cancel(id)
  await engine.cancel(id)
  await engine.sweep()
  expect((await engine.cancel(id)).status).toBe('cancelled')
  await expect(engine.cancel('nothing')).rejects.toMatchObject({ code: 'OPERATION_NOT_FOUND' })
  const other = await engine.begin(definition, { resource: '/things/2', input: {} })
  await engine.sweep()
  expect(other.status).toBe('queued')
})

test('after the point of no return an operation cannot be cancelled', async () => {
  const { engine, clock, id, done } = await start('done')
  expect(done).toContain('Deleting')
  await expect(engine.cancel(id)).rejects.toMatchObject({ code: 'OPERATION_NOT_CANCELLABLE' })
  clock.advance(5)
  await engine.sweep()
  expect(done).not.toContain('Never')
})

test('a succeeded operation cannot be cancelled', async () => {
  const definition = defineOperation<object, object>('thing.do', [scripted('Doing').step])
  const { engine } = await startEngine([bindOperation(definition, {})])
  const { id } = await engine.begin(definition, { resource: '/things/1', input: {} })
  await engine.sweep()
  await expect(engine.cancel(id)).rejects.toMatchObject({ code: 'OPERATION_ENDED' })
})

test('cancelling during a step takes effect right after it, before the next one', async () => {
  const begun = deferred<void>()
  const finish = deferred<StepResult>()
  const last = scripted('Deleting')
  const definition = defineOperation<object, object>('thing.remove', [
    {
      title: 'Disabling',
      run: async () => {
        begun.resolve()
        return finish.promise
      }
    },
    { ...last.step, pointOfNoReturn: true }
  ])
  const { engine } = await startEngine([bindOperation(definition, {})])
  const { id } = await engine.begin(definition, { resource: '/things/1', input: {} })
  await begun.promise
  expect((await engine.cancel(id)).status).toBe('cancelling')
  finish.resolve({ againInSeconds: 600 })
  expect((await engine.waitUntilEnded(id, 10_000)).status).toBe('cancelled')
  expect(last.contexts).toEqual([])
})

test('an undoing step that fails can be retried', async () => {
  const undo = scripted('Enabling again', new Error('no'), 'done')
  const definition = defineOperation<object, object>('thing.remove', [
    { ...scripted('Disabling', { againInSeconds: 60 }).step, onCancel: undo.step }
  ])
  const { engine } = await startEngine([bindOperation(definition, {})])
  const { id } = await engine.begin(definition, { resource: '/things/1', input: {} })
  await engine.sweep()
  await engine.cancel(id)
  await engine.sweep()
  expect((await engine.get(id)).status).toBe('failed')
  await engine.retry(id)
  await engine.sweep()
  expect((await engine.get(id)).status).toBe('cancelled')
})

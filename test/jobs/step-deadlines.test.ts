import { expect, test } from 'vitest'
import { createCloudFrontClient, localCredentials } from '../../src/cloudfront/client.ts'
import { ServiceError } from '../../src/errors.ts'
import { bindOperation, defineOperation, type Step, type StepResult } from '../../src/jobs/define-operation.ts'
import { createDistributionEditor } from '../../src/configuration/distributions/editor.ts'
import { deleteDistribution } from '../../src/resources/distributions/operations.ts'
import { createOperationService } from '../../src/resources/operations/service.ts'
import { createDistribution } from '../emulator/distribution-calls.ts'
import { sample } from '../emulator/sample-config.ts'
import { startEmulator } from '../emulator/start-emulator.ts'
import { deferred, scripted, startEngine } from './start-engine.ts'

const HOUR = 3_600
const DAY = 24 * HOUR
const again: StepResult = { againInSeconds: 300, reason: 'It is still in use.' }
const throttled = new ServiceError('CLOUDFRONT_THROTTLED', 'CloudFront is busy.', {
  cloudFront: { code: 'Throttling', requestId: 'r-1' }
})

async function start(...steps: Step<object, object>[]) {
  const definition = defineOperation<object, object>('thing.do', steps)
  const started = await startEngine([bindOperation(definition, {})], { stepDeadlineSeconds: 6 * HOUR })
  const { engine, clock } = started
  const { id } = await engine.begin(definition, { resource: '/things/1', input: {} })
  await engine.sweep()
  const after = async (seconds: number) => {
    clock.advance(seconds)
    await engine.sweep()
    return engine.get(id)
  }
  return { ...started, id, after, definition }
}

/** A deletion of a distribution at the local CloudFront; each call of `after` is what callers see so much later. */
async function startDeletion({ graceSeconds = 0 } = {}) {
  const { emulator, client, url } = await startEmulator({ propagationSeconds: 0 })
  const { Id: distributionId } = await createDistribution(client, sample())
  const cloudfront = createCloudFrontClient({ endpoint: url, region: 'us-east-1', credentials: localCredentials })
  const { clock } = emulator
  const bound = bindOperation(deleteDistribution, {
    cloudfront,
    editor: createDistributionEditor({ cloudfront }),
    protections: { refuseProtected: async () => undefined },
    clock
  })
  const { engine } = await startEngine([bound], { clock })
  const { id } = await engine.begin(deleteDistribution, {
    resource: `/distributions/${distributionId}`,
    input: { distributionId, wasEnabled: true, graceSeconds, begunAt: new Date(clock.now()).toISOString() }
  })
  const operations = createOperationService({ engine })
  const after = async (seconds: number) => {
    clock.advance(seconds)
    await engine.sweep()
    return operations.get(id)
  }
  return { emulator, engine, id, after }
}

test('a deletion that CloudFront refuses again and again fails after six hours with its last reason', async () => {
  const { emulator, after } = await startDeletion()
  emulator.faults.add({
    kind: 'error',
    code: 'DistributionNotDisabled',
    status: 409,
    message: 'The distribution you are trying to delete has not been disabled.',
    operations: ['DeleteDistribution']
  })
  expect(await after(0)).toMatchObject({ status: 'waiting' })
  for (let hours = 1; hours < 6; hours += 1) expect(await after(HOUR)).toMatchObject({ status: 'waiting' })
  const operation = await after(HOUR)
  expect(operation).toMatchObject({
    status: 'failed',
    error: { code: 'OPERATION_TIMED_OUT', status: 504, title: 'A step of the operation did not end in time' }
  })
  expect(operation.error?.detail).toMatch(
    /^"Deleting the distribution" did not end by \d{4}-.*Z\. The last reason for waiting: .*has not been disabled/
  )
  expect(operation.error?.remedy).toContain('/retry')
})

test('a grace period does not count towards the deadline, however long it is', async () => {
  const { emulator, after } = await startDeletion({ graceSeconds: 30 * DAY })
  expect(await after(0)).toMatchObject({ status: 'waiting', reason: 'It can still be cancelled.' })
  expect(await after(29 * DAY)).toMatchObject({ status: 'waiting' })
  expect(await after(DAY)).toMatchObject({ status: 'succeeded' })
  expect(emulator.calls.count('DeleteDistribution')).toBe(1)
})

test('a step with persistent retryable failures fails with the last of them, and CloudFront’s message', async () => {
  // Every success in between begins the attempts anew.
  const { after, logger } = await start(scripted('Doing', again, throttled, again, throttled).step)
  expect(await after(3 * HOUR)).toMatchObject({ status: 'waiting', reason: 'CloudFront is busy.' })
  expect(await after(2 * HOUR)).toMatchObject({ status: 'waiting' })
  expect(await after(HOUR)).toMatchObject({
    status: 'failed',
    steps: [{ title: 'Doing', status: 'failed' }],
    error: {
      code: 'OPERATION_TIMED_OUT',
      detail: expect.stringContaining('CloudFront is busy.'),
      cloudFront: { code: 'Throttling', requestId: 'r-1' }
    }
  })
  expect(logger.lines.filter(({ level }) => level === 'error')).toMatchObject([{ message: 'an operation failed' }])
})

test('the result of a step counts, however late it is', async () => {
  const { after } = await start(scripted('Doing', again, 'done').step, scripted('Doing more', again, 'done').step)
  // The next step has its own time.
  expect(await after(7 * HOUR)).toMatchObject({ status: 'waiting', step: 1 })
  expect(await after(7 * HOUR)).toMatchObject({ status: 'succeeded' })
})

test('a permanent failure is reported as it is, however late', async () => {
  const { after } = await start(scripted('Doing', again, new ServiceError('CLOUDFRONT_ACCESS_DENIED', 'No.')).step)
  expect(await after(7 * HOUR)).toMatchObject({
    status: 'failed',
    error: { code: 'CLOUDFRONT_ACCESS_DENIED', detail: 'No.' }
  })
})

test('an operation that timed out can be retried, and its step has the full time again', async () => {
  const { engine, id, after } = await start(scripted('Doing', again).step)
  expect(await after(6 * HOUR)).toMatchObject({ status: 'failed', error: { code: 'OPERATION_TIMED_OUT' } })
  await engine.retry(id)
  expect(await after(0)).toMatchObject({ status: 'waiting', error: undefined })
  expect(await after(5 * HOUR)).toMatchObject({ status: 'waiting' })
  expect(await after(HOUR)).toMatchObject({ status: 'failed', error: { code: 'OPERATION_TIMED_OUT' } })
})

test('undoing has its own time, too, and a cancellation comes before the deadline', async () => {
  const undo = { title: 'Undoing', run: scripted('Undoing', again).step.run }
  const { engine, id, after } = await start({ ...scripted('Doing', again).step, onCancel: undo })
  await engine.sweep()
  // Asked for while nobody runs it, and seen after the deadline only.
  await engine.cancel(id)
  expect(await after(7 * HOUR)).toMatchObject({ status: 'cancelling' })
  expect(await after(5 * HOUR)).toMatchObject({ status: 'cancelling' })
  expect(await after(2 * HOUR)).toMatchObject({ status: 'failed', error: { code: 'OPERATION_TIMED_OUT' } })
})

test('an operation from before there were deadlines has one from its next run on', async () => {
  const { after, store, id } = await start(scripted('Doing', again).step)
  await store.database.query('UPDATE operations SET step_deadline = NULL WHERE id = $1', [id])
  expect(await after(7 * HOUR)).toMatchObject({ status: 'waiting' })
  expect(await after(5 * HOUR)).toMatchObject({ status: 'waiting' })
  expect(await after(HOUR)).toMatchObject({ status: 'failed', error: { code: 'OPERATION_TIMED_OUT' } })
})

test('an overdue step whose process closes midway is run once more', async () => {
  const inside = deferred<void>()
  const answers = [
    async () => again,
    async () => {
      inside.resolve()
      return new Promise<StepResult>(() => undefined)
    }
  ]
  let visits = 0
  const run = async () => (answers[visits++] ?? (async (): Promise<StepResult> => 'done'))()
  const { engine, clock, store, definition, id } = await start({ title: 'Doing', run })
  clock.advance(7 * HOUR)
  const swept = engine.sweep()
  await inside.promise
  await engine.close({ graceSeconds: 0 })
  await swept
  const next = await startEngine([bindOperation(definition, {})], { store, clock })
  clock.advance(HOUR)
  await next.engine.sweep()
  expect(await next.engine.get(id)).toMatchObject({ status: 'succeeded' })
})

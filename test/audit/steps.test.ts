import { expect, test } from 'vitest'
import { createAudit } from '../../src/audit/audit.ts'
import { listRecords } from '../../src/audit/store.ts'
import { bindOperation, defineOperation, type StepResult } from '../../src/jobs/define-operation.ts'
import { currentTrail } from '../../src/plugins/request-context.ts'
import { recordSteps } from '../../src/recorded-steps.ts'
import { mortalDatabase } from '../helpers/mortal-database.ts'
import { startStore } from '../helpers/start-store.ts'
import { recordingLogger } from '../jobs/start-engine.ts'

const clock = { now: () => Date.parse('2026-11-20') }
const AGAIN = { againInSeconds: 5 }

/** One step, each run of which makes a call that ends with the code, and then answers. */
async function startStep(...runs: { code?: string; result: StepResult; then?: () => void }[]) {
  const { database } = await startStore()
  const mortal = mortalDatabase(database)
  const definition = defineOperation<object, object>('thing.delete', [
    {
      title: 'Deleting it',
      async run() {
        const next = runs.shift()
        if (!next) throw new Error('no more runs')
        await currentTrail()?.begin()
        currentTrail()?.called({ operation: 'DeleteFunction', code: next.code })
        next.then?.()
        return next.result
      }
    }
  ])
  const audit = createAudit({ database: mortal.database, clock, logger: recordingLogger() })
  const logger = { ...recordingLogger(), info: () => undefined }
  const [step] = recordSteps(bindOperation(definition, {}), { audit, logger }).steps
  const context = { operationId: 'op-1', failures: 0, data: {}, signal: new AbortController().signal, now: new Date() }
  const begin = async () => {
    const facts = { caller: { id: 'someone' }, source: '192.0.2.1', resource: '/things/1', distribution: undefined }
    const trail = audit.open({ action: 'deleteThing', dryRun: false, requestId: 'req-1', ...facts, operation: 'op-1' })
    await database.transaction(async tx => trail.recordIn(tx))
  }
  const retry = async () => {
    const facts = { caller: { id: 'another' }, source: '192.0.2.2', resource: '/things/1', distribution: undefined }
    const trail = audit.open({
      action: 'retryOperation',
      dryRun: false,
      requestId: 'req-2',
      ...facts,
      operation: 'op-1'
    })
    await database.transaction(async tx => trail.recordIn(tx))
  }
  const newest = async () => (await listRecords(database, { limit: 1 }))[0]
  const records = async () =>
    (await listRecords(database, { limit: 10 })).map(({ outcome, code, ended }) => [outcome, code, ended])
  return { run: async () => step?.run({}, context), begin, retry, newest, records, kill: mortal.kill }
}

test('attempts that are refused for the same reason have two records at most, and one for another reason its own', async () => {
  const refused = { code: 'DISTRIBUTION_NOT_DISABLED', result: AGAIN }
  const { run, records } = await startStep(refused, refused, refused, refused, { result: 'done' })
  await run()
  const first = ['refused', 'DISTRIBUTION_NOT_DISABLED', true]
  expect(await records()).toEqual([first])
  for (let poll = 0; poll < 3; poll++) await run()
  expect(await records()).toEqual([['unknown', undefined, false], first])
  await run()
  expect(await records()).toEqual([['succeeded', undefined, true], first])
})

test('a finished step stays finished, even if its outcome cannot be recorded', async () => {
  let kill: () => void = () => undefined
  const started = await startStep({ result: 'done', then: () => kill() })
  kill = started.kill
  expect(await started.run()).toBe('done')
  expect(await started.records()).toEqual([['unknown', undefined, false]])
})

test('the attempts before a retry are not recorded as those of the caller who retries', async () => {
  const refused = { code: 'DISTRIBUTION_NOT_DISABLED', result: AGAIN }
  const { begin, retry, run, newest, records } = await startStep(refused, refused, refused, { result: 'done' })
  await begin()
  await run()
  await run()
  await retry()
  await run()
  const code = 'DISTRIBUTION_NOT_DISABLED'
  expect(await newest()).toMatchObject({ caller: { id: 'another' }, requestId: 'req-2', outcome: 'refused', code })
  expect((await records()).slice(2, 4)).toEqual([
    ['refused', code, true],
    ['refused', code, true]
  ])
  await run()
  expect(await newest()).toMatchObject({ caller: { id: 'another' }, requestId: 'req-2', outcome: 'succeeded' })
})

test('a step is recorded with the caller, the source and the request id of the request that began its operation', async () => {
  const { begin, run, newest } = await startStep({ result: 'done' })
  await begin()
  await run()
  expect(await newest()).toMatchObject({
    action: 'thing.delete',
    caller: { id: 'someone' },
    source: '192.0.2.1',
    resource: '/things/1',
    requestId: 'req-1',
    operation: 'op-1'
  })
})

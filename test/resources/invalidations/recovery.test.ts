import { expect, onTestFinished, test, vi } from 'vitest'
import { type createCloudFrontClient } from '../../../src/cloudfront/client.ts'
import { type Database } from '../../../src/database/database.ts'
import { createRetention } from '../../../src/database/retention.ts'
import { invalidationExpiries } from '../../../src/invalidation/queue/retention.ts'
import { addressOf } from '../../../src/invalidation/targets.ts'
import { recordingLogger } from '../../jobs/start-engine.ts'
import { storeKind } from '../../helpers/start-store.ts'
import { startWorld } from './start-world.ts'

/** A process that is gone is missed after its lease; embedded, the next start knows that it is gone. */
const TAKEN_OVER = { timeout: 18_000, interval: 50 }

/** Lets the call have its effect, and never tells. */
function hangAfter(operation: string) {
  return (cloudfront: ReturnType<typeof createCloudFrontClient>) => {
    cloudfront.middlewareStack.add(
      (next, context) => async args => {
        const answer = await next(args)
        if (context.commandName === `${operation}Command`) await new Promise(() => undefined)
        return answer
      },
      { step: 'initialize', priority: 'low' }
    )
  }
}

const request = { caller: 'somebody', reference: 'one' }

test('what a process accepted and did not send before it died is sent by the next one', async () => {
  const { database, target, startProcess, effects, emulator } = await startWorld()
  const dead = startProcess(database)
  const { id } = await dead.service.create(target, { paths: ['/a', '/b/*'] }, request)
  expect(effects()).toHaveLength(0)
  const next = startProcess(database)
  await next.start()
  await vi.waitFor(async () => expect((await next.service.get(target, id)).status).toBe('inProgress'), TAKEN_OVER)
  emulator.clock.advance(60)
  await vi.waitFor(async () => expect((await next.service.get(target, id)).status).toBe('succeeded'), TAKEN_OVER)
  await next.close()
})

test('a process that dies between the effect and its record: the next one finds the same invalidation', async () => {
  const { database, inherited, target, startProcess, effects, emulator } = await startWorld()
  const dead = startProcess(database, { change: hangAfter('CreateInvalidation') })
  await dead.start()
  const { id } = await dead.service.create(target, { paths: ['/a'] }, request)
  await vi.waitFor(() => expect(effects()).toHaveLength(1), TAKEN_OVER)
  dead.kill()
  const next = startProcess(inherited())
  await next.start()
  await vi.waitFor(async () => expect((await next.service.get(target, id)).status).toBe('inProgress'), TAKEN_OVER)
  emulator.clock.advance(60)
  await vi.waitFor(async () => expect((await next.service.get(target, id)).status).toBe('succeeded'), TAKEN_OVER)
  const { cloudFrontInvalidations, progress } = await next.service.get(target, id)
  expect(cloudFrontInvalidations).toHaveLength(1)
  expect(progress).toEqual({ total: 1, submitted: 1, completed: 1 })
  const { items } = await next.service.list(target, { limit: 10, marker: undefined, source: 'cloudfront' })
  expect(items).toHaveLength(1)
  await next.close()
})

test('what a dead process may have sent is not taken apart when CloudFront says that the quota is used up', async () => {
  const { database, inherited, target, startProcess, effects, emulator } = await startWorld()
  const dead = startProcess(database, { change: hangAfter('CreateInvalidation') })
  await dead.start()
  const { id } = await dead.service.create(target, { paths: ['/a', '/b'] }, request)
  await vi.waitFor(() => expect(effects()).toHaveLength(1), TAKEN_OVER)
  dead.kill()
  const code = 'TooManyInvalidationsInProgress'
  emulator.faults.add({ kind: 'error', code, status: 400, operations: ['CreateInvalidation'], count: 2 })
  const next = startProcess(inherited())
  await next.start()
  await vi.waitFor(async () => expect((await next.service.get(target, id)).status).toBe('inProgress'), TAKEN_OVER)
  const { items } = await next.service.list(target, { limit: 10, marker: undefined, source: 'cloudfront' })
  expect(items).toHaveLength(1)
  await next.close()
})

test.runIf(storeKind === 'postgres')(
  'a process that was frozen counts nothing twice when it wakes up after another one has taken over',
  async () => {
    const { database, another, target, startProcess, effects } = await startWorld()
    let wake: () => void = () => undefined
    const frozen = new Promise<void>(resolve => (wake = resolve))
    const slow = startProcess(database, {
      change: cloudfront => {
        cloudfront.middlewareStack.add(
          (next, context) => async args => {
            const answer = await next(args)
            if (context.commandName === 'CreateInvalidationCommand') await frozen
            return answer
          },
          { step: 'initialize', priority: 'low' }
        )
      }
    })
    await slow.start()
    const { id } = await slow.service.create(target, { paths: ['/a'] }, request)
    await vi.waitFor(() => expect(effects()).toHaveLength(1), TAKEN_OVER)
    // As if its lease had run out.
    await database.query('UPDATE invalidation_targets SET lease_token = NULL, lease_expires_at = NULL')
    const other = startProcess(another())
    await other.start()
    await vi.waitFor(async () => expect((await other.service.get(target, id)).status).toBe('inProgress'), TAKEN_OVER)
    wake()
    await slow.close()
    const { progress, cloudFrontInvalidations } = await other.service.get(target, id)
    expect(progress).toEqual({ total: 1, submitted: 1, completed: 0 })
    expect(cloudFrontInvalidations).toHaveLength(1)
    await other.close()
  }
)

test('the same reference is the same invalidation for a day, and a new one afterwards', async () => {
  const { database, target, startProcess, emulator } = await startWorld()
  const engine = startProcess(database)
  const { service } = engine
  await engine.start()
  const first = await service.create(target, { paths: ['/a'] }, request)
  const again = await service.create(target, { paths: ['/a'] }, request)
  expect(again.id).toBe(first.id)
  emulator.clock.advance(25 * 3_600)
  const later = await service.create(target, { paths: ['/a'] }, request)
  expect(later.id).not.toBe(first.id)
  await engine.close()
})

test.runIf(storeKind === 'postgres')(
  'items that another process accepts while the owner of the target is not notified are submitted once it is notified again',
  async () => {
    const { database, another, target, startProcess } = await startWorld()
    // Only the notification that some may have been missed can tell of it.
    const sweepMs = 3_600_000
    const { store, untilIdle } = noticingIdleness(database)
    const owner = startProcess(store, { sweepMs })
    await owner.start()
    const first = await owner.service.create(target, { paths: ['/a'] }, request)
    await untilIdle()
    const other = startProcess(another(), { sweepMs })
    await other.start()
    await database.query(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND query LIKE 'LISTEN %'`
    )
    // Nothing is completed meanwhile: the clock of CloudFront is held.
    const second = await other.service.create(target, { paths: ['/b'] }, { ...request, reference: 'two' })
    await vi.waitFor(
      async () => expect((await owner.service.get(target, second.id)).status).toBe('inProgress'),
      TAKEN_OVER
    )
    expect((await owner.service.get(target, first.id)).status).toBe('inProgress')
  }
)

/** A store, and when its process has found nothing to do since it submitted a batch. */
function noticingIdleness(database: Database) {
  let found: (() => void) | undefined
  const idle = new Promise<void>(resolve => (found = resolve))
  let submitted = false
  const store: Database = {
    ...database,
    async query(text, params) {
      const rows = await database.query<never>(text, params)
      submitted ||= text.includes("SET status = 'submitted'")
      if (submitted && text.includes('WITH RECURSIVE asked')) found?.()
      return rows
    }
  }
  return { store, untilIdle: async () => idle }
}

test('what is pending of a target whose row is missing is submitted', async () => {
  const { database, target, startProcess } = await startWorld()
  const dead = startProcess(database)
  const { id } = await dead.service.create(target, { paths: ['/a'] }, request)
  await database.query('DELETE FROM invalidation_targets')
  const next = startProcess(database)
  onTestFinished(() => next.close())
  await next.start()
  await vi.waitFor(async () => expect((await next.service.get(target, id)).status).toBe('inProgress'), TAKEN_OVER)
})

test.runIf(storeKind === 'postgres')(
  'a request that is accepted while retention removes its target, which was unused for long, is submitted',
  async () => {
    const { database, another, target, startProcess } = await startWorld()
    const next = startProcess(database)
    onTestFinished(() => next.close())
    await database.query('INSERT INTO invalidation_targets (target) VALUES ($1)', [addressOf(target)])
    const retention = createRetention({ database, logger: recordingLogger(), expiries: invalidationExpiries })
    const slow = another()
    const { id } = await startProcess({
      ...slow,
      // The statement that accepts has seen the row, and is not committed yet.
      query: async (text, params) =>
        text.includes('INSERT INTO invalidation_chunks')
          ? slow.transaction(async tx => {
              const rows = await tx.query<never>(text, params)
              await retention.run()
              return rows
            })
          : slow.query(text, params)
    }).service.create(target, { paths: ['/a'] }, request)
    expect(await database.query('SELECT FROM invalidation_targets')).toHaveLength(0)
    await next.start()
    await vi.waitFor(async () => expect((await next.service.get(target, id)).status).toBe('inProgress'), TAKEN_OVER)
  }
)

import { expect, test } from 'vitest'
import { type Database } from '../../../src/database/database.ts'
import { ServiceError } from '../../../src/errors.ts'
import { createDeadlines } from '../../../src/invalidation/dispatch/deadlines.ts'
import { createRecords } from '../../../src/invalidation/dispatch/record.ts'
import { insertInvalidations } from '../../../src/invalidation/queue/accept.ts'
import { lockTarget } from '../../../src/invalidation/queue/leases.ts'
import { startStore, storeKind } from '../../helpers/start-store.ts'
import { newInvalidation } from './new-invalidation.ts'
import { prepare, preparing, stateOf } from './prepare-one.ts'

const TARGET = '/distributions/E1'
const OWNER = 'us'
const PENDING = 1_200
const AT_ONCE = 500

/** Notes how many invalidations each transaction ends. */
function counting(database: Database, ended: number[]): Database {
  return {
    ...database,
    transaction: run =>
      database.transaction(async tx => {
        const count = async () => (await tx.query('SELECT 1 FROM invalidations WHERE ended_at IS NOT NULL')).length
        const before = await count()
        const result = await run(tx)
        ended.push((await count()) - before)
        return result
      })
  }
}

/** Many small requests of one target, and a large one, all of them past their deadlines. */
async function start() {
  const { database, another } = await startStore()
  const deadlineAt = new Date(Date.now() - 60_000)
  const small = Array.from({ length: PENDING - 1 }, (_, index) =>
    newInvalidation({ id: `I${index}`, target: TARGET, items: [`/${index}`], deadlineAt })
  )
  const items = Array.from({ length: 15_000 }, (_, index) => `/large/${index}*`)
  await insertInvalidations(database, [...small, newInvalidation({ id: 'large', target: TARGET, items, deadlineAt })])
  await database.query('UPDATE invalidation_targets SET lease_token = $1', [OWNER])
  const ended: number[] = []
  const read = () =>
    database.query<{ status: string; count: number; failed: number }>(
      'SELECT status, count(*)::integer AS count, sum(failed)::integer AS failed FROM invalidations GROUP BY status'
    )
  return { database: counting(database, ended), ended, read, another }
}

const ALL_FAILED = [{ status: 'failed', count: PENDING, failed: PENDING - 1 + 15_000 }]

test('of a target that is gone, everything pending fails, a bounded number in each transaction', async () => {
  const { database, ended, read } = await start()
  const records = createRecords({ database, owner: OWNER })
  expect(await records.failedPending(TARGET, new ServiceError('DISTRIBUTION_NOT_FOUND', 'It is gone.'))).toBe(true)
  expect(await read()).toEqual(ALL_FAILED)
  expect(Math.max(...ended)).toBeLessThanOrEqual(AT_ONCE)
})

test('nothing fails by a process that does not own the target', async () => {
  const { database, read } = await start()
  const records = createRecords({ database, owner: 'another' })
  expect(await records.failedPending(TARGET, new ServiceError('DISTRIBUTION_NOT_FOUND', 'It is gone.'))).toBe(false)
  expect(await read()).toMatchObject([{ status: 'queued', count: PENDING }])
})

test('what is past its deadline fails, a bounded number in each transaction', async () => {
  const { database, ended, read } = await start()
  await createDeadlines({ database, refusedMaxMs: 1_000 }).sweep()
  expect(await read()).toEqual(ALL_FAILED)
  expect(Math.max(...ended)).toBeLessThanOrEqual(AT_ONCE)
})

test('what is past its deadline fails before a batch is made, in one transaction at a time, because other targets wait', async () => {
  const { database, ended, read } = await start()
  const deps = preparing(database, { owner: OWNER })
  const state = stateOf()
  expect(await prepare(deps, TARGET, state)).toMatchObject({ kind: 'takenOver' })
  const kinds: string[] = []
  do {
    kinds.push((await prepare(deps, TARGET, state)).kind)
    expect(ended).toHaveLength(kinds.length)
  } while (kinds.at(-1) === 'again')
  expect(kinds.slice(-3)).toEqual(['again', 'again', 'none'])
  expect(await read()).toEqual(ALL_FAILED)
  expect(Math.max(...ended)).toBeLessThanOrEqual(AT_ONCE)
})

test.runIf(storeKind === 'postgres')(
  'a target that somebody has locked is not waited for, because other targets wait [needs DATABASE_URL]',
  async () => {
    const { database, ended, another } = await start()
    const deadlines = createDeadlines({ database, refusedMaxMs: 1 })
    await another().transaction(async tx => {
      await lockTarget(tx, TARGET)
      expect(await deadlines.giveUpSomeLate(TARGET)).toBe(true)
    })
    expect(ended).toEqual([0])
    expect(await deadlines.giveUpSomeLate(TARGET)).toBe(true)
    expect(ended).toEqual([0, AT_ONCE])
  }
)

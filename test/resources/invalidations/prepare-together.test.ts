import { expect, test } from 'vitest'
import { type Database } from '../../../src/database/database.ts'
import { type PrepareResult } from '../../../src/invalidation/dispatch/prepare.ts'
import { createGroupPrepare } from '../../../src/invalidation/dispatch/prepare-together.ts'
import { insertInvalidations } from '../../../src/invalidation/queue/accept.ts'
import { lockTarget } from '../../../src/invalidation/queue/leases.ts'
import { startStore, storeKind } from '../../helpers/start-store.ts'
import { explaining, type Plan, rowsRead } from './explain.ts'
import { newInvalidation } from './new-invalidation.ts'
import { stateOf, prepare, preparing, remember } from './prepare-one.ts'

const targetOf = (index: number) => `/distributions/E${index}`
const IN_EACH = 5

/** Targets that are this process's, each with a few paths pending, and a store that says before each write what it is about. */
async function start(count: number) {
  const store = await startStore()
  const { database } = store
  const asked: string[] = []
  let beforeWrite: (() => Promise<void>) | undefined
  const observed: Database = {
    ...database,
    async query(text, params) {
      asked.push(text)
      const hook = text.includes('INSERT INTO invalidation_batches') ? beforeWrite : undefined
      if (hook) beforeWrite = undefined
      await hook?.()
      return database.query(text, params)
    },
    async transaction(run) {
      asked.push('BEGIN')
      return database.transaction(run)
    }
  }
  const deps = preparing(observed)
  const dues = Array.from({ length: count }, (_, index) => ({ target: targetOf(index), state: stateOf() }))
  await insertInvalidations(
    database,
    dues.flatMap(({ target }, of) =>
      Array.from({ length: IN_EACH }, (_, index) =>
        newInvalidation({ id: `inv_${of}_${index}`, target, caller: `caller-${index}`, items: [`/${of}/${index}`] })
      )
    )
  )
  const group = createGroupPrepare(deps)
  const prepareAll = () =>
    Promise.all(
      dues.map(async due => {
        const result = await group(due)
        remember(due.state, result)
        return result
      })
    )
  for (const { kind } of await prepareAll()) expect(kind).toBe('takenOver')
  asked.length = 0
  const onWrite = (hook: () => Promise<void>) => {
    beforeWrite = hook
  }
  return { store, database, deps, dues, prepareAll, asked, onWrite }
}

const itemsIn = (result: PrepareResult | undefined) =>
  result?.kind === 'batch' ? result.batch.items.length : result?.kind

test.each([1, 10])('the next batches of %s targets that are due at once are two statements', async count => {
  const { prepareAll, asked, database } = await start(count)
  const results = await prepareAll()
  expect(results.map(itemsIn)).toEqual(Array.from({ length: count }, () => IN_EACH))
  expect(asked).toHaveLength(2)
  const stored = await database.query(
    `SELECT b.target, b.paths, sum(p.count)::integer AS carried FROM invalidation_batches b
     JOIN invalidation_parts p ON p.batch_id = b.id GROUP BY b.id ORDER BY length(b.target), b.target`
  )
  expect(stored).toEqual(results.map((_, index) => ({ target: targetOf(index), paths: IN_EACH, carried: IN_EACH })))
  expect(await database.query('SELECT FROM invalidation_chunks')).toEqual([])
})

test('more targets than fit into one group are in the next one', async () => {
  const { prepareAll, asked } = await start(25)
  expect((await prepareAll()).map(itemsIn)).toEqual(Array.from({ length: 25 }, () => IN_EACH))
  expect(asked).toHaveLength(6)
})

test('a target that another process claims concurrently gets no batch, and the others get theirs', async () => {
  const { prepareAll, onWrite, database, deps, dues } = await start(3)
  onWrite(async () => {
    await database.query("UPDATE invalidation_targets SET lease_token = 'another' WHERE target = $1", [targetOf(1)])
  })
  expect((await prepareAll()).map(itemsIn)).toEqual([IN_EACH, 'again', IN_EACH])
  expect(await database.query('SELECT FROM invalidation_chunks WHERE target = $1', [targetOf(1)])).toHaveLength(IN_EACH)
  expect(await database.query('SELECT FROM invalidation_batches')).toHaveLength(2)
  const [, due] = dues
  if (due) expect(await prepare(deps, due.target, due.state)).toEqual({ kind: 'other' })
})

test('items that are cancelled while their batch is prepared are not in it', async () => {
  const { prepareAll, onWrite, database } = await start(2)
  onWrite(async () => {
    await database.transaction(async tx => {
      await lockTarget(tx, targetOf(0))
      await tx.query("DELETE FROM invalidation_chunks WHERE invalidation_id = 'inv_0_2'")
    })
  })
  expect((await prepareAll()).map(itemsIn)).toEqual(['again', IN_EACH])
  expect((await prepareAll()).map(itemsIn)).toEqual([IN_EACH - 1, 'none'])
  const carried = await database.query("SELECT FROM invalidation_parts WHERE invalidation_id = 'inv_0_2'")
  expect(carried).toEqual([])
})

test.runIf(storeKind === 'postgres')(
  'a target whose row somebody holds is not waited for, neither to read nor to write [needs DATABASE_URL]',
  async () => {
    const { prepareAll, store, database } = await start(2)
    await store.another().transaction(async tx => {
      await lockTarget(tx, targetOf(0))
      expect((await prepareAll()).map(itemsIn)).toEqual(['again', IN_EACH])
      await tx.query("UPDATE invalidation_targets SET lease_token = 'another' WHERE target = $1", [targetOf(0)])
      expect((await prepareAll()).map(itemsIn)).toEqual(['again', 'none'])
    })
    expect(await prepareAll()).toMatchObject([{ kind: 'other' }, { kind: 'none' }])
    expect(await database.query('SELECT FROM invalidation_batches')).toHaveLength(1)
  }
)

test('items that are accepted while a target is released are found by the releasing process', async () => {
  const { prepareAll, database, deps, dues } = await start(1)
  await prepareAll()
  await database.query("UPDATE invalidation_batches SET status = 'completed'")
  const query: Database['query'] = async (text, params) => {
    const isRelease = text.includes('SET lease_token = NULL')
    if (isRelease)
      await insertInvalidations(database, [newInvalidation({ id: 'late', target: targetOf(0), items: ['/late'] })])
    return database.query(text, params)
  }
  const [due] = dues
  if (!due) throw new Error('no target')
  const result = await prepare({ ...deps, database: { ...database, query } }, due.target, due.state)
  expect(result).toEqual({ kind: 'again', inMs: 0 })
  expect((await prepareAll()).map(itemsIn)).toEqual(['takenOver'])
  expect((await prepareAll()).map(itemsIn)).toEqual([1])
})

test('a target whose batch cannot be written fails alone', async () => {
  const { dues, deps, database } = await start(3)
  await database.script(`
    CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'not this one'; END $$;
    CREATE TRIGGER refused BEFORE INSERT ON invalidation_batches FOR EACH ROW
      WHEN (NEW.target = '${targetOf(1)}') EXECUTE FUNCTION refuse()`)
  const group = createGroupPrepare(deps)
  const results = await Promise.allSettled(dues.map(due => group(due)))
  expect(
    results.map(result => (result.status === 'fulfilled' ? itemsIn(result.value) : String(result.reason)))
  ).toEqual([IN_EACH, expect.stringContaining('not this one'), IN_EACH])
})

test('what is read and written for batches depends only on their own items', async () => {
  const { database, deps, dues } = await start(3)
  const others = Array.from({ length: 2_000 }, (_, index) => index)
  // Of each target also something that one batch takes a part of.
  for (const { target, state } of dues) {
    state.limits.refused('path', { live: 0, tried: 2 * (IN_EACH + 10) })
    const items = Array.from({ length: 100 }, (_, index) => `/large/${index}`)
    await insertInvalidations(database, [newInvalidation({ id: `large_${target}`, target, caller: 'z', items })])
  }
  await insertInvalidations(
    database,
    others.map(index =>
      newInvalidation({ id: `other-${index}`, target: `/distributions/X${index}`, items: [`/${index}`] })
    )
  )
  await database.query(
    `INSERT INTO invalidation_batches (id, target, items, paths, wildcards, status, created_at)
     SELECT 'x' || n, '/distributions/X' || n, '[]', 1, 0, 'submitted', now() FROM generate_series(1, 2000) AS n`
  )
  const plans: Plan[] = []
  const explained = explaining(database, plans)
  const query: Database['query'] = async (text, params) => {
    const isWrite = text.includes('INSERT INTO invalidation_batches')
    await explained.query(text, params)
    return isWrite ? [] : database.query(text, params)
  }
  const group = createGroupPrepare({ ...deps, database: { ...database, query } })
  await Promise.all(dues.map(due => group(due)))
  // What is large is read by itself.
  expect(plans).toHaveLength(2 + dues.length)
  // Nothing has told PostgreSQL by now how large the tables are.
  const tables = ['invalidation_chunks', 'invalidation_batches', 'invalidation_targets']
  const read = plans.map(plan => rowsRead(plan, tables))
  for (const rows of read) expect(rows).toBeLessThan(200)
  expect(read.at(0)).toBeGreaterThanOrEqual(3 * IN_EACH)
  expect(read.at(-1)).toBeGreaterThanOrEqual(3 * IN_EACH)
  const batches = await database.query(`SELECT paths FROM invalidation_batches WHERE status = 'prepared'`)
  expect(batches).toEqual([{ paths: IN_EACH + 10 }, { paths: IN_EACH + 10 }, { paths: IN_EACH + 10 }])
})

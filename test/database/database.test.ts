import { expect, test, vi } from 'vitest'
import { isUniqueViolation } from '../../src/database/database.ts'
import { startStore, storeKind } from '../helpers/start-store.ts'

/** What both stores promise; with DATABASE_URL set, these run on a server. */
const start = async () => (await startStore({ migrated: false })).database

test(`the store of these tests is the ${storeKind} one`, async () => {
  expect((await start()).kind).toBe(storeKind)
})

test('int8 and numeric are strings, JSON is parsed, times are Dates, null stays null', async () => {
  const database = await start()
  const time = new Date('2026-01-02T03:04:05.678Z')
  const [row] = await database.query(
    `SELECT 9007199254740993::int8 AS big, 1.50::numeric AS exact, 7::int4 AS small, count(*) AS count,
            $1::jsonb AS json, $2::timestamptz AS time, $3::text AS nothing, $4::boolean AS yes, $5::text[] AS texts`,
    [JSON.stringify([{ a: 1 }]), time, null, true, ['a', 'b,"c']]
  )
  expect(row).toEqual({
    ...{ big: '9007199254740993', exact: '1.50', small: 7, count: '1' },
    ...{ json: [{ a: 1 }], time, nothing: null, yes: true, texts: ['a', 'b,"c'] }
  })
})

test('a transaction that rejects is rolled back, and one that resolves is committed', async () => {
  const database = await start()
  await database.script('CREATE TABLE things (name text)')
  const add = (name: string, error?: Error) =>
    database.transaction(async tx => {
      await tx.query('INSERT INTO things VALUES ($1)', [name])
      if (error) throw error
      return name
    })
  await expect(add('lost', new Error('no'))).rejects.toThrow('no')
  expect(await add('kept')).toBe('kept')
  expect(await database.query('SELECT * FROM things')).toEqual([{ name: 'kept' }])
})

test('a query of the database inside a transaction fails immediately instead of waiting forever', async () => {
  const database = await start()
  await expect(database.transaction(async () => database.query('SELECT 1'))).rejects.toThrow('inside a transaction')
  await expect(database.transaction(async () => database.transaction(async () => 1))).rejects.toThrow('inside a tran')
  expect(await database.query('SELECT 1 AS one')).toEqual([{ one: 1 }])
})

test('work that a transaction has left running may query the database after its end', async () => {
  const database = await start()
  let later: Promise<unknown> | undefined
  let ended: () => void = () => undefined
  const end = new Promise<void>(resolve => (ended = resolve))
  await database.transaction(async () => {
    later = end.then(() => database.query('SELECT 2 AS two'))
  })
  ended()
  expect(await later).toEqual([{ two: 2 }])
})

test('a transaction that has ended accepts no more statements', async () => {
  const database = await start()
  const tx = await database.transaction(async tx => tx)
  await expect(tx.query('SELECT 1')).rejects.toThrow('the transaction has ended')
})

test('concurrent transactions are isolated', async () => {
  const database = await start()
  await database.script('CREATE TABLE counter (n integer); INSERT INTO counter VALUES (0)')
  await Promise.all(
    Array.from({ length: 20 }, () =>
      database.transaction(async tx => {
        const [row] = await tx.query<{ n: number }>('SELECT n FROM counter FOR UPDATE')
        await tx.query('UPDATE counter SET n = $1', [(row?.n ?? 0) + 1])
      })
    )
  )
  expect(await database.query('SELECT n FROM counter')).toEqual([{ n: 20 }])
})

test('a script that fails inside its own transaction leaves none open', async () => {
  const database = await start()
  await expect(database.script('BEGIN; CREATE TABLE a (n integer); SELECT 1 / 0; COMMIT')).rejects.toThrow('division')
  expect(await database.query("SELECT to_regclass('a') AS a")).toEqual([{ a: null }])
})

test('a violation of a unique index is recognised by the name of the index', async () => {
  const database = await start()
  await database.script('CREATE TABLE a (n integer); CREATE UNIQUE INDEX only_one ON a (n); INSERT INTO a VALUES (1)')
  const error = await database.query('INSERT INTO a VALUES (1)').catch((error: unknown) => error)
  expect([isUniqueViolation(error), isUniqueViolation(error, 'only_one'), isUniqueViolation(error, 'other')]).toEqual([
    true,
    true,
    false
  ])
})

test('listeners receive notifications from their beginning to their end', async () => {
  const database = await start()
  const heard: string[] = []
  const stop = await database.listen('news', payload => heard.push(payload))
  await database.query("SELECT pg_notify('news', 'one'), pg_notify('other', 'two')")
  await vi.waitFor(() => expect(heard).toEqual(['one']))
  await stop()
  await database.query("SELECT pg_notify('news', 'three')")
  const again: string[] = []
  await database.listen('news', payload => again.push(payload))
  await database.query("SELECT pg_notify('news', 'four')")
  await vi.waitFor(() => expect(again).toEqual(['four']))
  expect(heard).toEqual(['one'])
})

test('a notification of a transaction that is rolled back is never delivered', async () => {
  const database = await start()
  const heard: string[] = []
  await database.listen('news', payload => heard.push(payload))
  await database
    .transaction(async tx => {
      await tx.query("SELECT pg_notify('news', 'lost')")
      throw new Error('no')
    })
    .catch(() => undefined)
  await database.query("SELECT pg_notify('news', 'kept')")
  await vi.waitFor(() => expect(heard).toEqual(['kept']))
})

test('a statement still works after its table has changed, and after the session has forgotten it', async () => {
  const database = await start()
  await database.script('CREATE TABLE things (name text); INSERT INTO things VALUES (1)')
  const read = 'SELECT * FROM things WHERE name = $1'
  expect(await database.query(read, ['1'])).toEqual([{ name: '1' }])
  await database.script('ALTER TABLE things ADD COLUMN size integer')
  expect(await database.query(read, ['1'])).toEqual([{ name: '1', size: null }])
  await database.script('DEALLOCATE ALL')
  expect(await database.query(read, ['1'])).toEqual([{ name: '1', size: null }])
})

test('a statement that is stale in a transaction fails it once, and the next transaction reads the new table', async () => {
  const database = await start()
  await database.script('CREATE TABLE things (name text); INSERT INTO things VALUES (1)')
  const read = async () => database.transaction(async tx => tx.query('SELECT things.* FROM things'))
  expect(await read()).toEqual([{ name: '1' }])
  await database.script('ALTER TABLE things ADD COLUMN size integer')
  await read().catch((error: unknown) => expect(String(error)).toContain('cached plan'))
  expect(await read()).toEqual([{ name: '1', size: null }])
})

test('of a thousand different statements a bounded number stays prepared, and each returns its own rows', async () => {
  const database = await start()
  for (let n = 0; n < 1_000; n++) {
    const [row] = await database.query(`SELECT $1::integer AS n${n}`, [n])
    expect(row).toEqual({ [`n${n}`]: n })
  }
  const [{ count } = { count: 0 }] = await database.query<{ count: number }>(
    'SELECT count(*)::integer AS count FROM pg_prepared_statements'
  )
  expect(count).toBeLessThan(storeKind === 'embedded' ? 400 : 2_000)
})

import { expect, test } from 'vitest'
import { migrate } from '../../src/database/migrate.ts'
import { migrations } from '../../src/database/migrations/index.ts'
import { startStore } from '../helpers/start-store.ts'

const first = { version: 1, name: 'first', sql: 'CREATE TABLE a (n integer); INSERT INTO a VALUES (1)' }
const second = { version: 2, name: 'second', sql: 'ALTER TABLE a ADD COLUMN m integer; UPDATE a SET m = n + 1' }

test('migrations have the versions 1, 2, 3 …', () => {
  expect(migrations.map(({ version }) => version)).toEqual(migrations.map((_, index) => index + 1))
})

test('each migration runs once, in the order of versions', async () => {
  const { database } = await startStore({ migrated: false })
  await migrate(database, [first])
  await migrate(database, [second, first])
  await migrate(database, [first, second])
  expect(await database.query('SELECT * FROM a')).toEqual([{ n: 1, m: 2 }])
  expect(await database.query('SELECT version, name FROM migrations ORDER BY version')).toEqual([
    { version: 1, name: 'first' },
    { version: 2, name: 'second' }
  ])
})

test('two instances that start at once share the work', async () => {
  const { database, another } = await startStore({ migrated: false })
  await Promise.all([database, another(), another()].map(each => migrate(each, [first, second])))
  expect(await database.query('SELECT * FROM a')).toEqual([{ n: 1, m: 2 }])
})

test('a migration that fails leaves the store as it was', async () => {
  const { database } = await startStore({ migrated: false })
  const broken = { version: 2, name: 'broken', sql: 'CREATE TABLE b (n integer); SELECT 1 / 0' }
  await expect(migrate(database, [first, broken])).rejects.toThrow('division by zero')
  expect(await database.query("SELECT to_regclass('a') AS a, to_regclass('b') AS b")).toEqual([{ a: null, b: null }])
})

test('a store of a newer program stops the start, with a sentence', async () => {
  const { database } = await startStore({ migrated: false })
  await migrate(database, [first, second])
  await expect(migrate(database, [first])).rejects.toThrow(
    'The store was made by a newer Frontage (its tables have version 2, this program knows 1): update this program'
  )
})

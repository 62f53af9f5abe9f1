import { EventEmitter, once } from 'node:events'
import { expect, onTestFinished, test, vi } from 'vitest'
import { migrate } from '../../src/database/migrate.ts'
import { type Migration, migrations } from '../../src/database/migrations/index.ts'
import { createRecords } from '../../src/invalidation/dispatch/record.ts'
import { startStore, storeKind } from '../helpers/start-store.ts'

const first = { version: 1, name: 'first', sql: 'CREATE TABLE a (n integer); INSERT INTO a VALUES (1)' }
const second = { version: 2, name: 'second', sql: 'ALTER TABLE a ADD COLUMN m integer; UPDATE a SET m = n + 1' }

test('versions of migrations are unique and ascending', () => {
  const versions = migrations.map(({ version }) => version)
  expect(versions).toEqual([...new Set(versions)].sort((a, b) => a - b))
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

test.runIf(storeKind === 'postgres')('two instances that start at once share the work', async () => {
  const { database, another } = await startStore({ migrated: false })
  await Promise.all([database, another(), another()].map(each => migrate(each, [first, second])))
  expect(await database.query('SELECT * FROM a')).toEqual([{ n: 1, m: 2 }])
})

test.runIf(storeKind === 'postgres')(
  'a migration may take longer than any statement may, and so may those who wait for it [needs DATABASE_URL]',
  async () => {
    const { another } = await startStore({ migrated: false })
    const slow = { ...first, sql: `SELECT pg_sleep(6); ${first.sql}` }
    const instances = [another({ statementTimeoutMs: 100 }), another({ statementTimeoutMs: 100 })]
    await Promise.all(instances.map(each => migrate(each, [slow, second])))
    for (const instance of instances) expect(await instance.query('SELECT * FROM a')).toEqual([{ n: 1, m: 2 }])
  }
)

/** Another session has run the statements on a store of an earlier version, and keeps its transaction open. */
async function startHeld(earlier: readonly Migration[], statements: string) {
  const { database, another } = await startStore({ migrated: false })
  await migrate(database, earlier)
  const steps = new EventEmitter()
  const [holds, released] = [once(steps, 'held'), once(steps, 'release')]
  const holder = another().transaction(async tx => {
    await tx.script(statements)
    steps.emit('held')
    await released
  })
  await holds
  onTestFinished(() => void steps.emit('release'))
  const untilWaiting = (locktype: string) =>
    vi.waitFor(
      async () => {
        const waiting = `
          SELECT FROM pg_locks WHERE NOT granted AND locktype = $1
            AND pid IN (SELECT pid FROM pg_stat_activity WHERE datname = current_database())`
        expect(await database.query(waiting, [locktype])).not.toEqual([])
      },
      { timeout: 20_000, interval: 10 }
    )
  const end = async () => {
    steps.emit('release')
    await holder
  }
  return { database, another, untilWaiting, end }
}

/** A session reads the table that is to be changed. */
const startWithReader = () => startHeld([first], 'SELECT * FROM a')

const forLong = { lockTimeoutMs: 300, pauseMs: 100, totalMs: 60_000 }

test.runIf(storeKind === 'postgres')(
  'a migration that waits for a long reader lets others through, and so do the instances that wait for it [needs DATABASE_URL]',
  async () => {
    const { database, another, untilWaiting, end } = await startWithReader()
    const migrating = migrate(another(), [first, second], forLong)
    await untilWaiting('relation')
    // It has no patience of its own while another one migrates.
    const waiting = migrate(another(), [first, second], { lockTimeoutMs: 1, pauseMs: 1, totalMs: 1 })
    await untilWaiting('advisory')
    for (let round = 0; round < 3; round++) {
      await untilWaiting('relation')
      expect(await database.query('SELECT n FROM a')).toEqual([{ n: 1 }])
    }
    await end()
    await Promise.all([migrating, waiting])
    expect(await database.query('SELECT * FROM a')).toEqual([{ n: 1, m: 2 }])
  }
)

test.runIf(storeKind === 'postgres')(
  'a migration whose tables stay locked ends with a sentence that names who locks them [needs DATABASE_URL]',
  async () => {
    const { database, another, end } = await startWithReader()
    const migrating = migrate(another(), [first, second], { lockTimeoutMs: 50, pauseMs: 10, totalMs: 300 })
    const { message } = await migrating.then(
      () => expect.unreachable(),
      (error: Error) => error
    )
    expect(message).toMatch(
      /^The tables of the store could not be brought up to date within 0 s: they are locked by process \d+ /
    )
    expect(message).toMatch(/\(frontage, user .+, idle in transaction, in a transaction for \d+ s\)\. Let them end/)
    expect(await database.query('SELECT * FROM a')).toEqual([{ n: 1 }])
    await end()
    await migrate(database, [first, second])
    expect(await database.query('SELECT * FROM a')).toEqual([{ n: 1, m: 2 }])
  }
)

test.runIf(storeKind === 'postgres')(
  'while the audit records of an older store get an index, they can be read [needs DATABASE_URL]',
  async () => {
    const earlier = migrations.filter(({ version }) => version < 23)
    // The migration that makes the index waits for this session, after it has made it.
    const held = "INSERT INTO migrations VALUES (25, 'held')"
    const { database, another, untilWaiting, end } = await startHeld(earlier, held)
    const migrating = migrate(another(), migrations, { ...forLong, lockTimeoutMs: 60_000 })
    await untilWaiting('transactionid')
    const locks = await database.query(
      "SELECT mode FROM pg_locks WHERE granted AND relation = 'audit_records'::regclass AND pid <> pg_backend_pid()"
    )
    expect(locks).toEqual([{ mode: 'ShareLock' }])
    await end()
    await expect(migrating).rejects.toThrow('duplicate key')
  }
)

test('a migration that fails leaves the store as it was', async () => {
  const { database } = await startStore({ migrated: false })
  const broken = { version: 2, name: 'broken', sql: 'CREATE TABLE b (n integer); SELECT 1 / 0' }
  await expect(migrate(database, [first, broken])).rejects.toThrow('division by zero')
  expect(await database.query("SELECT to_regclass('a') AS a, to_regclass('b') AS b")).toEqual([{ a: null, b: null }])
})

test('what comes before a migration that runs alone is kept if that fails, and so is what comes before the next one', async () => {
  const { database } = await startStore({ migrated: false })
  const alone = { ...second, alone: true }
  const third = { version: 3, name: 'third', sql: 'CREATE TABLE c (n integer)' }
  const versions = async () => (await database.query('SELECT version FROM migrations')).map(({ version }) => version)
  await expect(migrate(database, [first, { ...alone, sql: 'SELECT 1 / 0' }, third])).rejects.toThrow('division by zero')
  expect(await versions()).toEqual([1])
  await expect(migrate(database, [first, alone, { ...third, sql: 'SELECT 1 / 0' }])).rejects.toThrow('division by zero')
  expect(await versions()).toEqual([1, 2])
  await migrate(database, [first, alone, third])
  expect(await versions()).toEqual([1, 2, 3])
  expect(await database.query('SELECT * FROM a')).toEqual([{ n: 1, m: 2 }])
})

test('a store of a newer version stops the start with a message', async () => {
  const { database } = await startStore({ migrated: false })
  await migrate(database, [first, second])
  await expect(migrate(database, [first])).rejects.toThrow(
    'The store was made by a newer Frontage (its tables have version 2, this program knows 1): update this program'
  )
})

test('a waiting operation and a request in progress survive the migration from timers of pg-boss', async () => {
  const { database } = await startStore({ migrated: false })
  await migrate(database, migrations.slice(0, 4))
  await database.script(`
    CREATE TABLE frontage_jobs.job (id uuid);
    INSERT INTO operations (id, kind, resource, status, input, steps, visit_at, visit_token, visit_until, created_at, updated_at)
    VALUES ('op', 'thing.do', '/things/1', 'waiting', '{}', '[]', '2026-01-02Z', 'token', '2026-01-03Z', now(), now());
    INSERT INTO idempotency_keys (caller, key, fingerprint, token, runs_until, expires_at)
    VALUES ('me', 'key', 'print', 'token', '2026-01-03Z', '2026-01-04Z')`)
  await migrate(database)
  expect(await database.query('SELECT next_run_at, lease_token, lease_expires_at FROM operations')).toEqual([
    { next_run_at: new Date('2026-01-02'), lease_token: 'token', lease_expires_at: new Date('2026-01-03') }
  ])
  expect(await database.query('SELECT lease_token FROM idempotency_keys')).toEqual([{ lease_token: 'token' }])
  expect(await database.query("SELECT FROM pg_namespace WHERE nspname = 'frontage_jobs'")).toEqual([])
})

test('the items of a batch of an older store return to their lanes', async () => {
  const { database } = await startStore({ migrated: false })
  await migrate(database, migrations.slice(0, 10))
  await database.script(`
    INSERT INTO invalidations (id, target, caller, status, items, total, created_at)
      SELECT id, '/t', 'me', 'queued', '[]', 5, now() FROM unnest(ARRAY['mixed', 'plain']) AS id;
    INSERT INTO invalidation_targets (target, lease_token) VALUES ('/t', 'us');
    INSERT INTO invalidation_batches (id, target, items, paths, wildcards, status, created_at)
      VALUES ('b', '/t', '[]', 7, 3, 'prepared', now());
    INSERT INTO invalidation_parts (invalidation_id, batch_id, items, count)
      VALUES ('mixed', 'b', '["/a", "/b*", "/c*d", "#e", "/f\\"\u00e9*"]', 5), ('plain', 'b', '["/g", "/h"]', 2)`)
  await migrate(database)
  const parts = await database.query('SELECT items, count, wildcards FROM invalidation_parts ORDER BY invalidation_id')
  expect(parts).toEqual([
    { items: ['/b*', '#e', '/f"é*', '/a', '/c*d'], count: 5, wildcards: 3 },
    { items: ['/g', '/h'], count: 2, wildcards: 0 }
  ])
  const records = createRecords({ database, owner: 'us' })
  const carried = { invalidations: 2, invalidationIds: [], requestIds: [], callers: [], traceparents: [] }
  const sent = { items: [], paths: 7, wildcards: 3, carried }
  const batch = { id: 'b', ...sent, uncertain: false, attempts: 1, waitingFor: undefined }
  expect(await records.dissolved('/t', batch, {})).toBe(true)
  const chunks = await database.query(
    'SELECT invalidation_id AS of, lane, items, count FROM invalidation_chunks ORDER BY invalidation_id, lane'
  )
  expect(chunks).toEqual([
    { of: 'mixed', lane: 'path', items: ['/a', '/c*d'], count: 2 },
    { of: 'mixed', lane: 'wildcard', items: ['/b*', '#e', '/f"é*'], count: 3 },
    { of: 'plain', lane: 'path', items: ['/g', '/h'], count: 2 }
  ])
})

import { expect, onTestFinished, test } from 'vitest'
import { type Database, type Queryable } from '../../src/database/database.ts'
import { createRetention, type Expiry } from '../../src/database/retention.ts'
import { expiriesOf } from '../../src/expiries.ts'
import { invalidationExpiries } from '../../src/invalidation/queue/retention.ts'
import { operationExpiry } from '../../src/jobs/store.ts'
import { holdStoreClock } from '../helpers/hold-store-clock.ts'
import { startStore, storeKind } from '../helpers/start-store.ts'
import { deferred, recordingLogger } from '../jobs/start-engine.ts'

const NOW = new Date('2026-11-20')
const EXPIRIES = expiriesOf({ auditRetentionDays: 90 })
const TABLES = [
  'operations',
  'operation_events',
  'idempotency_keys',
  'distribution_tags',
  'access_tokens',
  'budget_uses',
  'audit_records',
  'invalidations',
  'invalidation_targets',
  'invalidation_parts',
  'invalidation_items',
  'invalidation_batches',
  'invalidation_groups',
  'invalidation_months',
  'invalidation_full_purges'
]

async function start(expiries: readonly Expiry[] = EXPIRIES) {
  const { database: store } = await startStore()
  const database = await holdStoreClock(store, { now: () => NOW.getTime() })
  const logger = recordingLogger()
  const retention = createRetention({ database, logger, expiries })
  onTestFinished(() => retention.close())
  return { database, logger, retention }
}

/** `count` rows of everything that expires, from that time, each of them with all that belongs to it. */
async function fill(database: Database, { count, at, name }: { count: number; at: string; name: string }) {
  await database.script(`
    INSERT INTO operations (id, kind, resource, status, input, steps, next_run_at, created_at, updated_at, ended_at)
      SELECT '${name}' || n, 'k', 'r', 'succeeded', '{}', '[]', '${at}', '${at}', '${at}', '${at}' FROM generate_series(1, ${count}) AS n;
    INSERT INTO operation_events (operation_id, sequence, type, data, created_at)
      SELECT '${name}' || n, s, 'queued', '{}', '${at}' FROM generate_series(1, ${count}) AS n, generate_series(1, 3) AS s;
    INSERT INTO idempotency_keys (caller, key, fingerprint, expires_at)
      SELECT 'c', '${name}' || n, 'f', '${at}' FROM generate_series(1, ${count}) AS n;
    INSERT INTO distribution_tags (arn, tags, read_at) SELECT '${name}' || n, '{}', '${at}' FROM generate_series(1, ${count}) AS n;
    INSERT INTO access_tokens (id, hash, name, granted, created_by, created_at, expires_at, revoked_at)
      SELECT '${name}' || n, '${name}' || n, 'n', '{}', 'c', '${at}',
        CASE WHEN n % 2 = 0 THEN '${at}'::timestamptz END, CASE WHEN n % 2 = 1 THEN '${at}'::timestamptz END
      FROM generate_series(1, ${count}) AS n;
    INSERT INTO budget_uses (budget, unit, begins) SELECT '${name}' || n, 'hour', '${at}' FROM generate_series(1, ${count}) AS n;
    INSERT INTO audit_records (id, at, ended_at, action, resource, outcome)
      SELECT gen_random_uuid(), '${at}', '${at}', 'a', 'r', 'succeeded' FROM generate_series(1, ${count}) AS n;
    INSERT INTO invalidations (id, target, caller, status, items, total, group_id, created_at, ended_at)
      SELECT '${name}' || n, '${name}' || n, 'c', 'completed', '["/a"]', 1, '${name}' || n, '${at}', '${at}'
      FROM generate_series(1, ${count}) AS n;
    INSERT INTO invalidation_targets (target) SELECT '${name}' || n FROM generate_series(1, ${count}) AS n;
    INSERT INTO invalidation_batches (id, target, items, paths, wildcards, status, created_at, ended_at)
      SELECT '${name}' || n, 't', '[]', 1, 0, 'completed', '${at}', '${at}' FROM generate_series(1, ${count}) AS n;
    INSERT INTO invalidation_parts (invalidation_id, batch_id, items, count, wildcards)
      SELECT '${name}' || n, '${name}' || n, '["/a"]', 1, 0 FROM generate_series(1, ${count}) AS n;
    INSERT INTO invalidation_items (invalidation_id, page, items)
      SELECT '${name}' || n, 1, '["/b"]' FROM generate_series(1, ${count}) AS n;
    INSERT INTO invalidation_groups (id, selector, created_at)
      SELECT '${name}' || n, '{}', '${at}' FROM generate_series(1, ${count}) AS n;
    INSERT INTO invalidation_months (month, target, paths)
      SELECT '${at.slice(0, 7)}', '${name}' || n, 1 FROM generate_series(1, ${count}) AS n;
    INSERT INTO invalidation_full_purges (target, invalidation_id, at)
      SELECT 't', '${name}' || n, '${at}' FROM generate_series(1, ${count}) AS n`)
}

async function counts(database: Queryable): Promise<Record<string, number>> {
  const rows = await database.query<{ name: string; count: number }>(
    TABLES.map(name => `SELECT '${name}' AS name, count(*)::integer AS count FROM ${name}`).join(' UNION ALL ')
  )
  return Object.fromEntries(rows.map(({ name, count }) => [name, count]))
}

test('one run removes everything that has expired, and nothing else', async () => {
  const { database, retention, logger } = await start()
  await fill(database, { count: 25_000, at: '2025-06-01', name: 'old' })
  await fill(database, { count: 10, at: '2026-12-01', name: 'new' })
  await retention.run()
  expect(logger.lines).toEqual([])
  const left = Object.fromEntries(TABLES.map(name => [name, name === 'operation_events' ? 30 : 10]))
  expect(await counts(database)).toEqual(left)
}, 120_000)

test('a statement finds old rows by an index, and removes no more than its limit', async () => {
  const { database } = await start()
  await fill(database, { count: 3_000, at: '2025-06-01', name: 'old' })
  await fill(database, { count: 7_000, at: '2026-12-01', name: 'new' })
  await database.script(`ANALYZE ${TABLES.join(', ')}`)
  const plan = async (expiry: Expiry, limit: number) => {
    const lines: string[] = []
    const explaining = {
      async query(text: string, params?: readonly unknown[]) {
        const rows = await database.query<{ 'QUERY PLAN': string }>(`EXPLAIN ${text}`, params)
        lines.push(...rows.map(row => row['QUERY PLAN']))
        return []
      }
    }
    await expiry.removeBatch(explaining as unknown as Queryable, { now: NOW, limit })
    return lines
  }
  for (const expiry of EXPIRIES) {
    const lines = await plan(expiry, 500)
    const reading = lines.filter(line => /Seq Scan|Sort/.test(line))
    expect(reading, `${expiry.what}: ${lines.join('\n')}`).toEqual([])
    expect(await expiry.removeBatch(database, { now: NOW, limit: 20 })).toBe(20)
  }
})

test('no statement removes many parts or items, however many old invalidations have', async () => {
  const { database, retention, logger } = await start()
  await database.script(`
    INSERT INTO invalidations (id, target, caller, status, items, total, created_at, ended_at)
      SELECT 'old' || n, 't', 'c', 'completed', '[]', 1, '2025-06-01', '2025-06-01' FROM generate_series(1, 4) AS n;
    INSERT INTO invalidation_parts (invalidation_id, batch_id, items, count, wildcards)
      SELECT 'old' || n, 'b' || b, '[]', 1, 0 FROM generate_series(1, 4) AS n, generate_series(1, 3000) AS b;
    INSERT INTO invalidation_items (invalidation_id, page, items)
      SELECT 'old' || n, page, '[]' FROM generate_series(1, 4) AS n, generate_series(1, 1000) AS page`)
  const sizes: number[] = []
  const [invalidations] = invalidationExpiries
  if (!invalidations) throw new Error('nothing removes invalidations')
  const size = async () => {
    const { invalidation_parts: parts = 0, invalidation_items: items = 0 } = await counts(database)
    return parts + items
  }
  for (let before = await size(); before > 0;) {
    await invalidations.removeBatch(database, { now: NOW, limit: 200 })
    const after = await size()
    sizes.push(before - after)
    before = after
  }
  expect(Math.max(...sizes)).toBeLessThan(4_000)
  await retention.run()
  expect(logger.lines).toEqual([])
  expect(await counts(database)).toMatchObject({ invalidations: 0, invalidation_parts: 0, invalidation_items: 0 })
})

test('a target is kept while it has pending or live items, or an owner', async () => {
  const { database, retention } = await start()
  await database.script(`
    INSERT INTO invalidation_targets (target) VALUES ('unused'), ('pending'), ('prepared'), ('ended');
    INSERT INTO invalidation_targets (target, lease_token, lease_expires_at)
      VALUES ('leased', 'somebody', '${new Date(NOW.getTime() + 1_000).toISOString()}');
    INSERT INTO invalidation_chunks (invalidation_id, position, target, caller, priority, lane, items, count)
      VALUES ('i', 1, 'pending', 'c', 0, 'path', '["/a"]', 1);
    INSERT INTO invalidation_batches (id, target, items, paths, wildcards, status, created_at)
      VALUES ('b', 'prepared', '[]', 1, 0, 'prepared', '2025-06-01'), ('e', 'ended', '[]', 1, 0, 'completed', '2025-06-01')`)
  await retention.run()
  const rows = await database.query<{ target: string }>('SELECT target FROM invalidation_targets ORDER BY target')
  expect(rows.map(({ target }) => target)).toEqual(['leased', 'pending', 'prepared'])
})

test('batches that are still needed do not block the removal of others', async () => {
  const { database, retention } = await start()
  await fill(database, { count: 1_500, at: '2025-06-01', name: 'needed' })
  await fill(database, { count: 10, at: '2025-07-01', name: 'old' })
  await database.script(`UPDATE invalidations SET ended_at = '2026-11-19' WHERE id LIKE 'needed%'`)
  await retention.run()
  expect(await counts(database)).toMatchObject({
    invalidations: 1_500,
    invalidation_batches: 1_500,
    invalidation_groups: 1_500
  })
  expect(await database.query("SELECT id FROM invalidation_batches WHERE id LIKE 'old%'")).toEqual([])
})

test.skipIf(storeKind === 'embedded')(
  'what another instance has locked is passed over, and nobody waits [needs DATABASE_URL]',
  async () => {
    const { database } = await start()
    await fill(database, { count: 10, at: '2025-06-01', name: 'old' })
    const [locked, checked] = [deferred<void>(), deferred<void>()]
    const other = database.transaction(async tx => {
      await tx.query("SELECT 1 FROM operations WHERE id = 'old1' FOR UPDATE")
      locked.resolve()
      await checked.promise
    })
    await locked.promise
    expect(await operationExpiry.removeBatch(database, { now: NOW, limit: 500 })).toBe(9)
    checked.resolve()
    await other
  }
)

test('closing waits for the statement in progress and starts no other', async () => {
  const begun = deferred<void>()
  const finish = deferred<void>()
  let statements = 0
  const endless: Expiry = {
    what: 'endless rows',
    removeBatch: async () => {
      statements += 1
      begun.resolve()
      await finish.promise
      return 1
    }
  }
  const { retention } = await start([endless, endless])
  void retention.run()
  await begun.promise
  const closed = retention.close()
  finish.resolve()
  await closed
  expect(statements).toBe(1)
})

test('a failure to remove is logged, and does not stop the rest', async () => {
  const { database, retention, logger } = await start()
  await fill(database, { count: 3, at: '2025-06-01', name: 'old' })
  await database.script('DROP TABLE operation_events; ALTER TABLE operations RENAME COLUMN ended_at TO done_at')
  await retention.run()
  expect(logger.lines.map(({ message }) => message)).toEqual(['old operations could not be removed'])
  expect(await database.query('SELECT 1 FROM invalidations')).toEqual([])
})

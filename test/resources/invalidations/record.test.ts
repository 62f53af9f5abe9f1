import { expect, test } from 'vitest'
import { insertInvalidations } from '../../../src/invalidation/queue/accept.ts'
import { createRecords } from '../../../src/invalidation/dispatch/record.ts'
import { startStore } from '../../helpers/start-store.ts'
import { explaining, type Plan, rowsRead } from './explain.ts'
import { newInvalidation } from './new-invalidation.ts'
import { stateOf, prepare, preparing } from './prepare-one.ts'

const TARGET = '/distributions/E1'
const OWNER = 'us'
const OTHERS = 2_000
const IN_BATCH = 50

/** Many invalidations of which one batch carries a few. */
async function start() {
  const { database } = await startStore()
  // Every page has room for new versions of its rows, though nothing may be cleared away: on a server that other tests use
  // too, an old transaction of theirs can hold that up, and an update that finds no room in its page touches the indexes.
  await database.query('ALTER TABLE invalidations SET (fillfactor = 20)')
  const insert = (prefix: string, count: number) =>
    insertInvalidations(
      database,
      Array.from({ length: count }, (_, index) =>
        newInvalidation({ id: `${prefix}${index}`, target: TARGET, caller: prefix, items: [`/${prefix}/${index}`] })
      )
    )
  await insert('ours', IN_BATCH)
  const [deps, state] = [preparing(database, { owner: OWNER }), stateOf()]
  await prepare(deps, TARGET, state)
  const result = await prepare(deps, TARGET, state)
  if (result.kind !== 'batch') throw new Error(`no batch, but ${result.kind}`)
  await insert('other', OTHERS)
  return { database, batch: result.batch }
}

test('recording the outcome of a batch reads only its own items, however many others there are', async () => {
  const { database, batch } = await start()
  const plans: Plan[] = []
  const records = createRecords({
    database: explaining(database, plans),
    owner: OWNER
  })
  await records.submitted(TARGET, batch, 'I1')
  await records.completed(TARGET, [batch.id])
  expect(plans).toHaveLength(2)
  // Nothing has told PostgreSQL by now how large the tables are.
  for (const plan of plans) {
    const read = rowsRead(plan, ['invalidations', 'invalidation_parts'])
    expect(read).toBeGreaterThanOrEqual(2 * IN_BATCH)
    expect(read).toBeLessThan(10 * IN_BATCH)
  }
  const ended = await database.query('SELECT id FROM invalidations WHERE ended_at IS NOT NULL')
  expect(ended).toHaveLength(IN_BATCH)
})

test('the updates of an invalidation on its way touch no index', async () => {
  const { database, batch } = await start()
  const counts = { all: 0, hot: 0 }
  // Each statement counts before the next one, so that there is room again for new versions of the same rows.
  const query = (text: string, params?: readonly unknown[]) =>
    database.transaction(async tx => {
      const rows = await tx.query<never>(text, params)
      const [row] = await tx.query<{ all: number; hot: number }>(
        `SELECT n_tup_upd::integer AS all, n_tup_hot_upd::integer AS hot FROM pg_stat_xact_user_tables
         WHERE relname = 'invalidations'`
      )
      counts.all += row?.all ?? 0
      counts.hot += row?.hot ?? 0
      return rows
    })
  const records = createRecords({
    database: { ...database, query: query },
    owner: OWNER
  })
  await records.submitted(TARGET, batch, 'I1')
  await records.completed(TARGET, [batch.id])
  // The session's counts may still have the statement before.
  expect(counts.all).toBeGreaterThanOrEqual(2 * IN_BATCH)
  expect(counts.hot).toBe(counts.all)
})

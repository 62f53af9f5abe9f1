import { expect, test } from 'vitest'
import { createAudit } from '../../src/audit/audit.ts'
import { auditExpiry, listRecords } from '../../src/audit/store.ts'
import { createRetention } from '../../src/database/retention.ts'
import { holdStoreClock } from '../helpers/hold-store-clock.ts'
import { startStore } from '../helpers/start-store.ts'
import { recordingLogger } from '../jobs/start-engine.ts'

const DAY = 86_400_000

async function start() {
  const clock = { time: Date.parse('2026-01-01'), now: () => clock.time }
  const { database: store } = await startStore()
  const database = await holdStoreClock(store, clock)
  const audit = createAudit({ database, clock, logger: recordingLogger() })
  const open = (resource: string) =>
    audit.open({
      action: 'patchDistribution',
      caller: { id: 'someone', name: undefined },
      source: '192.0.2.1',
      resource,
      distribution: 'E1',
      dryRun: false,
      requestId: 'req-1'
    })
  return { clock, database, open }
}

test('the store refuses to change a record that has ended, and to remove any, by any statement', async () => {
  const { database, open } = await start()
  const trail = open('/distributions/E1')
  await trail.begin()
  await trail.end({ outcome: 'succeeded', status: 200 })
  for (const statement of [
    "UPDATE audit_records SET outcome = 'failed'",
    "UPDATE audit_records SET caller = 'another'",
    'UPDATE audit_records SET ended_at = NULL',
    'DELETE FROM audit_records',
    "WITH allowed AS MATERIALIZED (SELECT set_config('frontage.audit_expiry', '2099-01-01', true) AS t) DELETE FROM " +
      'audit_records WHERE (SELECT t FROM allowed) IS NOT NULL',
    'TRUNCATE audit_records'
  ]) {
    await expect(database.query(statement), statement).rejects.toThrow('audit records are only ever added')
  }
  expect(await listRecords(database, { limit: 10 })).toMatchObject([
    { outcome: 'succeeded', caller: { id: 'someone' } }
  ])
})

test('a record whose end is not known yet can be ended, and nothing else', async () => {
  const { database, open } = await start()
  await open('/distributions/E1').begin()
  for (const change of ["outcome = 'succeeded'", "caller = 'another', ended_at = at", "action = 'x', ended_at = at"]) {
    await expect(database.query(`UPDATE audit_records SET ${change}`), change).rejects.toThrow('only ever added')
  }
  await expect(database.query('DELETE FROM audit_records')).rejects.toThrow('only ever added')
})

test('only retention removes records, and only those older than its limit', async () => {
  const { database, clock, open } = await start()
  for (let day = 0; day < 3; day++) {
    await open(`/distributions/E${day}`).end({ outcome: 'succeeded', status: 200 })
    clock.time += DAY
  }
  const retention = createRetention({ database, logger: recordingLogger(), expiries: [auditExpiry(40)] })
  clock.time += 38 * DAY
  await retention.run()
  expect((await listRecords(database, { limit: 10 })).map(({ resource }) => resource)).toEqual(['/distributions/E2'])
  await retention.close()
})

test('a record that cannot be written fails alone, and not those that share its write', async () => {
  const { database, open } = await start()
  const [one, another] = [open('/distributions/E1'), open('/distributions/E2')]
  const bad = open('/distributions/E3\u0000')
  const outcomes = await Promise.allSettled(
    [one, bad, another].map(async trail => trail.end({ outcome: 'succeeded', status: 200 }))
  )
  expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled'])
  expect(await listRecords(database, { limit: 10 })).toHaveLength(2)
})

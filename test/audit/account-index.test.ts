import { expect, test } from 'vitest'
import { listRecords } from '../../src/audit/store.ts'
import { startStore } from '../helpers/start-store.ts'
import { explaining, type Plan, rowsRead } from '../resources/invalidations/explain.ts'

test('the records of one account are found without reading those of others', async () => {
  const { database } = await startStore()
  await database.query(
    `INSERT INTO audit_records (id, at, ended_at, action, resource, outcome, account)
     SELECT gen_random_uuid(), now() - n * interval '1 second', now(), 'createInvalidation', '/distributions/E1', 'succeeded',
       CASE WHEN n % 10 > 0 THEN 'aws:111111111111' WHEN n % 1000 = 0 THEN 'aws:222222222222' END
     FROM generate_series(1, 20000) AS n`
  )
  await database.query('ANALYZE audit_records')
  for (const [account, most] of [
    // Of nine in ten, others in between do not matter.
    ['aws:111111111111', 40],
    ['aws:222222222222', 20],
    ['aws:333333333333', 0]
  ] as const) {
    const plans: Plan[] = []
    await listRecords(explaining(database, plans), { account, limit: 20 })
    const [read] = plans.map(plan => rowsRead(plan, ['audit_records']))
    expect(read, account).toBeLessThanOrEqual(most)
  }
})

import { expect, test } from 'vitest'
import { createLeases } from '../../../src/database/leases.ts'
import { insertInvalidations } from '../../../src/invalidation/queue/accept.ts'
import { newCourse } from '../../../src/invalidation/dispatch/course.ts'
import { prepare } from '../../../src/invalidation/dispatch/prepare.ts'
import { recordingLogger } from '../../jobs/start-engine.ts'
import { startStore } from '../../helpers/start-store.ts'

const TARGET = '/distributions/E1'

test('invalidations that must go alone, because one of them was refused, take turns with the others', async () => {
  const { database } = await startStore()
  const ids = ['alone-1', 'alone-2', 'alone-3', 'other-1', 'other-2']
  await insertInvalidations(
    database,
    ids.map(id => ({
      id,
      target: TARGET,
      caller: 'a',
      priority: 0 as const,
      items: [`/${id}`],
      warnings: [],
      createdAt: new Date()
    }))
  )
  await database.query(`UPDATE invalidation_chunks SET alone = true WHERE invalidation_id LIKE 'alone-%'`)
  const course = newCourse({ headRoom: { paths: 0, wildcards: 0 }, now: () => performance.now() })
  let made = 0
  const leases = createLeases({ database, table: 'invalidation_targets', seconds: 60, logger: recordingLogger() })
  const deps = { database, leases, owner: 'one', newId: () => `batch-${++made}` }
  expect(await prepare(deps, TARGET, course)).toMatchObject({ kind: 'takenOver' })
  course.owned = true
  const batches: unknown[] = []
  for (let result = await prepare(deps, TARGET, course); result.kind === 'batch';) {
    batches.push(result.batch.items)
    result = await prepare(deps, TARGET, course)
  }
  expect(batches).toEqual([['/alone-1'], ['/other-1', '/other-2'], ['/alone-2'], ['/alone-3']])
})

test('a target that nobody has invalidated is not known of by being woken', async () => {
  const { database } = await startStore()
  const course = newCourse({ headRoom: { paths: 0, wildcards: 0 }, now: () => performance.now() })
  const leases = createLeases({ database, table: 'invalidation_targets', seconds: 60, logger: recordingLogger() })
  await prepare({ database, leases, owner: 'one', newId: () => 'batch' }, TARGET, course)
  expect(await database.query('SELECT FROM invalidation_targets')).toHaveLength(0)
})

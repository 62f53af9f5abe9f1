import { expect, test, vi } from 'vitest'
import { createAudit } from '../../src/audit/audit.ts'
import { listRecords } from '../../src/audit/store.ts'
import { insertInvalidations } from '../../src/invalidation/queue/accept.ts'
import { holdStoreClock } from '../helpers/hold-store-clock.ts'
import { mortalDatabase } from '../helpers/mortal-database.ts'
import { startStore, storeKind } from '../helpers/start-store.ts'
import { recordingLogger } from '../jobs/start-engine.ts'
import { startWithDistribution } from '../resources/start-distribution.ts'

const clock = { now: () => Date.parse('2026-11-20') }
const FACTS = {
  action: 'createInvalidation',
  caller: { id: 'someone' },
  source: '192.0.2.1',
  resource: '/distributions/E1/invalidations',
  distribution: 'E1',
  dryRun: false,
  requestId: 'req-1'
}

async function startAudit() {
  const started = await startStore()
  const database = await holdStoreClock(started.database, clock)
  const logged: object[] = []
  const logger = { ...recordingLogger(), info: (details: object) => void logged.push(details) }
  return { ...started, database, logged, audit: createAudit({ database, clock, logger }) }
}

test('an accepted invalidation is recorded in the statement that accepts it, and a repetition is not a second one', async () => {
  const { database, audit } = await startAudit()
  const row = (id: string) => ({
    id,
    target: '/distributions/E1',
    caller: 'someone',
    priority: 0 as const,
    items: ['/a'],
    lanes: { path: ['/a'], wildcard: [] },
    warnings: [],
    createdAt: new Date(clock.now()),
    record: audit.open(FACTS).record()
  })
  await insertInvalidations(database, [row('inv_1'), row('inv_2')])
  await insertInvalidations(database, [row('inv_2')])
  expect(await listRecords(database, { limit: 10 })).toMatchObject([
    { action: 'createInvalidation', outcome: 'succeeded' },
    { action: 'createInvalidation', outcome: 'succeeded' }
  ])
})

test('the record of an accepted invalidation is written once, with it', async () => {
  const { database, request, url } = await startWithDistribution()
  const asked = vi.spyOn(database, 'query')
  await request
    .post(`${url}/invalidations`)
    .send({ paths: ['/a'] })
    .expect(201)
  expect(asked.mock.calls.filter(([text]) => text.includes('INTO audit_records'))).toHaveLength(1)
})

test('a process that dies after the intent leaves a record with an unknown outcome', async () => {
  const { database } = await startAudit()
  const mortal = mortalDatabase(database)
  const dying = createAudit({ database: mortal.database, clock, logger: recordingLogger() })
  const trail = dying.open(FACTS)
  await trail.begin()
  mortal.kill()
  await expect(trail.end({ outcome: 'succeeded' })).rejects.toThrow('dead')
  expect(await listRecords(database, { outcome: 'unknown', limit: 10 })).toMatchObject([
    { action: 'createInvalidation', outcome: 'unknown', endedAt: undefined }
  ])
})

test('what was rolled back is recorded as the failure that was answered, and what was committed stays', async () => {
  const { database, audit } = await startAudit()
  const [lost, kept] = [audit.open(FACTS), audit.open(FACTS)]
  const failing = database.transaction(async tx => {
    await lost.recordIn(tx)
    throw new Error('the transaction fails')
  })
  await expect(failing).rejects.toThrow('the transaction fails')
  await database.transaction(async tx => kept.recordIn(tx))
  await lost.end({ outcome: 'failed', status: 500 })
  await kept.end({ outcome: 'failed', status: 503 })
  expect((await listRecords(database, { limit: 10 })).map(({ outcome }) => outcome)).toEqual(['succeeded', 'failed'])
})

test.runIf(storeKind === 'postgres')('records of two instances are in one history', async () => {
  const { database, audit, another } = await startAudit()
  const other = createAudit({ database: another(), clock, logger: recordingLogger() })
  await Promise.all(
    Array.from({ length: 40 }, (_, index) => (index % 2 ? audit : other).open(FACTS).end({ outcome: 'succeeded' }))
  )
  const records = await listRecords(database, { limit: 100 })
  expect(new Set(records.map(({ id }) => id)).size).toBe(40)
})

test('a flood of requests that write nothing fills no disk: beyond 120 a minute they are counted, by outcome', async () => {
  const { database, audit, logged } = await startAudit()
  let admitted = 0
  for (let index = 0; index < 500; index++) {
    const outcome = index % 4 > 1 ? 'refused' : 'succeeded'
    if (audit.admit({ ...FACTS, dryRun: index % 4 === 0 }, { outcome, replayed: index % 4 === 1 })) admitted++
  }
  expect(admitted).toBe(120)
  expect(audit.admit({ ...FACTS, caller: { id: 'another' } }, { outcome: 'refused', replayed: false })).toBe(true)
  await audit.close()
  const records = await listRecords(database, { limit: 10 })
  expect(records.toSorted((one, other) => (other.count ?? 0) - (one.count ?? 0)).slice(0, 1)).toMatchObject([
    { caller: { id: 'someone' }, dryRun: false, outcome: 'refused', count: 190 }
  ])
  expect(records).toHaveLength(3)
  expect(records).toContainEqual(expect.objectContaining({ dryRun: true, outcome: 'succeeded', count: 95 }))
  expect(records).toContainEqual(expect.objectContaining({ replayed: true, outcome: 'succeeded', count: 95 }))
  // Newest first in the list, as they were written in the log.
  const lines = records.toReversed().map(({ id, outcome, count }) => ({ id, action: 'manyRequests', outcome, count }))
  expect(logged).toMatchObject(lines.map(audit => ({ audit })))
})

test('a deletion, its steps, a guard, a group and cancellations are recorded with their resources', async () => {
  const started = await startWithDistribution({ enabled: false })
  const { request, url, id, emulator } = started
  await request.put(`${url}/invalidation-guard`).send({ debounceSeconds: 60 }).expect(200)
  const made = await request
    .post(`${url}/invalidations`)
    .send({ paths: ['/held'] })
    .expect(201)
  await request.delete(`${url}/invalidations/${made.body.id}`).expect(200)
  await request.delete(`${url}/invalidation-guard`).expect(204)
  const group = await request.post('/invalidations').send({ selector: { distributionIds: [id] }, paths: ['/x'] })
  expect(group.status, group.text).toBe(201)
  emulator.clock.advance(60)
  await request.put(`${url}/tags`).send({ team: 'web' }).expect(200)
  const deletion = await request.delete(url).set('if-match', '*').set('prefer', 'wait=30')
  expect(deletion.status, deletion.text).toBeLessThan(300)
  const records = (await request.get('/audit').expect(200)).body.items
  const short = records.map(({ action, resource, outcome }: Record<string, string>) => [action, resource, outcome])
  expect(short.slice(-8)).toEqual([
    ['replaceDistributionTags', `${url}/tags`, 'succeeded'],
    ['createInvalidation', `${url}/invalidations/${group.body.children[0].id}`, 'succeeded'],
    ['createInvalidationGroup', `/invalidations/${group.body.id}`, 'succeeded'],
    ['deleteInvalidationGuard', `${url}/invalidation-guard`, 'succeeded'],
    ['cancelInvalidation', `${url}/invalidations/${made.body.id}`, 'succeeded'],
    ['createInvalidation', `${url}/invalidations/${made.body.id}`, 'succeeded'],
    ['replaceInvalidationGuard', `${url}/invalidation-guard`, 'succeeded'],
    ['createDistribution', url, 'succeeded']
  ])
  const operationId = deletion.body.id
  const ofOperation = (await request.get(`/audit?operation=${operationId}`).expect(200)).body.items
  expect(ofOperation.at(-1)).toMatchObject({ action: 'deleteDistribution', operationId, outcome: 'succeeded' })
  expect(ofOperation[0]).toMatchObject({
    action: 'distribution.delete',
    resource: url,
    distributionId: id,
    outcome: 'succeeded',
    caller: ofOperation.at(-1).caller,
    cloudFront: [{ operation: 'DeleteDistribution' }]
  })
})

import { setImmediate } from 'node:timers/promises'
import { expect, test, vi } from 'vitest'
import Type from 'typebox'
import { createAudit } from '../../src/audit/audit.ts'
import { ServiceError } from '../../src/errors.ts'
import { listRecords } from '../../src/audit/store.ts'
import { audit } from '../../src/plugins/audit.ts'
import { authentication } from '../../src/plugins/authentication.ts'
import { startStore } from '../helpers/start-store.ts'
import { deferred, recordingLogger } from '../jobs/start-engine.ts'
import { startRoutes } from '../plugins/start-routes.ts'
import { table } from '../../src/resources/families/table.ts'
import { startApp } from '../helpers/start-app.ts'
import { CERTIFICATE } from '../resources/start-distribution.ts'

type Started = Awaited<ReturnType<typeof startApp>>

/** Nothing is recorded any more, though the rest of the store is well. */
async function breakAudit({ database }: Started) {
  await database.query('ALTER TABLE audit_records ADD CONSTRAINT broken CHECK (false) NOT VALID')
  return { repair: () => database.query('ALTER TABLE audit_records DROP CONSTRAINT broken') }
}

test('a creation that failed before the call to CloudFront does not claim what somebody else has created since', async () => {
  const started = await startApp()
  const { request, emulator } = started
  const example = table.find(({ address }) => address === 'cache-policies')?.example
  const create = (key: string) => request.post('/cache-policies').set('idempotency-key', key).send(example)
  const { repair } = await breakAudit(started)
  expect((await create('mine')).status).toBe(500)
  await repair()
  expect(emulator.calls.count('CreateCachePolicy')).toBe(0)
  expect((await create('theirs')).status).toBe(201)
  const again = await create('mine')
  expect([again.status, again.body.code]).toEqual([409, 'CACHE_POLICY_ALREADY_EXISTS'])
})

test('a move whose records cannot be written is refused, without an unhandled rejection', async () => {
  const started = await startApp()
  const { request, emulator } = started
  const origins = [{ domainName: 'www.example.com' }]
  const made = { origins, viewerCertificate: { acmCertificateArn: CERTIFICATE } }
  await request
    .post('/distributions')
    .send({ ...made, aliases: ['a.example.com'] })
    .expect(201)
  const target = await request.post('/distributions').send(made).expect(201)
  await breakAudit(started)
  const moved = await request.put(`/distributions/${target.body.id}/aliases/a.example.com`)
  expect(moved.status).toBe(500)
  expect(emulator.calls.count('AssociateAlias')).toBe(0)
  // What nobody hears of fails the run of the tests, as it would end the process.
  await setImmediate()
})

test('a move continues if only its history cannot be read, which is logged', async () => {
  const { request, emulator, logs } = await startApp()
  const made = { origins: [{ domainName: 'www.example.com' }], viewerCertificate: { acmCertificateArn: CERTIFICATE } }
  await request
    .post('/distributions')
    .send({ ...made, aliases: ['a.example.com'] })
    .expect(201)
  const target = await request.post('/distributions').send(made).expect(201)
  emulator.faults.add({ kind: 'error', code: 'AccessDenied', status: 403, operations: ['ListDistributions'] })
  await request.put(`/distributions/${target.body.id}/aliases/a.example.com`).expect(201)
  expect(emulator.calls.count('AssociateAlias')).toBe(1)
  expect(logs.filter(line => line.includes('its history does not show the loss'))).toHaveLength(1)
})

test.each([
  ['AccessDenied', 403],
  ['NoSuchFunctionExists', 404]
])('a function is deleted if only its code cannot be read (%s), which is logged', async (code, status) => {
  const { request, emulator, logs } = await startApp()
  await request.post('/functions').send({ name: 'rewrite', code: 'function handler() {}' }).expect(201)
  emulator.faults.add({ kind: 'error', code, status, operations: ['GetFunction'] })
  await request.delete('/functions/rewrite').expect(204)
  expect(emulator.calls.count('DeleteFunction')).toBe(1)
  expect(logs.filter(line => line.includes('the code could not be read'))).toHaveLength(1)
  await request.get('/functions/rewrite').expect(404)
})

const clock = { now: () => Date.parse('2026-11-20') }

test.each([
  ['not begun', [], 'INTERNAL', 'failed'],
  ['refused', ['FUNCTION_ALREADY_EXISTS'], 'FUNCTION_ALREADY_EXISTS', 'refused'],
  ['an error of ours', ['FUNCTION_ALREADY_EXISTS'], 'INTERNAL', 'unknown'],
  ['done in part', [undefined, 'FUNCTION_ALREADY_EXISTS'], 'FUNCTION_ALREADY_EXISTS', 'unknown']
] as const)('the outcome of a write that fails: %s', async (_, calls, code, outcome) => {
  const { database } = await startStore()
  const { app } = await startRoutes(app => {
    void app.register(authentication, { isRequired: false, authenticate: () => undefined })
    void app.register(audit, createAudit({ database, clock, logger: recordingLogger() }))
    void app.register(async app => {
      app.post('/things', { schema: { operationId: 'createThing', body: Type.Object({}) } }, async ({ trail }) => {
        if (calls.length > 0) await trail?.begin()
        for (const failure of calls) trail?.called({ operation: 'CreateFunction', code: failure })
        throw new ServiceError(code, 'It fails.')
      })
    })
  })
  await app.inject({ method: 'POST', url: '/things', body: {} })
  expect(await listRecords(database, { limit: 1 })).toMatchObject([{ outcome, code }])
})

/** A route whose record the store does not take before `gate` is resolved. */
async function startBehindGate() {
  const { database } = await startStore()
  const gate = deferred<void>()
  const slow = createAudit({
    clock,
    logger: recordingLogger(),
    database: {
      ...database,
      async query(text, params) {
        await gate.promise
        return database.query(text, params)
      }
    }
  })
  const { app } = await startRoutes(app => {
    void app.register(authentication, { isRequired: false, authenticate: () => undefined })
    void app.register(audit, { ...slow, waitMs: 1 })
    void app.register(async app => {
      app.post('/things', { schema: { operationId: 'createThing', body: Type.Object({}) } }, async () => 'made')
    })
  })
  return { app, database, gate }
}

test('closing waits for the outcomes that are written behind their answers', async () => {
  const { app, database, gate } = await startBehindGate()
  expect((await app.inject({ method: 'POST', url: '/things', body: {} })).statusCode).toBe(200)
  const closed = app.close()
  // Were it not to wait, it would be closed long before this.
  expect(await Promise.race([closed.then(() => 'closed'), nextTurns()])).toBe('waits')
  gate.resolve()
  await closed
  expect(await listRecords(database, { limit: 1 })).toMatchObject([{ action: 'createThing', outcome: 'succeeded' }])
})

async function nextTurns(): Promise<string> {
  for (let turn = 0; turn < 50; turn += 1) await setImmediate()
  return 'waits'
}

test('an answer does not wait without end for a store that does not take its record', async () => {
  const { app, database, gate } = await startBehindGate()
  const answer = await app.inject({ method: 'POST', url: '/things', body: {} })
  expect(answer.statusCode, answer.body).toBe(200)
  expect(await listRecords(database, { limit: 1 })).toEqual([])
  gate.resolve()
  await vi.waitFor(async () => {
    expect(await listRecords(database, { limit: 1 })).toMatchObject([{ action: 'createThing', outcome: 'succeeded' }])
  })
})

import { expect, test } from 'vitest'
import { startApp } from '../helpers/start-app.ts'

const ORIGIN = { domainName: 'assets.s3.eu-west-1.amazonaws.com' }

test('the tags that a resource is created with are in its record', async () => {
  const { request } = await startApp()
  const tags = { team: 'web' }
  const added = { op: 'add', path: '/tags', value: tags }
  const created = await request
    .post('/distributions')
    .send({ origins: [ORIGIN], tags })
    .expect(201)
  const history = await request.get(`/distributions/${created.body.id}/audit`).expect(200)
  expect(history.body.items[0].changes).toContainEqual(added)
  await request.post('/functions').send({ name: 'tagged', code: 'function handler() {}', tags }).expect(201)
  await request.post('/key-value-stores').send({ name: 'untagged' }).expect(201)
  const { body } = await request.get('/audit?limit=2').expect(200)
  const [untagged, tagged] = body.items as { resource: string; changes: { path: string }[] }[]
  expect(tagged?.changes).toContainEqual(added)
  expect(untagged?.changes.map(({ path }) => path)).not.toContain('/tags')
})

test('the managed origin access control is created with a record of its own', async () => {
  const { request, emulator, logs } = await startApp()
  emulator.faults.add({ kind: 'error', code: 'AccessDenied', status: 403, operations: ['CreateDistribution'] })
  const origins = [{ ...ORIGIN, originAccess: 'managed' }]
  await request.post('/distributions').set('x-request-id', 'refused').send({ origins }).expect(502)
  const [control] = (await request.get('/origin-access-controls').expect(200)).body.items
  const resource = `/origin-access-controls/${control.id}`
  const records = (await request.get(`/audit?resource=${resource}`).expect(200)).body.items
  expect(records).toMatchObject([
    {
      action: 'createOriginAccessControl',
      outcome: 'succeeded',
      requestId: 'refused',
      cloudFront: [{ operation: 'CreateOriginAccessControl' }]
    }
  ])
  expect(records[0].changes).toContainEqual({ op: 'add', path: '/name', value: 'frontage-managed-s3' })
  expect(records[0]).not.toHaveProperty('distributionId')
  const line = expect.objectContaining({ id: records[0].id, resource, outcome: 'succeeded' }) as object
  expect(logs.map(text => JSON.parse(text) as object)).toContainEqual(expect.objectContaining({ audit: line }))
  emulator.faults.clear()
  await request.post('/distributions').send({ origins }).expect(201)
  expect((await request.get(`/audit?resource=${resource}`).expect(200)).body.items).toHaveLength(1)
})

test('a distribution is created although the end of the record of its origin access control could not be stored', async () => {
  const { request, database, logs } = await startApp()
  await database.query(
    `ALTER TABLE audit_records ADD CONSTRAINT broken
     CHECK (action <> 'createOriginAccessControl' OR ended_at IS NULL) NOT VALID`
  )
  const origins = [{ ...ORIGIN, originAccess: 'managed' }]
  const { body } = await request.post('/distributions').send({ origins }).expect(201)
  const { body: audit } = await request.get('/audit').expect(200)
  expect(audit.items).toMatchObject([
    { action: 'createOriginAccessControl', outcome: 'unknown' },
    { action: 'createDistribution', outcome: 'succeeded', resource: `/distributions/${body.id}` }
  ])
  expect(logs.filter(line => line.includes('the outcome of a write could not be recorded'))).toHaveLength(1)
})

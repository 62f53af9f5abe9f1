import { createHash } from 'node:crypto'
import { expect, test } from 'vitest'
import { startApp } from '../helpers/start-app.ts'
import { CERTIFICATE, startWithDistribution, WEB_ACL } from '../resources/start-distribution.ts'

const viewerCertificate = { acmCertificateArn: CERTIFICATE }
type Started = Pick<Awaited<ReturnType<typeof startApp>>, 'request'>

/** The newest records of what is at the address, as far as they say what was changed. */
async function changesAt({ request }: Started, query: string) {
  const { body } = await request.get(`/audit?${query}`).expect(200)
  return body.items.map(({ changes }: { changes?: object[] }) => changes)
}

test('a web ACL that is put on a distribution, and taken off', async () => {
  const started = await startWithDistribution()
  const { request, url, etag } = started
  const put = await request.put(`${url}/web-acl`).send({ webAclId: WEB_ACL }).expect(200)
  const off = await request.delete(`${url}/web-acl`)
  expect(off.status, off.text).toBeLessThan(300)
  const { body } = await request.get(`/audit?resource=${url}/web-acl`).expect(200)
  const [removal, addition] = body.items
  const plain = (version?: string) => version?.replaceAll('"', '')
  expect(addition).toMatchObject({ etagBefore: plain(etag), etagAfter: plain(put.headers.etag) })
  expect(removal).toMatchObject({ etagBefore: plain(put.headers.etag), etagAfter: plain(off.headers.etag) })
  const [op, path] = ['replace', '/webAclId']
  expect(addition.changes).toEqual([{ op, path, value: WEB_ACL, oldValue: '' }])
  expect(removal.changes).toEqual([{ op, path, value: '', oldValue: WEB_ACL }])
})

test('an alias that moves is in the history of the distribution that loses it, with its old aliases', async () => {
  const started = await startWithDistribution({ aliases: ['a.example.com', 'b.example.com'], viewerCertificate })
  const { request, url, id } = started
  const body = { origins: [{ domainName: 'other.example.com' }], viewerCertificate }
  const other = await request.post('/distributions').send(body).expect(201)
  await request.put(`/distributions/${other.body.id}/aliases/a.example.com`).expect(201)
  const [record] = (await request.get(`${url}/audit?limit=1`).expect(200)).body.items
  expect(record).toMatchObject({
    action: 'replaceAlias',
    distributionId: id,
    resource: `${url}/aliases/a.example.com`,
    outcome: 'succeeded',
    changes: [{ op: 'remove', path: '/aliases/0', oldValue: 'a.example.com' }]
  })
  expect(record.cloudFront.at(-1)).toMatchObject({ operation: 'AssociateAlias' })
  expect(started.logs.filter(line => line.includes('"msg":"audit"') && line.includes('"replaceAlias"'))).toHaveLength(2)
})

test('a domain that moves is recorded with what gets it, and in the history of what loses it', async () => {
  const started = await startWithDistribution({ aliases: ['a.example.com'], viewerCertificate, enabled: false })
  const { request, url } = started
  const origins = [{ domainName: 'other.example.com' }]
  const template = await request
    .post('/distributions')
    .send({
      origins,
      viewerCertificate,
      connectionMode: 'tenant-only',
      defaultCacheBehavior: { cachePolicyId: '658327ea-f89d-4fab-a63d-7e88639e58f6' }
    })
    .expect(201)
  const domains = [{ domain: 'one.example.com' }]
  const tenant = await request
    .post('/distribution-tenants')
    .send({ name: 'one', distributionId: template.body.id, domains })
    .expect(201)
  const other = await request.post('/distributions').send({ origins, viewerCertificate }).expect(201)
  const at = '/domains/a.example.com/association'
  await request.put(at).send({ distributionTenantId: tenant.body.id }).expect(200)
  expect(await changesAt(started, `resource=${at}`)).toEqual([
    [{ op: 'add', path: '/domains/1', value: { domain: 'a.example.com' } }]
  ])
  expect(await changesAt(started, `resource=${url}/aliases/a.example.com`)).toEqual([
    [{ op: 'remove', path: '/aliases/0', oldValue: 'a.example.com' }]
  ])
  await request.patch(`/distribution-tenants/${tenant.body.id}`).send({ enabled: false }).expect(200)
  await request.put(at).send({ distributionId: other.body.id }).expect(200)
  expect((await changesAt(started, `resource=${at}`))[0]).toEqual([
    { op: 'add', path: '/aliases/0', value: 'a.example.com' }
  ])
  expect((await changesAt(started, `resource=/distribution-tenants/${tenant.body.id}`))[0]).toEqual([
    { op: 'remove', path: '/domains/1', oldValue: { domain: 'a.example.com' } }
  ])
})

test('additional metrics, turned on, off and away', async () => {
  const started = await startWithDistribution()
  const { request, url } = started
  const at = `${url}/monitoring-subscription`
  const status = (value: string) => ({ realtimeMetricsSubscriptionStatus: value })
  for (const value of ['Enabled', 'Disabled']) {
    await request
      .put(at)
      .send({ realtimeMetricsSubscriptionConfig: status(value) })
      .expect(200)
  }
  await request.delete(at).expect(204)
  const path = '/realtimeMetricsSubscriptionConfig'
  expect(await changesAt(started, `resource=${at}`)).toEqual([
    [{ op: 'remove', path, oldValue: status('Disabled') }],
    [{ op: 'replace', path: `${path}/realtimeMetricsSubscriptionStatus`, value: 'Disabled', oldValue: 'Enabled' }],
    [{ op: 'add', path, value: status('Enabled') }]
  ])
})

test('a copy is recorded with what it is made of', async () => {
  const started = await startWithDistribution({ comment: 'the original' })
  const copy = await started.request.post(`${started.url}/copies`).send({}).expect(201)
  const [changes] = await changesAt(started, `resource=/distributions/${copy.body.id}`)
  expect(changes).toContainEqual({ op: 'add', path: '/comment', value: 'the original' })
  expect(changes).toContainEqual({ op: 'add', path: '/staging', value: true })
})

test('a guard that is changed and removed, with what it was', async () => {
  const started = await startWithDistribution()
  const { request, url } = started
  const at = `${url}/invalidation-guard`
  for (const debounceSeconds of [60, 90]) await request.put(at).send({ debounceSeconds }).expect(200)
  await request.delete(at).expect(204)
  const path = '/debounceSeconds'
  expect(await changesAt(started, `resource=${at}`)).toEqual([
    [{ op: 'remove', path, oldValue: 90 }],
    [{ op: 'replace', path, value: 90, oldValue: 60 }],
    [{ op: 'add', path, value: 60 }]
  ])
})

test('a deletion, of a policy as of a distribution, with what was there', async () => {
  const started = await startWithDistribution({ comment: 'the last words', enabled: false })
  const { request, url, emulator } = started
  const policy = await request.post('/key-groups').send({ name: 'none', items: [] })
  const made = policy.status === 201 ? policy : await request.post('/origin-access-controls').send({ name: 'access' })
  expect(made.status, made.text).toBe(201)
  const at = made.headers.location ?? ''
  await request.delete(at).expect(204)
  const [changes] = await changesAt(started, `resource=${at}&limit=1`)
  expect(changes).toContainEqual({ op: 'remove', path: '/name', oldValue: made.body.config.name })
  emulator.clock.advance(60)
  await request.delete(url).set('if-match', '*').set('prefer', 'wait=30')
  const [step] = await changesAt(started, 'action=distribution.delete&limit=1')
  expect(step).toContainEqual({ op: 'remove', path: '/comment', oldValue: 'the last words' })
})

test('a token that is revoked, with what it was for', async () => {
  const hash = createHash('sha256').update('an-admin').digest('hex')
  const { request } = await startApp({ apiTokenHashes: [hash] })
  const authorization = 'Bearer an-admin'
  const body = { name: 'pipeline', owner: 'web-team', scopes: ['invalidations:write'], paths: ['/blog/*'] }
  const { id } = (await request.post('/tokens').set({ authorization }).send(body).expect(201)).body
  for (let time = 0; time < 2; time++) await request.delete(`/tokens/${id}`).set({ authorization }).expect(204)
  const { items } = (await request.get(`/audit?resource=/tokens/${id}`).set({ authorization }).expect(200)).body
  expect(items.map(({ changes }: { changes: object[] }) => changes)).toEqual([
    [],
    [{ op: 'remove', path: '', oldValue: body }],
    [{ op: 'add', path: '', value: body }]
  ])
})

import { expect, test } from 'vitest'
import { startApp } from '../helpers/start-app.ts'
import { CERTIFICATE } from './start-distribution.ts'

const origins = [{ domainName: 'www.example.com' }]
const viewerCertificate = { acmCertificateArn: CERTIFICATE }

/** A distribution that has a domain, another one without any, and a tenant. */
async function start() {
  const app = await startApp()
  const create = async (address: string, body: object) => {
    const { status, text, body: made, headers } = await app.request.post(address).send(body)
    expect(status, text).toBe(201)
    return { id: made.id as string, url: `${address}/${made.id}`, etag: String(headers.etag) }
  }
  const holder = await create('/distributions', { origins, viewerCertificate, aliases: ['shop.example.com'] })
  const empty = await create('/distributions', { origins, viewerCertificate })
  const template = await create('/distributions', {
    origins,
    viewerCertificate,
    connectionMode: 'tenant-only',
    defaultCacheBehavior: { cachePolicyId: '658327ea-f89d-4fab-a63d-7e88639e58f6' }
  })
  const tenant = await create('/distribution-tenants', {
    name: 'one',
    distributionId: template.id,
    domains: [{ domain: 'one.example.com' }]
  })
  return { ...app, holder, empty, tenant, at: '/domains/shop.example.com' }
}

test('a domain goes from a disabled distribution to a tenant, and from there to a distribution', async () => {
  const { request, holder, empty, tenant, at, emulator } = await start()
  const target = { distributionTenantId: tenant.id }
  const early = await request.put(`${at}/association`).send(target)
  expect([early.status, early.body.code]).toEqual([400, 'ILLEGAL_UPDATE'])
  await request.patch(holder.url).send({ enabled: false }).expect(200)
  const stale = await request.put(`${at}/association`).set('If-Match', '"E0"').send(target)
  expect([stale.status, stale.body.code]).toEqual([412, 'ETAG_MISMATCH'])
  const moved = await request.put(`${at}/association`).set('If-Match', tenant.etag).send(target)
  expect([moved.status, moved.body], moved.text).toEqual([200, { domain: 'shop.example.com', ...target }])
  const now = await request.get(tenant.url).expect(200)
  expect([now.headers.etag, now.body.config.domains]).toEqual([
    moved.headers.etag,
    [{ domain: 'one.example.com' }, { domain: 'shop.example.com' }]
  ])
  const calls = emulator.calls.count('UpdateDomainAssociation')
  const again = await request.put(`${at}/association`).send(target).expect(200)
  expect([again.headers.etag, emulator.calls.count('UpdateDomainAssociation')]).toEqual([moved.headers.etag, calls])

  await request.patch(tenant.url).send({ enabled: false }).expect(200)
  emulator.faults.add({ kind: 'resetAfter', operations: ['UpdateDomainAssociation'], count: 1 })
  const back = await request.put(`${at}/association`).send({ distributionId: empty.id })
  expect([back.status, back.body], back.text).toEqual([200, { domain: 'shop.example.com', distributionId: empty.id }])
  const there = await request.get(empty.url).expect(200)
  expect([there.headers.etag, there.body.config.aliases]).toEqual([back.headers.etag, ['shop.example.com']])
})

test('what else has a domain is listed; one target is wanted, and one that is there', async () => {
  const { request, tenant, at } = await start()
  const found = await request.get(`${at}/conflicts?distributionTenantId=${tenant.id}`)
  expect(found.status, found.text).toBe(200)
  const hidden = expect.stringMatching(/^\*+\w+$/)
  expect(found.body.items).toEqual([
    { domain: 'shop.example.com', resourceType: 'distribution', resourceId: hidden, accountId: hidden }
  ])
  const own = await request.get(`/domains/one.example.com/conflicts?distributionTenantId=${tenant.id}`).expect(200)
  expect(own.body.items).toEqual([])
  for (const query of ['', `?distributionTenantId=${tenant.id}&distributionId=E1`]) {
    const { status, body } = await request.get(`${at}/conflicts${query}`)
    expect([status, body.code]).toEqual([400, 'VALIDATION_FAILED'])
  }
  for (const target of [{}, { distributionTenantId: tenant.id, distributionId: 'E1' }, { id: 'E1' }]) {
    const { status, body } = await request.put(`${at}/association`).send(target)
    expect([status, body.code]).toEqual([400, 'VALIDATION_FAILED'])
  }
  await request.put(`${at}/association`).send({ distributionTenantId: 'dt_none' }).expect(404)
  await request.put('/domains/no_domain/association').send({ distributionId: 'E1' }).expect(400)
})

test('the DNS of a tenant is checked, for all of its domains or one', async () => {
  const { request, tenant } = await start()
  const all = await request.post(`${tenant.url}/dns-check`)
  expect([all.status, all.body.items], all.text).toEqual([
    200,
    [{ domain: 'one.example.com', status: 'unknown-configuration', reason: expect.any(String) }]
  ])
  const one = await request.post(`${tenant.url}/dns-check?domain=one.example.com`).expect(200)
  expect(one.body).toEqual(all.body)
  await request.post(`${tenant.url}/dns-check?domain=two.example.com`).expect(404)
})

test('the managed certificate of a tenant is shown, and 404 if it has none', async () => {
  const { request, tenant } = await start()
  await request.get(`${tenant.url}/managed-certificate`).expect(404)
  const managedCertificateRequest = { validationTokenHost: 'cloudfront', primaryDomainName: 'one.example.com' }
  await request.patch(tenant.url).send({ managedCertificateRequest }).expect(200)
  const shown = await request.get(`${tenant.url}/managed-certificate`)
  expect(shown.status, shown.text).toBe(200)
  expect(shown.body).toMatchObject({
    certificateStatus: 'pending-validation',
    validationTokenHost: 'cloudfront',
    validationTokenDetails: [{ domain: 'one.example.com' }]
  })
})

test('a dry run says what the target would have, and nothing is called', async () => {
  const { request, empty, tenant, at, emulator } = await start()
  const toTenant = await request.put(`/dry-run${at}/association`).send({ distributionTenantId: tenant.id })
  expect([toTenant.status, toTenant.headers.etag, toTenant.body.diff], toTenant.text).toEqual([
    200,
    tenant.etag,
    [{ op: 'add', path: '/domains/1', value: { domain: 'shop.example.com' } }]
  ])
  const target = { distributionId: empty.id }
  const toDistribution = await request.put(`${at}/association?dryRun=true`).send(target).expect(200)
  expect(toDistribution.body.diff).toEqual([{ op: 'add', path: '/aliases/0', value: 'shop.example.com' }])
  await request.put(`/dry-run${at}/association`).set('If-Match', '"E0"').send(target).expect(412)
  await request.put(`/dry-run${at}/association`).send({}).expect(400)
  expect(emulator.calls.count('UpdateDomainAssociation')).toBe(0)
})

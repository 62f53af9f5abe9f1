import { expect, test } from 'vitest'
import { startApp } from '../../helpers/start-app.ts'
import { multiTenant } from './cases.ts'

const WEB_ACL = 'arn:aws:wafv2:us-east-1:123456789012:global/webacl/shop/473e64fd-f30b-4765-81a0-62ad96dd167a'

async function start() {
  const app = await startApp()
  const { distributionId } = await multiTenant(app)
  const create = async (name: string, more: object = {}) => {
    const domains = [{ domain: `${name}.example.com` }]
    const tenant = { name, distributionId, domains, ...more }
    const created = await app.request.post('/distribution-tenants').send(tenant)
    expect(created.status, created.text).toBe(201)
    return { url: String(created.headers.location), etag: String(created.headers.etag), body: created.body }
  }
  const namesOf = async (query: string, expected = 200) => {
    const listed = await app.request.get(`/distribution-tenants?${query}`)
    expect(listed.status, listed.text).toBe(expected)
    return expected === 200 ? listed.body.items.map(({ name }: { name: string }) => name) : listed.body
  }
  return { ...app, distributionId, create, namesOf }
}

test('tenants are found by domain, distribution, connection group, web ACL and certificate', async () => {
  const { request, distributionId, create, namesOf } = await start()
  const { body: group } = await request.post('/connection-groups').send({ name: 'others' }).expect(201)
  const one = await create('one')
  await create('two', { connectionGroupId: group.id })
  await request.put(`${one.url}/web-acl`).send({ webAclId: WEB_ACL }).expect(200)
  expect(await namesOf('domain=two.example.com')).toEqual(['two'])
  expect(await namesOf('domain=three.example.com')).toEqual([])
  expect(await namesOf(`connectionGroupId=${group.id}`)).toEqual(['two'])
  expect((await namesOf(`distributionId=${distributionId}`)).toSorted()).toEqual(['one', 'two'])
  expect(await namesOf(`webAclId=${encodeURIComponent(WEB_ACL)}`)).toEqual(['one'])
  const certificate = 'arn:aws:acm:us-east-1:123456789012:certificate/7779f0ed-5111-45bd-aed3-c5fc27f6f1db'
  expect(await namesOf(`certificateArn=${encodeURIComponent(certificate)}`)).toEqual([])
  const both = await namesOf(`domain=one.example.com&distributionId=${distributionId}`, 400)
  expect(both).toMatchObject({ code: 'VALIDATION_FAILED', errors: [{ parameter: 'domain' }] })
})

test('a connection group is found by its routing endpoint', async () => {
  const { request } = await start()
  const { body: group } = await request.post('/connection-groups').send({ name: 'others' }).expect(201)
  const found = await request.get(`/connection-groups?routingEndpoint=${group.routingEndpoint}`).expect(200)
  expect(found.body.items).toMatchObject([{ id: group.id, etag: group.etag }])
  const none = await request.get('/connection-groups?routingEndpoint=d1.cloudfront.net').expect(200)
  expect(none.body.items).toEqual([])
})

test('a connection group in use stays enabled until nothing uses it, and then goes', async () => {
  const { request, emulator, create } = await start()
  emulator.clock.release()
  const { body: group } = await request.post('/connection-groups').send({ name: 'others' }).expect(201)
  const tenant = await create('one', { connectionGroupId: group.id })
  const url = `/connection-groups/${group.id}`
  const waiting = await request.delete(`${url}?whenFree=true`).set('Prefer', 'wait=1').expect(202)
  expect(waiting.body.reason).toContain(tenant.url)
  expect((await request.get(url).expect(200)).body.config.enabled).toBe(true)
  await request.delete(tenant.url).set('Prefer', 'wait=30').expect(200)
  const ended = await request.get(String(waiting.headers.location)).set('Prefer', 'wait=60')
  expect(ended.body.status).toBe('succeeded')
}, 90_000)

test('web ACL: put, put again without a write, taken off, and the rest stays', async () => {
  const { request, create, emulator } = await start()
  const { url, etag, body } = await create('one')
  const at = `${url}/web-acl`
  const stale = await request.put(at).set('If-Match', '"E0"').send({ webAclId: WEB_ACL })
  expect([stale.status, stale.body.code]).toEqual([412, 'ETAG_MISMATCH'])
  const put = await request.put(at).set('If-Match', etag).send({ webAclId: WEB_ACL })
  expect([put.status, put.body], put.text).toEqual([200, { webAclId: WEB_ACL }])
  const again = await request.put(at).send({ webAclId: WEB_ACL }).expect(200)
  expect(again.headers.etag).toBe(put.headers.etag)
  expect(emulator.calls.count('AssociateDistributionTenantWebACL')).toBe(1)
  const read = await request.get(url).expect(200)
  expect(read.body.config).toEqual({
    ...body.config,
    customizations: { webAcl: { action: 'override', arn: WEB_ACL } }
  })
  const off = await request.delete(at).expect(204)
  expect((await request.get(url).expect(200)).headers.etag).toBe(off.headers.etag)
  await request.delete(at).expect(204)
  expect(emulator.calls.count('DisassociateDistributionTenantWebACL')).toBe(1)
})

test('web ACL: a write whose answer is lost was made, 400 for another ARN, 404 for no tenant', async () => {
  const { request, create, emulator } = await start()
  const { url, etag } = await create('one')
  emulator.faults.add({ kind: 'resetAfter', operations: ['AssociateDistributionTenantWebACL'], count: 1 })
  await request.put(`${url}/web-acl`).set('If-Match', etag).send({ webAclId: WEB_ACL }).expect(200)
  await request.put(`${url}/web-acl`).send({ webAclId: 'shop' }).expect(400)
  await request.put('/distribution-tenants/dt_none/web-acl').send({ webAclId: WEB_ACL }).expect(404)
})

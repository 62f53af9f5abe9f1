import { expect, onTestFinished, test } from 'vitest'
import { createCloudFrontClient, localCredentials } from '../../../src/cloudfront/client.ts'
import { createTagReader } from '../../../src/configuration/tags/tag-reader.ts'
import { access } from '../../../src/resources/families/access.ts'
import { createFamilies } from '../../../src/resources/families/families.ts'
import { startEmulator } from '../../emulator/start-emulator.ts'
import { startApp } from '../../helpers/start-app.ts'
import { recordingLogger } from '../../jobs/start-engine.ts'
import { CLOUDFRONT_JSON } from '../start-distribution.ts'
import { multiTenant } from './cases.ts'

const CERTIFICATE = 'arn:aws:acm:us-east-1:123456789012:certificate/7779f0ed-5111-45bd-aed3-c5fc27f6f1db'
const WEB_ACL = 'arn:aws:wafv2:us-east-1:123456789012:global/webacl/shop/473e64fd-f30b-4765-81a0-62ad96dd167a'
const customizations = {
  webAcl: { action: 'override', arn: WEB_ACL },
  certificate: { arn: CERTIFICATE }
}

async function start() {
  const app = await startApp()
  const create = async (address: string, body: object) => {
    const created = await app.request.post(address).send(body)
    expect(created.status, created.text).toBe(201)
    return { url: String(created.headers.location), etag: String(created.headers.etag), body: created.body }
  }
  const list = async () => (await create('/anycast-ip-lists', { name: 'fixed', ipCount: 21 })).body.id as string
  const tenant = async (more: object = {}) => {
    const { distributionId } = await multiTenant(app)
    const domains = [{ domain: 'one.example.com' }]
    return create('/distribution-tenants', { name: 'one', distributionId, domains, ...more })
  }
  return { ...app, create, list, tenant }
}

test('null takes the Anycast IP list off a connection group, and the dry run says so', async () => {
  const { request, create, list } = await start()
  const { url } = await create('/connection-groups', { name: 'fixed', anycastIpListId: await list() })
  const dry = await request.patch(`${url}?dryRun=true`).send({ anycastIpListId: null }).expect(200)
  expect(dry.body.diff).toMatchObject([{ op: 'remove', path: '/anycastIpListId' }])
  const patched = await request.patch(url).send({ anycastIpListId: null }).expect(200)
  expect(patched.body.config).not.toHaveProperty('anycastIpListId')
  expect((await request.get(url).expect(200)).body).toMatchObject({
    etag: patched.body.etag,
    config: { enabled: true }
  })
})

test('a PUT without the Anycast IP list takes it off, too, in either format', async () => {
  const { request, create, list } = await start()
  const anycastIpListId = await list()
  const { url } = await create('/connection-groups', { name: 'fixed', anycastIpListId })
  const put = await request.put(url).set('If-Match', '*').send({ ipv6Enabled: true, enabled: true }).expect(200)
  expect(put.body.config).toEqual({ ipv6Enabled: true, enabled: true })
  await request.patch(url).send({ anycastIpListId }).expect(200)
  const own = await request
    .put(url)
    .set({ 'If-Match': '*', 'Content-Type': CLOUDFRONT_JSON })
    .send(JSON.stringify({ Ipv6Enabled: true, Enabled: true, AnycastIpListId: '' }))
  expect([own.status, own.body.config], own.text).toEqual([200, { ipv6Enabled: true, enabled: true }])
})

test('null takes the customizations and the parameters of a tenant away, all of them or one', async () => {
  const { request, tenant } = await start()
  const { url } = await tenant({ customizations })
  const one = await request
    .patch(url)
    .send({ customizations: { webAcl: null } })
    .expect(200)
  expect(one.body.config.customizations).toEqual({ certificate: { arn: CERTIFICATE } })
  const none = await request.patch(url).send({ customizations: null }).expect(200)
  expect(none.body.config).not.toHaveProperty('customizations')
})

test.each([
  { customizations: null },
  { parameters: null },
  { customizations: { webAcl: null } },
  { customizations: {} }
])('a patch that takes away what is not there changes nothing and calls nothing: %j', async patch => {
  const { request, emulator, tenant } = await start()
  const { url, etag } = await tenant()
  const patched = await request.patch(url).send(patch)
  expect([patched.status, patched.headers.etag], patched.text).toEqual([200, etag])
  expect(emulator.calls.count('UpdateDistributionTenant')).toBe(0)
})

test('null is the default of what has one', async () => {
  const { request, create, tenant } = await start()
  const group = await create('/connection-groups', { name: 'others', enabled: false })
  expect((await request.patch(group.url).send({ enabled: null }).expect(200)).body.config.enabled).toBe(true)
  const list = await create('/anycast-ip-lists', { name: 'fixed', ipCount: 21, ipAddressType: 'dualstack' })
  const changed = await request.patch(list.url).send({ ipAddressType: null }).expect(200)
  expect(changed.body.config.ipAddressType).toBe('ipv4')
  const one = await tenant({ enabled: false })
  expect((await request.patch(one.url).send({ enabled: null }).expect(200)).body.config.enabled).toBe(true)
})

test('removals that an update cannot express are 400 naming the member, in a patch and in a whole configuration', async () => {
  const { request, emulator, create } = await start()
  const { url, etag } = await create('/connection-groups', { name: 'others' })
  const patched = await request.patch(url).send({ ipv6Enabled: null })
  expect([patched.status, patched.body.errors], patched.text).toEqual([
    400,
    [{ pointer: '/ipv6Enabled', detail: expect.stringContaining('set another value') }]
  ])
  const put = await request.put(url).set('If-Match', '*').send({ enabled: true, ipv6Enabled: null })
  expect([put.status, put.body.errors?.[0].pointer]).toEqual([400, '/ipv6Enabled'])
  const kept = await request.put(url).set('If-Match', '*').send({ enabled: true })
  expect([kept.status, kept.body.config.ipv6Enabled]).toEqual([200, true])
  expect((await request.get(url).expect(200)).headers.etag).toBe(etag)
  expect(emulator.calls.count('UpdateConnectionGroup')).toBe(0)
})

test.each(['domains', 'connectionGroupId', 'distributionId'])('tenants: %s cannot be taken away', async member => {
  const { request, tenant } = await start()
  const { url } = await tenant()
  const patched = await request.patch(url).send({ [member]: null })
  expect([patched.status, patched.body.errors?.[0].pointer], patched.text).toEqual([400, `/${member}`])
})

test('where CloudFront keeps what a change was to take away, the change is not reported as done', async () => {
  const { url } = await startEmulator()
  const cloudfront = createCloudFrontClient({ endpoint: url, region: 'us-east-1', credentials: localCredentials })
  onTestFinished(() => cloudfront.destroy())
  // As a CloudFront would do that takes an empty id for none at all.
  cloudfront.middlewareStack.add(
    next => args => {
      const { AnycastIpListId: id, ...others } = args.input as { AnycastIpListId?: string }
      return next({ ...args, input: id === '' ? others : args.input })
    },
    { step: 'initialize' }
  )
  const families = createFamilies({ cloudfront, tagReader: createTagReader({ cloudfront }), logger: recordingLogger() })
  const create = async (address: string, body: Record<string, unknown>) => {
    const created = await families
      .get(address)
      ?.service.create({ format: 'json', body }, { callerReference: 'reference' })
    return created?.id ?? ''
  }
  const anycastIpListId = await create('anycast-ip-lists', { name: 'fixed', ipCount: 21 })
  const group = await create('connection-groups', { name: 'fixed', anycastIpListId })
  const patched = families.get('connection-groups')?.service.patch(group, { anycastIpListId: null }, undefined)
  await expect(patched).rejects.toMatchObject({
    code: 'CLOUDFRONT_CONFLICT',
    message: expect.stringContaining('anycastIpListId')
  })
})

test('null of what is empty already, or of the caller reference, which never changes, writes nothing', async () => {
  const { request, create, emulator } = await start()
  const key = access.find(({ address }) => address === 'public-keys')?.example ?? {}
  const { url, etag } = await create('/public-keys', key)
  for (const patch of [{ comment: null }, { callerReference: null }]) {
    const patched = await request.patch(url).send(patch)
    expect([patched.status, patched.headers.etag], patched.text).toEqual([200, etag])
  }
  expect(emulator.calls.count('UpdatePublicKey')).toBe(0)
})

import {
  CreateDistributionTenantCommand,
  GetInvalidationForDistributionTenantCommand,
  ListInvalidationsForDistributionTenantCommand
} from '@aws-sdk/client-cloudfront'
import { expect, test, vi } from 'vitest'
import { places, startWithDistribution } from './start-distribution.ts'

/** A multi-tenant distribution with two tenants. */
async function startWithTenants(body: object = {}) {
  const started = await startWithDistribution({
    connectionMode: 'tenant-only',
    priceClass: 'None',
    isIpv6Enabled: false,
    ...body
  })
  const { cloudfront } = started
  const createTenant = async (name: string) => {
    const { DistributionTenant } = await cloudfront.send(
      new CreateDistributionTenantCommand({
        DistributionId: started.id,
        Name: name,
        Domains: [{ Domain: `${name}.example.com` }]
      })
    )
    return DistributionTenant?.Id ?? ''
  }
  const [one, two] = [await createTenant('one'), await createTenant('two')]
  const address = (tenant: string) => `/distribution-tenants/${tenant}/invalidations`
  return { ...started, one, two, address }
}

test('POST distribution-tenants/:id/invalidations: 201, CloudFront has it for that tenant alone, and it completes', async () => {
  const { request, one, two, address, cloudfront, emulator } = await startWithTenants()
  const created = await request.post(address(one)).send({ paths: ['/a b.jpg', '/img/*', '/img/x'] })
  expect(created.status, created.text).toBe(201)
  expect(created.headers.location).toBe(`${address(one)}/${created.body.id}`)
  expect(created.body).toMatchObject({ paths: ['/a%20b.jpg', '/img/*'], progress: { total: 2 } })

  await vi.waitFor(() => expect(emulator.calls.count('CreateInvalidationForDistributionTenant')).toBeGreaterThan(0), {
    timeout: 15_000
  })
  emulator.clock.advance(60)
  const ended = await request.get(created.headers.location ?? '').set('prefer', 'wait=20')
  expect(ended.body).toMatchObject({ status: 'succeeded', progress: { total: 2, submitted: 2, completed: 2 } })

  const [atCloudFront] = ended.body.cloudFrontInvalidations
  const { Invalidation } = await cloudfront.send(
    new GetInvalidationForDistributionTenantCommand({ DistributionTenantId: one, Id: atCloudFront.id })
  )
  expect(Invalidation?.InvalidationBatch?.Paths?.Items?.sort()).toEqual(['/a%20b.jpg', '/img/*'])
  const others = await cloudfront.send(new ListInvalidationsForDistributionTenantCommand({ Id: two }))
  expect(others.InvalidationList?.Quantity).toBe(0)
  expect(emulator.calls.count('CreateInvalidation')).toBe(0)
})

test('GET distribution-tenants/:id/invalidations: its own, and with source=cloudfront those made elsewhere', async () => {
  const { request, one, two, address, cloudfront } = await startWithTenants()
  const created = await request.post(address(one)).send({ paths: ['/a'] })
  const own = await request.get(address(one))
  expect(own.body.items.map(({ id }: { id: string }) => id)).toEqual([created.body.id])
  expect((await request.get(address(two))).body.items).toEqual([])
  await vi.waitFor(
    async () => {
      const { body } = await request.get(`${address(one)}?source=cloudfront`)
      const { InvalidationList } = await cloudfront.send(new ListInvalidationsForDistributionTenantCommand({ Id: one }))
      expect(body.items).toHaveLength(1)
      expect(body.items[0].id).toBe(InvalidationList?.Items?.[0]?.Id)
    },
    { timeout: 15_000 }
  )
})

test('an invalidation is found at the address of its own tenant only', async () => {
  const { request, one, two, address } = await startWithTenants()
  const { body } = await request.post(address(one)).send({ paths: ['/a'] })
  expect((await request.get(`${address(one)}/${body.id}`)).status).toBe(200)
  for (const elsewhere of [`${address(two)}/${body.id}`, `/distributions/E1234567890ABC/invalidations/${body.id}`]) {
    const missing = await request.get(elsewhere)
    expect([missing.status, missing.body.code], elsewhere).toEqual([404, 'INVALIDATION_NOT_FOUND'])
  }
})

test('POST distribution-tenants/:id/invalidations: 404 for an unknown tenant, 400 naming each bad path', async () => {
  const { request, one, address, emulator } = await startWithTenants()
  const unknown = await request.post(address('dt_unknown')).send({ paths: ['/a'] })
  expect(unknown.status, unknown.text).toBe(404)
  const named = await request.post(address('one')).send({ paths: ['/a'] })
  expect([named.status, named.body.remedy]).toEqual([404, `Use its id, ${one}.`])
  const bad = await request.post(address(one)).send({ paths: ['/a', 'b'] })
  expect([bad.status, places(bad.body)]).toEqual([400, ['/paths/1']])
  expect(emulator.calls.count('CreateInvalidationForDistributionTenant')).toBe(0)
})

test('POST distribution-tenants/:id/invalidations: tags need a distribution that reads them', async () => {
  const without = await startWithTenants()
  const refused = await without.request.post(without.address(without.one)).send({ cacheTags: ['product:1'] })
  expect([refused.status, refused.body.code]).toEqual([409, 'CACHE_TAGS_NOT_CONFIGURED'])
  const { request, one, address } = await startWithTenants({ cacheTagConfig: { headerName: 'Cache-Tag' } })
  const accepted = await request.post(address(one)).send({ cacheTags: ['product:1'] })
  expect([accepted.status, accepted.body.cacheTags]).toEqual([201, ['product:1']])
})

test('one tenant’s full quota does not hold up another tenant', async () => {
  const { request, one, two, address, emulator } = await startWithTenants()
  const wildcards = (count: number) => ({ paths: Array.from({ length: count }, (_, index) => `/${index}/*`) })
  await request.post(address(one)).send(wildcards(16))
  await request.post(address(two)).send(wildcards(15))
  await vi.waitFor(
    async () => {
      const [first] = (await request.get(address(one))).body.items
      expect(first).toMatchObject({ progress: { submitted: 15 }, waitingFor: { reason: 'wildcardQuota' } })
      expect((await request.get(address(two))).body.items[0].progress.submitted).toBe(15)
    },
    { timeout: 15_000 }
  )
  emulator.clock.advance(60)
  await vi.waitFor(async () => expect((await request.get(address(one))).body.items[0].progress.submitted).toBe(16), {
    timeout: 15_000
  })
})

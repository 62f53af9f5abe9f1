import * as CF from '@aws-sdk/client-cloudfront'
import { expect, test } from 'vitest'
import { operations } from '../../src/cloudfront/model/shapes.ts'
import { createClock } from '../../src/emulator/clock.ts'
import { createIdentifiers } from '../../src/emulator/identifiers.ts'
import { createKeyValueStores } from '../../src/emulator/key-value-stores/key-value-stores.ts'
import { createQuotas } from '../../src/emulator/quotas.ts'
import { INVALIDATIONS, TENANTS } from '../../src/emulator/records.ts'
import { createHandlers } from '../../src/emulator/resources/handlers.ts'
import { createStore } from '../../src/emulator/store.ts'
import { createTrust } from '../../src/emulator/trust.ts'
import { invalidate } from './distribution-calls.ts'
import { recordingLog } from './recording-log.ts'
import { refusal, refusalCode } from './refusal.ts'
import { times } from './sample-config.ts'
import { startEmulator } from './start-emulator.ts'
import { createMultiTenant, createTenant, invalidateTenant } from './tenant-calls.ts'

async function startWithTenants() {
  const started = await startEmulator({ propagationSeconds: 60 })
  const { Id: distributionId } = await createMultiTenant(started.client)
  const one = await createTenant(started.client, distributionId)
  const two = await createTenant(started.client, distributionId)
  return { ...started, distributionId, one, two }
}

test('CreateInvalidationForDistributionTenant: 201, a Location, and Completed when the propagation time is over', async () => {
  const { client, emulator, url, one } = await startWithTenants()
  const InvalidationBatch = { CallerReference: 'one', Paths: { Quantity: 2, Items: ['/a', '/b/*'] } }
  const answer = await client.send(
    new CF.CreateInvalidationForDistributionTenantCommand({ Id: one.Id, InvalidationBatch })
  )
  const Id = answer.Invalidation?.Id
  expect(answer.$metadata.httpStatusCode).toBe(201)
  expect(answer.Location).toBe(`${url}/2020-05-31/distribution-tenant/${one.Id}/invalidation/${Id}`)
  expect(answer.Invalidation).toMatchObject({ Status: 'InProgress', InvalidationBatch })
  emulator.clock.advance(60)
  const read = await client.send(
    new CF.GetInvalidationForDistributionTenantCommand({ DistributionTenantId: one.Id, Id })
  )
  expect(read.Invalidation).toEqual({ ...answer.Invalidation, Status: 'Completed' })
})

test('paths, wildcards and caller references are counted per tenant, and apart from the distribution’s', async () => {
  const { client, distributionId, one, two } = await startWithTenants()
  const paths = [...times(2985, index => `/p${index}`), ...times(15, index => `/w${index}/*`)]
  const first = await invalidateTenant(client, one.Id, paths, 'same')
  expect(await refusalCode(invalidateTenant(client, one.Id, ['/more']))).toBe('TooManyInvalidationsInProgress')
  expect((await invalidateTenant(client, two.Id, paths, 'same')).Id).not.toBe(first.Id)
  expect((await invalidate(client, distributionId, paths, 'same')).Id).not.toBe(first.Id)
})

test('the same caller reference and paths give the tenant’s earlier invalidation, other paths are refused', async () => {
  const { client, one } = await startWithTenants()
  const first = await invalidateTenant(client, one.Id, ['/a', '/b'], 'same')
  expect((await invalidateTenant(client, one.Id, ['/b', '/a'], 'same')).Id).toBe(first.Id)
  expect(await refusalCode(invalidateTenant(client, one.Id, ['/c'], 'same'))).toBe('InvalidArgument')
})

test('ListInvalidationsForDistributionTenant: newest first, and nobody else’s', async () => {
  const { client, distributionId, one, two } = await startWithTenants()
  const made = [await invalidateTenant(client, one.Id, ['/a']), await invalidateTenant(client, one.Id, ['/b'])]
  await invalidateTenant(client, two.Id, ['/c'])
  await invalidate(client, distributionId, ['/d'])
  const { InvalidationList } = await client.send(
    new CF.ListInvalidationsForDistributionTenantCommand({ Id: one.Id, MaxItems: 1 })
  )
  expect(InvalidationList).toMatchObject({ Quantity: 1, IsTruncated: true, Items: [{ Id: made[1]?.Id }] })
  const rest = await client.send(
    new CF.ListInvalidationsForDistributionTenantCommand({ Id: one.Id, Marker: InvalidationList?.NextMarker })
  )
  expect(rest.InvalidationList?.Items?.map(({ Id }) => Id)).toEqual([made[0]?.Id])
})

test('an unknown tenant is EntityNotFound, and an invalidation of another one NoSuchInvalidation', async () => {
  const { client, one, two } = await startWithTenants()
  const missing = { code: 'EntityNotFound', status: 404 }
  expect(await refusal(invalidateTenant(client, 'dt_unknown', ['/a']))).toMatchObject(missing)
  const list = client.send(new CF.ListInvalidationsForDistributionTenantCommand({ Id: 'dt_unknown' }))
  expect(await refusal(list)).toMatchObject(missing)
  const { Id } = await invalidateTenant(client, one.Id, ['/a'])
  const read = (DistributionTenantId: string) =>
    refusal(client.send(new CF.GetInvalidationForDistributionTenantCommand({ DistributionTenantId, Id })))
  expect(await read('dt_unknown')).toMatchObject(missing)
  expect(await read(two.Id)).toMatchObject({ code: 'NoSuchInvalidation', status: 404 })
})

test('bad paths and wrong quantities are refused as for a distribution', async () => {
  const { client, one } = await startWithTenants()
  expect(await refusalCode(invalidateTenant(client, one.Id, ['/fine', 'bad']))).toBe('InvalidArgument')
  expect(
    await refusalCode(
      invalidateTenant(
        client,
        one.Id,
        times(3001, index => `/${index}`)
      )
    )
  ).toBe('BatchTooLarge')
  const InvalidationBatch = { CallerReference: 'a', Paths: { Quantity: 1, Items: ['/a', '/b'] } }
  const wrong = client.send(new CF.CreateInvalidationForDistributionTenantCommand({ Id: one.Id, InvalidationBatch }))
  expect(await refusalCode(wrong)).toBe('InconsistentQuantities')
})

test('a tenant’s cache tags are those that its distribution reads', async () => {
  const { client, one } = await startWithTenants()
  expect(await refusalCode(invalidateTenant(client, one.Id, ['#product:1']))).toBe('InvalidArgument')
  const tagged = await createMultiTenant(client, config => (config.CacheTagConfig = { HeaderName: 'Cache-Tag' }))
  const { Id } = await createTenant(client, tagged.Id)
  expect((await invalidateTenant(client, Id, ['#product:1'])).Status).toBe('InProgress')
})

test('a deleted tenant takes its invalidations along', async () => {
  const store = createStore({ log: recordingLog([]) })
  const [clock, ids] = [createClock(), createIdentifiers()]
  const handlers = createHandlers({
    store,
    clock,
    ids,
    keyValueStores: createKeyValueStores({ store, clock, ids }),
    propagationSeconds: 60,
    quotas: createQuotas({ store }),
    trust: createTrust({ store })
  })
  const made = { createdAt: 0, completedAt: 0, callerReference: 'a', paths: ['/a'] }
  store.commit([
    [
      TENANTS,
      'dt_1',
      { id: 'dt_1', etag: 'E2QWRUHAPOMQZL', config: { DistributionId: 'E1', Domains: [], Enabled: false } }
    ],
    [INVALIDATIONS, 'I1', { ...made, id: 'I1', distributionId: 'dt_1' }],
    [INVALIDATIONS, 'I2', { ...made, id: 'I2', distributionId: 'dt_2' }]
  ])
  const operation = operations.get('DeleteDistributionTenant')
  if (!operation) throw new Error('the model has no DeleteDistributionTenant')
  const call = { operation, requestId: '1', origin: '' }
  await handlers.DeleteDistributionTenant?.({ Id: 'dt_1', IfMatch: 'E2QWRUHAPOMQZL' }, call)
  expect([...store.collection(TENANTS).keys()]).toEqual([])
  expect([...store.collection(INVALIDATIONS).keys()]).toEqual(['I2'])
})

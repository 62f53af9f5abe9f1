import * as CF from '@aws-sdk/client-cloudfront'
import { expect, test } from 'vitest'
import { createClock } from '../../src/emulator/clock.ts'
import { createIdentifiers } from '../../src/emulator/identifiers.ts'
import { createQuotas } from '../../src/emulator/quotas.ts'
import { createInvalidations } from '../../src/emulator/resources/invalidations.ts'
import { createStore } from '../../src/emulator/store.ts'
import { createDistribution, getDistribution, invalidate } from './distribution-calls.ts'
import { recordingLog } from './recording-log.ts'
import { refusal, refusalCode } from './refusal.ts'
import { sample, times } from './sample-config.ts'
import { startEmulator } from './start-emulator.ts'

const TOO_MANY = 'Processing your request will cause you to exceed the maximum number of in-progress invalidations.'
const TOO_MANY_WILDCARDS =
  'Processing your request will cause you to exceed the maximum number of in-progress wildcard invalidations.'

async function startWithDistribution() {
  const started = await startEmulator({ propagationSeconds: 60 })
  const { Id } = await createDistribution(started.client)
  return { ...started, Id }
}

const paths = (count: number, prefix = '/p') => times(count, index => `${prefix}${index}`)

test('CreateInvalidation: 201, a Location, and Completed when the propagation time is over', async () => {
  const { client, emulator, url, Id: DistributionId } = await startWithDistribution()
  const InvalidationBatch = { CallerReference: 'one', Paths: { Quantity: 2, Items: ['/a', '/b/*'] } }
  const answer = await client.send(new CF.CreateInvalidationCommand({ DistributionId, InvalidationBatch }))
  const Id = answer.Invalidation?.Id
  expect(answer.$metadata.httpStatusCode).toBe(201)
  expect(Id).toMatch(/^I[A-Z0-9]{24}$/)
  expect(answer.Location).toBe(`${url}/2020-05-31/distribution/${DistributionId}/invalidation/${Id}`)
  expect(answer.Invalidation).toMatchObject({ Status: 'InProgress', InvalidationBatch })
  const read = () => client.send(new CF.GetInvalidationCommand({ DistributionId, Id }))
  emulator.clock.advance(59.999)
  expect((await read()).Invalidation).toEqual(answer.Invalidation)
  emulator.clock.advance(0.001)
  expect((await read()).Invalidation).toEqual({ ...answer.Invalidation, Status: 'Completed' })
})

test('the distribution counts its batches in progress', async () => {
  const { client, emulator, Id } = await startWithDistribution()
  await invalidate(client, Id, ['/a', '/b'])
  emulator.clock.advance(30)
  await invalidate(client, Id, ['/c'])
  const counted = async () => (await getDistribution(client, Id)).distribution.InProgressInvalidationBatches
  expect(await counted()).toBe(2)
  emulator.clock.advance(30)
  expect(await counted()).toBe(1)
  emulator.clock.advance(30)
  expect(await counted()).toBe(0)
})

test('3,000 paths may be in progress, in one batch or in many, and one more is refused as a whole', async () => {
  const { client, emulator, Id } = await startWithDistribution()
  await invalidate(client, Id, paths(2000))
  await invalidate(client, Id, paths(999))
  expect(await refusal(invalidate(client, Id, ['/a', '/b']))).toEqual({
    code: 'TooManyInvalidationsInProgress',
    status: 400,
    message: TOO_MANY
  })
  await invalidate(client, Id, ['/a'])
  expect(await refusalCode(invalidate(client, Id, ['/b']))).toBe('TooManyInvalidationsInProgress')
  emulator.clock.advance(60)
  await invalidate(client, Id, paths(3000))
})

test('15 wildcards may be in progress, and a batch that has one too many is refused as a whole', async () => {
  const { client, emulator, Id } = await startWithDistribution()
  await invalidate(
    client,
    Id,
    times(14, index => `/${index}/*`)
  )
  expect(await refusal(invalidate(client, Id, ['/plain', '/x/*', '/y*']))).toMatchObject({
    code: 'TooManyInvalidationsInProgress',
    message: TOO_MANY_WILDCARDS
  })
  await invalidate(client, Id, ['/plain', '/x/*'])
  emulator.clock.advance(60)
  await invalidate(
    client,
    Id,
    times(15, index => `/${index}/*`)
  )
})

test('an asterisk that is not the last character is no wildcard', async () => {
  const { client, Id } = await startWithDistribution()
  await invalidate(
    client,
    Id,
    times(16, index => `/*/${index}`)
  )
})

test('the quota is each distribution’s own', async () => {
  const { client, Id } = await startWithDistribution()
  const { Id: other } = await createDistribution(client)
  await invalidate(client, Id, paths(3000))
  await invalidate(client, other, paths(3000))
})

test('more than 3,000 paths in one batch are BatchTooLarge', async () => {
  const { client, Id } = await startWithDistribution()
  expect(await refusal(invalidate(client, Id, paths(3001)))).toMatchObject({ code: 'BatchTooLarge', status: 413 })
})

test('the same caller reference and paths, in any order, give the earlier invalidation with 201', async () => {
  const { client, emulator, Id: DistributionId } = await startWithDistribution()
  const first = await invalidate(client, DistributionId, ['/a', '/b'], 'same')
  emulator.clock.advance(60)
  const InvalidationBatch = { CallerReference: 'same', Paths: { Quantity: 2, Items: ['/b', '/a'] } }
  const again = await client.send(new CF.CreateInvalidationCommand({ DistributionId, InvalidationBatch }))
  expect(again.$metadata.httpStatusCode).toBe(201)
  expect(again.Invalidation).toEqual({ ...first, Status: 'Completed' })
})

test('the same caller reference with other paths is refused', async () => {
  const { client, Id } = await startWithDistribution()
  await invalidate(client, Id, ['/a'], 'same')
  expect(await refusal(invalidate(client, Id, ['/a', '/b'], 'same'))).toEqual({
    code: 'InvalidArgument',
    status: 400,
    message:
      'Your request contains a caller reference that was used for a previous invalidation batch for the same distribution.'
  })
})

test('a caller reference is one distribution’s own', async () => {
  const { client, Id } = await startWithDistribution()
  const { Id: other } = await createDistribution(client)
  const first = await invalidate(client, Id, ['/a'], 'same')
  const second = await invalidate(client, other, ['/b'], 'same')
  expect(second.Id).not.toBe(first.Id)
  const elsewhere = client.send(new CF.GetInvalidationCommand({ DistributionId: other, Id: first.Id }))
  expect(await refusal(elsewhere)).toMatchObject({ code: 'NoSuchInvalidation', status: 404 })
})

test.each([
  ['without a leading slash', 'a'],
  ['empty', ''],
  ['a whole URL', 'https://www.example.com/a'],
  ['with a blank', '/a b'],
  ['with a character outside ASCII', '/ü'],
  ['with a percent sign that encodes nothing', '/100%'],
  ['of 4,001 characters', `/${'a'.repeat(4000)}`],
  ['with a tilde', '/runtime~main.js'],
  ['a cache tag while the distribution reads none', '#product:1']
])('an invalidation path %s is invalid', async (_what, path) => {
  const { client, Id } = await startWithDistribution()
  expect(await refusal(invalidate(client, Id, ['/fine', path]))).toEqual({
    code: 'InvalidArgument',
    status: 400,
    message: 'Your request contains one or more invalid invalidation paths.'
  })
})

test.each(['/', '/*', '/a.jpg?size=1&x=%20', '/a%7Eb', `/${'a'.repeat(3999)}`, "/(a)'b!c$d", '/%E2%82%AC'])(
  'an invalidation path may be %s',
  async path => {
    const { client, Id } = await startWithDistribution()
    expect((await invalidate(client, Id, [path])).InvalidationBatch?.Paths?.Items).toEqual([path])
  }
)

test('cache tags may be invalidated where the distribution reads them', async () => {
  const { client } = await startEmulator()
  const { Id } = await createDistribution(
    client,
    sample(config => {
      config.CacheTagConfig = { HeaderName: 'Cache-Tag' }
    })
  )
  expect((await invalidate(client, Id, ['#product:1', '/a'])).InvalidationBatch?.Paths?.Quantity).toBe(2)
  for (const tag of ['#', '#a,b', '#a*', '#ü', `#${'a'.repeat(257)}`]) {
    expect(await refusalCode(invalidate(client, Id, [tag]))).toBe('InvalidArgument')
  }
})

test('a batch without paths or caller reference is refused, and so is a wrong quantity', async () => {
  const { client, Id: DistributionId } = await startWithDistribution()
  const send = (InvalidationBatch: CF.InvalidationBatch) =>
    refusal(client.send(new CF.CreateInvalidationCommand({ DistributionId, InvalidationBatch })))
  expect((await send({ CallerReference: 'a', Paths: { Quantity: 0 } })).code).toBe('InvalidArgument')
  expect((await send({ CallerReference: '', Paths: { Quantity: 1, Items: ['/a'] } })).code).toBe('InvalidArgument')
  expect(await send({ CallerReference: 'a', Paths: { Quantity: 1, Items: ['/a', '/b'] } })).toEqual({
    code: 'InconsistentQuantities',
    status: 400,
    message: 'The specified quantity of Paths (1) does not match the actual quantity supplied (2).'
  })
})

test('ListInvalidations: newest first, and summaries only', async () => {
  const { client, Id: DistributionId } = await startWithDistribution()
  const made = [await invalidate(client, DistributionId, ['/a']), await invalidate(client, DistributionId, ['/b'])]
  const { InvalidationList } = await client.send(new CF.ListInvalidationsCommand({ DistributionId }))
  expect(InvalidationList).toEqual({
    Marker: '',
    MaxItems: 100,
    IsTruncated: false,
    Quantity: 2,
    Items: made.reverse().map(({ Id, CreateTime, Status }) => ({ Id, CreateTime, Status }))
  })
})

test('nothing is kept in memory of a distribution whose invalidations were removed', () => {
  const store = createStore({ log: recordingLog([]) })
  const clock = createClock()
  const quotas = createQuotas({ store })
  const invalidations = createInvalidations({ store, clock, ids: createIdentifiers(), propagationSeconds: 60, quotas })
  const record = { id: 'I1', distributionId: 'E1', callerReference: 'a', paths: ['/a'], createdAt: 0 }
  store.commit([['invalidations', 'I1', { ...record, completedAt: clock.now() + 60_000 }]])
  expect(invalidations.batchesInProgress('E1')).toBe(1)
  store.commit(invalidations.removalsOf('E1'))
  expect(invalidations.batchesInProgress('E1')).toBe(0)
  expect(invalidations.removalsOf('E1')).toEqual([])
})

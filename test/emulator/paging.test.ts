import * as CF from '@aws-sdk/client-cloudfront'
import { expect, test } from 'vitest'
import { createDistribution, invalidate } from './distribution-calls.ts'
import { refusal } from './refusal.ts'
import { sample, times } from './sample-config.ts'
import { startEmulator } from './start-emulator.ts'

test('the SDK’s paginator sees every distribution once, page by page', async () => {
  const { client } = await startEmulator()
  const made = await Promise.all(times(7, () => createDistribution(client)))
  const pages: CF.DistributionList[] = []
  for await (const page of CF.paginateListDistributions({ client, pageSize: 3 }, {})) {
    if (page.DistributionList) pages.push(page.DistributionList)
  }
  expect(pages.map(({ Quantity, IsTruncated }) => [Quantity, IsTruncated])).toEqual([
    [3, true],
    [3, true],
    [1, false]
  ])
  const seen = pages.flatMap(({ Items }) => Items ?? [])
  expect(seen.map(({ Id }) => Id).sort()).toEqual(made.map(({ Id }) => Id).sort())
  expect(pages[0]?.NextMarker).toBe(pages[0]?.Items?.at(-1)?.Id)
  expect(pages[1]?.Marker).toBe(pages[0]?.NextMarker)
  expect(pages[2]).not.toHaveProperty('NextMarker')
})

test('a summary is the distribution, with its ETag and HttpVersion in capitals', async () => {
  const { client } = await startEmulator()
  const { Id, ETag, config, distribution } = await createDistribution(client)
  const { DistributionList } = await client.send(new CF.ListDistributionsCommand({}))
  const { ARN, DomainName, Status, LastModifiedTime } = distribution
  const { Origins, DefaultCacheBehavior, Aliases, PriceClass, Enabled } = config
  expect(DistributionList?.Items).toEqual([
    expect.objectContaining({ Id, ETag, ARN, DomainName, Status, LastModifiedTime, HttpVersion: 'HTTP2' })
  ])
  expect(DistributionList?.Items?.[0]).toMatchObject({ Origins, DefaultCacheBehavior, Aliases, PriceClass, Enabled })
})

test('no distributions are an empty list', async () => {
  const { client } = await startEmulator()
  const { DistributionList } = await client.send(new CF.ListDistributionsCommand({}))
  expect(DistributionList).toEqual({ Marker: '', MaxItems: 100, IsTruncated: false, Quantity: 0 })
})

test('a page goes on after its marker even when the marker’s distribution is deleted meanwhile', async () => {
  const { client, emulator } = await startEmulator()
  await Promise.all(
    times(4, () =>
      createDistribution(
        client,
        sample(config => (config.Enabled = false))
      )
    )
  )
  emulator.clock.advance(60)
  const { DistributionList: first } = await client.send(new CF.ListDistributionsCommand({ MaxItems: 2 }))
  const last = first?.Items?.at(-1)
  await client.send(new CF.DeleteDistributionCommand({ Id: last?.Id, IfMatch: last?.ETag }))
  const { DistributionList: second } = await client.send(new CF.ListDistributionsCommand({ Marker: first?.NextMarker }))
  expect(second?.Quantity).toBe(2)
})

test('the SDK’s paginator sees every invalidation once, newest first', async () => {
  const { client } = await startEmulator()
  const { Id: DistributionId } = await createDistribution(client)
  const ids: (string | undefined)[] = []
  for (const path of ['/1', '/2', '/3', '/4', '/5']) ids.unshift((await invalidate(client, DistributionId, [path])).Id)
  const seen: (string | undefined)[] = []
  for await (const page of CF.paginateListInvalidations({ client, pageSize: 2 }, { DistributionId })) {
    seen.push(...(page.InvalidationList?.Items ?? []).map(({ Id }) => Id))
  }
  expect(seen).toEqual(ids)
})

test('a page has at most 100 items and at least one', async () => {
  const { client } = await startEmulator()
  await Promise.all(times(101, () => createDistribution(client)))
  const { DistributionList } = await client.send(new CF.ListDistributionsCommand({ MaxItems: 1000 }))
  expect(DistributionList).toMatchObject({ MaxItems: 100, Quantity: 100, IsTruncated: true })
  for (const MaxItems of [0, -1]) {
    const call = client.send(new CF.ListDistributionsCommand({ MaxItems }))
    expect(await refusal(call)).toMatchObject({ code: 'InvalidArgument', status: 400 })
  }
})

test('a marker that is no invalidation of the distribution is refused', async () => {
  const { client } = await startEmulator()
  const { Id: DistributionId } = await createDistribution(client)
  const call = client.send(new CF.ListInvalidationsCommand({ DistributionId, Marker: 'I123' }))
  expect(await refusal(call)).toMatchObject({ code: 'InvalidArgument', status: 400 })
})

import * as CF from '@aws-sdk/client-cloudfront'
import { describe, expect, test } from 'vitest'
import { createDistribution } from './distribution-calls.ts'
import { refusal } from './refusal.ts'
import { bucket, CACHING_OPTIMIZED, legacy, listOf, sample, type Sample, times } from './sample-config.ts'
import { startEmulator } from './start-emulator.ts'

const OWN_ID = '99999999-9999-4999-8999-999999999999'
const OTHER_ID = '88888888-8888-4888-8888-888888888888'
const ALL_VIEWER = '216adef6-5c7f-47e4-b989-5492eafa07d3'
const CLASSIC_ACL = '1ebe0b46-0fd2-4e07-a74c-27bf25adc0bf'
const WEB_ACL = 'arn:aws:wafv2:us-east-1:123456789012:global/webacl/site/a1b2c3d4-5678-90ab-cdef-000000000001'
const LOG_CONFIG = 'arn:aws:cloudfront::123456789012:realtime-log-config/site'

type Change = (config: Sample) => void
const inBehavior =
  (change: Partial<Sample['DefaultCacheBehavior']>): Change =>
  config =>
    void Object.assign(config.DefaultCacheBehavior, change)
const set =
  (change: Partial<CF.DistributionConfig>): Change =>
  config =>
    void Object.assign(config, change)
const vpcOrigin: Change = config => {
  config.Origins = listOf({ Id: 'bucket', DomainName: 'app.example.com', VpcOriginConfig: { VpcOriginId: 'vo_one' } })
}

/** Two distributions with the change and one without; the ids of the two, in order. */
async function startWith(change: Change) {
  const { client } = await startEmulator()
  await createDistribution(client)
  const made = [await createDistribution(client, sample(change)), await createDistribution(client, sample(change))]
  return { client, ids: made.map(({ Id }) => Id).sort() }
}

interface Row {
  readonly list: string
  readonly change: Change
  readonly command: (paging: object) => object
}

const whole: Row[] = [
  {
    list: 'ByWebACLId with an ARN',
    change: set({ WebACLId: WEB_ACL }),
    command: paging => new CF.ListDistributionsByWebACLIdCommand({ WebACLId: WEB_ACL, ...paging })
  },
  {
    list: 'ByWebACLId with an id of WAF Classic',
    change: set({ WebACLId: CLASSIC_ACL }),
    command: paging => new CF.ListDistributionsByWebACLIdCommand({ WebACLId: CLASSIC_ACL, ...paging })
  },
  {
    list: 'ByRealtimeLogConfig by its ARN',
    change: inBehavior({ RealtimeLogConfigArn: LOG_CONFIG }),
    command: paging =>
      new CF.ListDistributionsByRealtimeLogConfigCommand({ RealtimeLogConfigArn: LOG_CONFIG, ...paging })
  },
  {
    list: 'ByRealtimeLogConfig by its name, which counts before an ARN',
    change: inBehavior({ RealtimeLogConfigArn: LOG_CONFIG }),
    command: paging =>
      new CF.ListDistributionsByRealtimeLogConfigCommand({
        RealtimeLogConfigName: 'site',
        RealtimeLogConfigArn: `${LOG_CONFIG}-two`,
        ...paging
      })
  },
  {
    list: 'ByConnectionMode',
    change: set({ ConnectionMode: 'tenant-only' }),
    command: paging => new CF.ListDistributionsByConnectionModeCommand({ ConnectionMode: 'tenant-only', ...paging })
  },
  {
    list: 'ByAnycastIpListId',
    change: set({ AnycastIpListId: 'aip_one' }),
    command: paging => new CF.ListDistributionsByAnycastIpListIdCommand({ AnycastIpListId: 'aip_one', ...paging })
  },
  {
    list: 'ByTrustStore by its id',
    change: set({ ViewerMtlsConfig: { Mode: 'required', TrustStoreConfig: { TrustStoreId: 'ts_one' } } }),
    command: paging => new CF.ListDistributionsByTrustStoreCommand({ TrustStoreIdentifier: 'ts_one', ...paging })
  },
  {
    list: 'ByConnectionFunction by its ARN',
    change: set({ ConnectionFunctionAssociation: { Id: 'cf_one' } }),
    command: paging =>
      new CF.ListDistributionsByConnectionFunctionCommand({
        ConnectionFunctionIdentifier: 'arn:aws:cloudfront::123456789012:connection-function/cf_one',
        ...paging
      })
  }
]

const idsOnly: Row[] = [
  {
    list: 'ByCachePolicyId',
    change: inBehavior({ CachePolicyId: OWN_ID }),
    command: paging => new CF.ListDistributionsByCachePolicyIdCommand({ CachePolicyId: OWN_ID, ...paging })
  },
  {
    list: 'ByCachePolicyId of a behaviour that is not the default',
    change: config => {
      config.CacheBehaviors = listOf({ ...config.DefaultCacheBehavior, PathPattern: '/a', CachePolicyId: OWN_ID })
    },
    command: paging => new CF.ListDistributionsByCachePolicyIdCommand({ CachePolicyId: OWN_ID, ...paging })
  },
  {
    list: 'ByOriginRequestPolicyId',
    change: inBehavior({ OriginRequestPolicyId: ALL_VIEWER }),
    command: paging =>
      new CF.ListDistributionsByOriginRequestPolicyIdCommand({ OriginRequestPolicyId: ALL_VIEWER, ...paging })
  },
  {
    list: 'ByResponseHeadersPolicyId',
    change: inBehavior({ ResponseHeadersPolicyId: OWN_ID }),
    command: paging =>
      new CF.ListDistributionsByResponseHeadersPolicyIdCommand({ ResponseHeadersPolicyId: OWN_ID, ...paging })
  },
  {
    list: 'ByKeyGroup',
    change: inBehavior({ TrustedKeyGroups: { Enabled: true, ...listOf(OWN_ID) } }),
    command: paging => new CF.ListDistributionsByKeyGroupCommand({ KeyGroupId: OWN_ID, ...paging })
  },
  {
    list: 'ByVpcOriginId',
    change: vpcOrigin,
    command: paging => new CF.ListDistributionsByVpcOriginIdCommand({ VpcOriginId: 'vo_one', ...paging })
  }
]

interface Page {
  readonly DistributionList?: CF.DistributionList
  readonly DistributionIdList?: CF.DistributionIdList
}

/** Commands of several kinds have no type in common that the client takes, and their answers have the one list or the other. */
const send = async (client: CF.CloudFrontClient, command: object) =>
  (await client.send(command as Parameters<CF.CloudFrontClient['send']>[0])) as Page

test.each(whole.map(row => [row.list, row] as const))(
  'ListDistributions%s: whole summaries, page by page',
  async (_, row) => {
    const { client, ids } = await startWith(row.change)
    const { DistributionList: all } = await send(client, row.command({}))
    expect(all).toMatchObject({ Marker: '', MaxItems: 100, IsTruncated: false, Quantity: 2 })
    expect(all?.Items?.map(({ Id }) => Id)).toEqual(ids)
    expect(all?.Items?.[0]).toMatchObject({ Status: 'InProgress', Enabled: true, ETag: expect.any(String) as string })
    const { DistributionList: first } = await send(client, row.command({ MaxItems: 1 }))
    expect(first).toMatchObject({ MaxItems: 1, IsTruncated: true, NextMarker: ids[0] })
    const { DistributionList: second } = await send(client, row.command({ MaxItems: 1, Marker: first?.NextMarker }))
    expect(second).toMatchObject({ Marker: ids[0], IsTruncated: false, Items: [{ Id: ids[1] }] })
    expect(second).not.toHaveProperty('NextMarker')
  }
)

test.each(idsOnly.map(row => [row.list, row] as const))(
  'ListDistributions%s: ids alone, page by page',
  async (_, row) => {
    const { client, ids } = await startWith(row.change)
    const { DistributionIdList: all } = await send(client, row.command({}))
    expect(all).toEqual({ Marker: '', MaxItems: 100, IsTruncated: false, Quantity: 2, Items: ids })
    const { DistributionIdList: first } = await send(client, row.command({ MaxItems: 1 }))
    expect(first).toMatchObject({ IsTruncated: true, NextMarker: ids[0], Items: [ids[0]] })
    const { DistributionIdList: second } = await send(client, row.command({ MaxItems: 1, Marker: first?.NextMarker }))
    expect(second).toEqual({ Marker: ids[0], MaxItems: 1, IsTruncated: false, Quantity: 1, Items: [ids[1]] })
  }
)

test('ListDistributionsByWebACLId with the id null: those that have no web ACL', async () => {
  const { client } = await startEmulator()
  const { Id } = await createDistribution(client)
  await createDistribution(client, sample(set({ WebACLId: WEB_ACL })))
  const { DistributionList } = await client.send(new CF.ListDistributionsByWebACLIdCommand({ WebACLId: 'null' }))
  expect(DistributionList?.Items?.map(each => each.Id)).toEqual([Id])
})

test('ListDistributionsByConnectionMode direct: all that are not multi-tenant, by the SDK’s paginator', async () => {
  const { client } = await startEmulator()
  await Promise.all(times(3, () => createDistribution(client)))
  await createDistribution(client, sample(set({ ConnectionMode: 'tenant-only' })))
  const sizes: (number | undefined)[] = []
  const pages = CF.paginateListDistributionsByConnectionMode({ client, pageSize: 2 }, { ConnectionMode: 'direct' })
  for await (const { DistributionList } of pages) sizes.push(DistributionList?.Quantity)
  expect(sizes).toEqual([2, 1])
})

test.each([
  ['vpcorigin/vo_one', vpcOrigin],
  ['anycast-ip-list/aip_one', set({ AnycastIpListId: 'aip_one' })],
  ['trust-store/ts_one', set({ ViewerMtlsConfig: { Mode: 'required', TrustStoreConfig: { TrustStoreId: 'ts_one' } } })],
  ['connection-function/cf_one', set({ ConnectionFunctionAssociation: { Id: 'cf_one' } })]
])(
  'ListDistributionsByOwnedResource %s: ids with their owner, under the name of the other list',
  async (name, change) => {
    const { client, ids } = await startWith(change)
    const ResourceArn = `arn:aws:cloudfront::123456789012:${name}`
    const { DistributionList } = await client.send(new CF.ListDistributionsByOwnedResourceCommand({ ResourceArn }))
    const Items = ids.map(DistributionId => ({ DistributionId, OwnerAccountId: '123456789012' }))
    expect(DistributionList).toEqual({ Marker: '', MaxItems: 100, IsTruncated: false, Quantity: 2, Items })
  }
)

describe('what is named nowhere', () => {
  test('is an empty list where it cannot be known whether it exists', async () => {
    const { client } = await startEmulator()
    await createDistribution(
      client,
      sample(config => (config.DefaultCacheBehavior = legacy()))
    )
    const empty = { Marker: '', MaxItems: 100, IsTruncated: false, Quantity: 0 }
    const { DistributionIdList: byManaged } = await client.send(
      new CF.ListDistributionsByCachePolicyIdCommand({ CachePolicyId: CACHING_OPTIMIZED })
    )
    expect(byManaged).toEqual(empty)
    const { DistributionIdList: byGroup } = await client.send(
      new CF.ListDistributionsByKeyGroupCommand({ KeyGroupId: OWN_ID })
    )
    expect(byGroup).toEqual(empty)
    const { DistributionList: byStore } = await client.send(
      new CF.ListDistributionsByTrustStoreCommand({ TrustStoreIdentifier: 'ts_other' })
    )
    expect(byStore).toEqual(empty)
  })

  test.each([
    ['NoSuchCachePolicy', 404, new CF.ListDistributionsByCachePolicyIdCommand({ CachePolicyId: OTHER_ID })],
    ['NoSuchCachePolicy', 404, new CF.ListDistributionsByCachePolicyIdCommand({ CachePolicyId: ALL_VIEWER })],
    [
      'NoSuchOriginRequestPolicy',
      404,
      new CF.ListDistributionsByOriginRequestPolicyIdCommand({ OriginRequestPolicyId: OTHER_ID })
    ],
    [
      'NoSuchResponseHeadersPolicy',
      404,
      new CF.ListDistributionsByResponseHeadersPolicyIdCommand({ ResponseHeadersPolicyId: OTHER_ID })
    ],
    ['NoSuchResource', 404, new CF.ListDistributionsByKeyGroupCommand({ KeyGroupId: 'x' })],
    ['InvalidWebACLId', 400, new CF.ListDistributionsByWebACLIdCommand({ WebACLId: 'my-acl' })],
    ['InvalidArgument', 400, new CF.ListDistributionsByRealtimeLogConfigCommand({})],
    [
      'InvalidArgument',
      400,
      new CF.ListDistributionsByOwnedResourceCommand({
        ResourceArn: 'arn:aws:cloudfront::123456789012:distribution/E1234567890ABC'
      })
    ]
  ])('is %s (%i) where that can be known', async (code, status, command) => {
    const { client } = await startEmulator()
    await createDistribution(
      client,
      sample(config => (config.Origins = listOf(bucket('bucket'))))
    )
    expect(await refusal(send(client, command))).toMatchObject({ code, status })
  })
})

import * as CF from '@aws-sdk/client-cloudfront'
import { describe, expect, test } from 'vitest'
import { createDistribution } from './distribution-calls.ts'
import { createReferences, type OwnReferences } from './own-references.ts'
import { refusal } from './refusal.ts'
import { bucket, CACHING_OPTIMIZED, legacy, listOf, sample, type Sample, times } from './sample-config.ts'
import { startEmulator } from './start-emulator.ts'

const OTHER_ID = '88888888-8888-4888-8888-888888888888'
const ALL_VIEWER = '216adef6-5c7f-47e4-b989-5492eafa07d3'
const CLASSIC_ACL = '1ebe0b46-0fd2-4e07-a74c-27bf25adc0bf'
const WEB_ACL = 'arn:aws:wafv2:us-east-1:123456789012:global/webacl/site/a1b2c3d4-5678-90ab-cdef-000000000001'
const LOG_CONFIG = 'arn:aws:cloudfront::123456789012:realtime-log-config/site'

type Change = (config: Sample) => void
const inBehavior =
  (change: (own: OwnReferences) => Partial<Sample['DefaultCacheBehavior']>) =>
  (own: OwnReferences): Change =>
  config =>
    void Object.assign(config.DefaultCacheBehavior, change(own))
const set = (change: Partial<CF.DistributionConfig>) => (): Change => config => void Object.assign(config, change)
const setOwn =
  (change: (own: OwnReferences) => Partial<CF.DistributionConfig>) =>
  (own: OwnReferences): Change =>
  config =>
    void Object.assign(config, change(own))
const anycast = setOwn(({ anycastIpList }) => ({ AnycastIpListId: anycastIpList }))
const trustStore = setOwn(({ trustStore: TrustStoreId }) => ({
  ViewerMtlsConfig: { Mode: 'required', TrustStoreConfig: { TrustStoreId } }
}))
const connectionFunction = setOwn(({ connectionFunction: Id }) => ({ ConnectionFunctionAssociation: { Id } }))
const vpcOrigin =
  (own: OwnReferences): Change =>
  config => {
    const VpcOriginConfig = { VpcOriginId: own.vpcOrigin }
    config.Origins = listOf({ Id: 'bucket', DomainName: 'app.example.com', VpcOriginConfig })
  }

/** Two distributions with the change and one without; the ids of the two, in order. */
async function startWith(changeWith: (own: OwnReferences) => Change) {
  const { client } = await startEmulator()
  const own = await createReferences(client)
  const change = changeWith(own)
  await createDistribution(client)
  const made = [await createDistribution(client, sample(change)), await createDistribution(client, sample(change))]
  return { client, own, ids: made.map(({ Id }) => Id).sort() }
}

interface Row {
  readonly list: string
  readonly change: (own: OwnReferences) => Change
  readonly command: (paging: object, own: OwnReferences) => object
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
    change: inBehavior(() => ({ RealtimeLogConfigArn: LOG_CONFIG })),
    command: paging =>
      new CF.ListDistributionsByRealtimeLogConfigCommand({ RealtimeLogConfigArn: LOG_CONFIG, ...paging })
  },
  {
    list: 'ByRealtimeLogConfig by its name, which counts before an ARN',
    change: inBehavior(() => ({ RealtimeLogConfigArn: LOG_CONFIG })),
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
    change: anycast,
    command: (paging, own) =>
      new CF.ListDistributionsByAnycastIpListIdCommand({ AnycastIpListId: own.anycastIpList, ...paging })
  },
  {
    list: 'ByTrustStore by its id',
    change: trustStore,
    command: (paging, own) =>
      new CF.ListDistributionsByTrustStoreCommand({ TrustStoreIdentifier: own.trustStore, ...paging })
  },
  {
    list: 'ByTrustStore by its name',
    change: trustStore,
    command: paging => new CF.ListDistributionsByTrustStoreCommand({ TrustStoreIdentifier: 'own', ...paging })
  },
  {
    list: 'ByConnectionFunction by its ARN',
    change: connectionFunction,
    command: (paging, own) =>
      new CF.ListDistributionsByConnectionFunctionCommand({
        ConnectionFunctionIdentifier: `arn:aws:cloudfront::123456789012:connection-function/${own.connectionFunction}`,
        ...paging
      })
  }
]

const idsOnly: Row[] = [
  {
    list: 'ByCachePolicyId',
    change: inBehavior(({ cachePolicy }) => ({ CachePolicyId: cachePolicy })),
    command: (paging, own) =>
      new CF.ListDistributionsByCachePolicyIdCommand({ CachePolicyId: own.cachePolicy, ...paging })
  },
  {
    list: 'ByCachePolicyId of a behavior that is not the default',
    change: own => config => {
      const CachePolicyId = own.cachePolicy
      config.CacheBehaviors = listOf({ ...config.DefaultCacheBehavior, PathPattern: '/a', CachePolicyId })
    },
    command: (paging, own) =>
      new CF.ListDistributionsByCachePolicyIdCommand({ CachePolicyId: own.cachePolicy, ...paging })
  },
  {
    list: 'ByOriginRequestPolicyId',
    change: inBehavior(() => ({ OriginRequestPolicyId: ALL_VIEWER })),
    command: paging =>
      new CF.ListDistributionsByOriginRequestPolicyIdCommand({ OriginRequestPolicyId: ALL_VIEWER, ...paging })
  },
  {
    list: 'ByResponseHeadersPolicyId',
    change: inBehavior(({ responseHeadersPolicy }) => ({ ResponseHeadersPolicyId: responseHeadersPolicy })),
    command: (paging, own) =>
      new CF.ListDistributionsByResponseHeadersPolicyIdCommand({
        ResponseHeadersPolicyId: own.responseHeadersPolicy,
        ...paging
      })
  },
  {
    list: 'ByKeyGroup',
    change: inBehavior(({ keyGroup }) => ({ TrustedKeyGroups: { Enabled: true, ...listOf(keyGroup) } })),
    command: (paging, own) => new CF.ListDistributionsByKeyGroupCommand({ KeyGroupId: own.keyGroup, ...paging })
  },
  {
    list: 'ByVpcOriginId',
    change: vpcOrigin,
    command: (paging, own) => new CF.ListDistributionsByVpcOriginIdCommand({ VpcOriginId: own.vpcOrigin, ...paging })
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
    const { client, own, ids } = await startWith(row.change)
    const commandOf = (paging: object) => row.command(paging, own)
    const { DistributionList: all } = await send(client, commandOf({}))
    expect(all).toMatchObject({ Marker: '', MaxItems: 100, IsTruncated: false, Quantity: 2 })
    expect(all?.Items?.map(({ Id }) => Id)).toEqual(ids)
    expect(all?.Items?.[0]).toMatchObject({ Status: 'InProgress', Enabled: true, ETag: expect.any(String) as string })
    const { DistributionList: first } = await send(client, commandOf({ MaxItems: 1 }))
    expect(first).toMatchObject({ MaxItems: 1, IsTruncated: true, NextMarker: ids[0] })
    const { DistributionList: second } = await send(client, commandOf({ MaxItems: 1, Marker: first?.NextMarker }))
    expect(second).toMatchObject({ Marker: ids[0], IsTruncated: false, Items: [{ Id: ids[1] }] })
    expect(second).not.toHaveProperty('NextMarker')
  }
)

test.each(idsOnly.map(row => [row.list, row] as const))(
  'ListDistributions%s: ids alone, page by page',
  async (_, row) => {
    const { client, own, ids } = await startWith(row.change)
    const commandOf = (paging: object) => row.command(paging, own)
    const { DistributionIdList: all } = await send(client, commandOf({}))
    expect(all).toEqual({ Marker: '', MaxItems: 100, IsTruncated: false, Quantity: 2, Items: ids })
    const { DistributionIdList: first } = await send(client, commandOf({ MaxItems: 1 }))
    expect(first).toMatchObject({ IsTruncated: true, NextMarker: ids[0], Items: [ids[0]] })
    const { DistributionIdList: second } = await send(client, commandOf({ MaxItems: 1, Marker: first?.NextMarker }))
    expect(second).toEqual({ Marker: ids[0], MaxItems: 1, IsTruncated: false, Quantity: 1, Items: [ids[1]] })
  }
)

test('ListDistributionsByWebACLId with the id null: those that have no web ACL', async () => {
  const { client } = await startEmulator()
  const { Id } = await createDistribution(client)
  await createDistribution(client, sample(set({ WebACLId: WEB_ACL })()))
  const { DistributionList } = await client.send(new CF.ListDistributionsByWebACLIdCommand({ WebACLId: 'null' }))
  expect(DistributionList?.Items?.map(each => each.Id)).toEqual([Id])
})

test('ListDistributionsByConnectionMode direct: all that are not multi-tenant, by the SDK’s paginator', async () => {
  const { client } = await startEmulator()
  await Promise.all(times(3, () => createDistribution(client)))
  await createDistribution(client, sample(set({ ConnectionMode: 'tenant-only' })()))
  const sizes: (number | undefined)[] = []
  const pages = CF.paginateListDistributionsByConnectionMode({ client, pageSize: 2 }, { ConnectionMode: 'direct' })
  for await (const { DistributionList } of pages) sizes.push(DistributionList?.Quantity)
  expect(sizes).toEqual([2, 1])
})

test.each<[(own: OwnReferences) => string, (own: OwnReferences) => Change]>([
  [({ vpcOrigin: id }) => `vpcorigin/${id}`, vpcOrigin],
  [own => `anycast-ip-list/${own.anycastIpList}`, anycast],
  [own => `trust-store/${own.trustStore}`, trustStore],
  [own => `connection-function/${own.connectionFunction}`, connectionFunction]
])(
  'ListDistributionsByOwnedResource, resource %#: ids with their owner, under the name of the other list',
  async (name, change) => {
    const { client, own, ids } = await startWith(change)
    const ResourceArn = `arn:aws:cloudfront::123456789012:${name(own)}`
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
    ['EntityNotFound', 404, new CF.ListDistributionsByAnycastIpListIdCommand({ AnycastIpListId: 'aip_other' })],
    ['EntityNotFound', 404, new CF.ListDistributionsByTrustStoreCommand({ TrustStoreIdentifier: 'ts_other' })],
    [
      'EntityNotFound',
      404,
      new CF.ListDistributionsByConnectionFunctionCommand({ ConnectionFunctionIdentifier: 'cf_other' })
    ],
    ['EntityNotFound', 404, new CF.ListDistributionsByVpcOriginIdCommand({ VpcOriginId: 'vo_other' })],
    [
      'EntityNotFound',
      404,
      new CF.ListDistributionsByOwnedResourceCommand({
        ResourceArn: 'arn:aws:cloudfront::123456789012:vpcorigin/vo_other'
      })
    ],
    ['NoSuchResource', 404, new CF.ListDistributionsByKeyGroupCommand({ KeyGroupId: 'x' })],
    ['NoSuchResource', 404, new CF.ListDistributionsByKeyGroupCommand({ KeyGroupId: OTHER_ID })],
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

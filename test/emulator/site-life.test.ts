import * as CF from '@aws-sdk/client-cloudfront'
import { CloudFrontKeyValueStoreClient, PutKeyCommand } from '@aws-sdk/client-cloudfront-keyvaluestore'
import * as KeyValues from '@aws-sdk/client-cloudfront-keyvaluestore'
import '@aws-sdk/signature-v4a'
import { generateKeyPairSync } from 'node:crypto'
import { expect, onTestFinished, test } from 'vitest'
import { sample } from './sample-config.ts'
import { startEmulator } from './start-emulator.ts'

const CODE =
  "import cf from 'cloudfront'\nasync function handler(event) { const kvs = cf.kvs(); if (await " +
  'kvs.exists(event.request.uri)) return { statusCode: 301, headers: { location: { value: await ' +
  'kvs.get(event.request.uri) } } }; return event.request }'

test('the life of a site through the SDK alone', { timeout: 60_000 }, async () => {
  const { client, emulator, url } = await startEmulator({ propagationSeconds: 1 })
  const pairs = new CloudFrontKeyValueStoreClient({
    region: 'us-east-1',
    credentials: { accessKeyId: 'any', secretAccessKey: 'any' },
    endpointProvider: () => ({ url: new URL(url) })
  })
  onTestFinished(() => pairs.destroy())
  const Name = 'shop'

  const access = await client.send(
    new CF.CreateOriginAccessControlCommand({
      OriginAccessControlConfig: {
        Name,
        SigningProtocol: 'sigv4',
        SigningBehavior: 'always',
        OriginAccessControlOriginType: 's3'
      }
    })
  )
  const cache = await client.send(new CF.CreateCachePolicyCommand({ CachePolicyConfig: { Name, MinTTL: 1 } }))
  const headers = await client.send(
    new CF.CreateResponseHeadersPolicyCommand({
      ResponseHeadersPolicyConfig: {
        Name,
        SecurityHeadersConfig: { FrameOptions: { Override: true, FrameOption: 'DENY' } }
      }
    })
  )
  const { KeyValueStore } = await client.send(new CF.CreateKeyValueStoreCommand({ Name }))
  emulator.clock.advance(5)
  const KvsARN = KeyValueStore?.ARN ?? ''
  const { ETag: version } = await pairs.send(new KeyValues.DescribeKeyValueStoreCommand({ KvsARN }))
  await pairs.send(new PutKeyCommand({ KvsARN, Key: '/old', Value: '/new', IfMatch: version }))

  const FunctionConfig = {
    Comment: '',
    Runtime: 'cloudfront-js-2.0' as const,
    KeyValueStoreAssociations: { Quantity: 1, Items: [{ KeyValueStoreARN: KvsARN }] }
  }
  const made = await client.send(
    new CF.CreateFunctionCommand({ Name, FunctionConfig, FunctionCode: Buffer.from(CODE) })
  )
  const event = {
    version: '1.0',
    context: { eventType: 'viewer-request' },
    viewer: { ip: '203.0.113.1' },
    request: { method: 'GET', uri: '/old', querystring: {}, headers: {}, cookies: {} }
  }
  const { TestResult } = await client.send(
    new CF.TestFunctionCommand({ Name, IfMatch: made.ETag, EventObject: Buffer.from(JSON.stringify(event)) })
  )
  expect(JSON.parse(TestResult?.FunctionOutput ?? '{}')).toMatchObject({ response: { statusCode: 301 } })
  const { FunctionSummary } = await client.send(new CF.PublishFunctionCommand({ Name, IfMatch: made.ETag }))

  const { publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const EncodedKey = publicKey.export({ type: 'spki', format: 'pem' }).toString()
  const key = await client.send(
    new CF.CreatePublicKeyCommand({ PublicKeyConfig: { CallerReference: Name, Name, EncodedKey } })
  )
  const group = await client.send(
    new CF.CreateKeyGroupCommand({ KeyGroupConfig: { Name, Items: [key.PublicKey?.Id ?? ''] } })
  )

  const config = sample(each => {
    Object.assign(each.DefaultCacheBehavior, {
      CachePolicyId: cache.CachePolicy?.Id,
      ResponseHeadersPolicyId: headers.ResponseHeadersPolicy?.Id,
      TrustedKeyGroups: { Enabled: true, Quantity: 1, Items: [group.KeyGroup?.Id] },
      FunctionAssociations: {
        Quantity: 1,
        Items: [{ EventType: 'viewer-request', FunctionARN: FunctionSummary?.FunctionMetadata?.FunctionARN }]
      }
    })
  })
  const { Distribution, ETag } = await client.send(new CF.CreateDistributionCommand({ DistributionConfig: config }))
  const Id = Distribution?.Id ?? ''
  emulator.clock.advance(5)
  await CF.waitUntilDistributionDeployed({ client, maxWaitTime: 30, minDelay: 1, maxDelay: 1 }, { Id })
  await client.send(
    new CF.CreateInvalidationCommand({
      DistributionId: Id,
      InvalidationBatch: { CallerReference: 'all', Paths: { Quantity: 1, Items: ['/*'] } }
    })
  )
  const users = await client.send(new CF.ListDistributionsByKeyGroupCommand({ KeyGroupId: group.KeyGroup?.Id }))
  expect(users.DistributionIdList?.Items).toEqual([Id])
  await expect(
    client.send(new CF.DeleteKeyGroupCommand({ Id: group.KeyGroup?.Id, IfMatch: group.ETag }))
  ).rejects.toMatchObject({ name: 'ResourceInUse' })

  const disabled = await client.send(
    new CF.UpdateDistributionCommand({
      Id,
      IfMatch: ETag,
      DistributionConfig: {
        ...Distribution?.DistributionConfig,
        ...config,
        ...Distribution?.DistributionConfig,
        Enabled: false
      }
    })
  )
  emulator.clock.advance(5)
  await client.send(new CF.DeleteDistributionCommand({ Id, IfMatch: disabled.ETag }))
  const live = await client.send(new CF.DescribeFunctionCommand({ Name }))
  await client.send(new CF.DeleteFunctionCommand({ Name, IfMatch: live.ETag }))
  const store = await client.send(new CF.DescribeKeyValueStoreCommand({ Name }))
  await client.send(new CF.DeleteKeyValueStoreCommand({ Name, IfMatch: store.ETag }))
  await client.send(new CF.DeleteKeyGroupCommand({ Id: group.KeyGroup?.Id, IfMatch: group.ETag }))
  await client.send(new CF.DeletePublicKeyCommand({ Id: key.PublicKey?.Id, IfMatch: key.ETag }))
  await client.send(new CF.DeleteCachePolicyCommand({ Id: cache.CachePolicy?.Id, IfMatch: cache.ETag }))
  await client.send(
    new CF.DeleteResponseHeadersPolicyCommand({ Id: headers.ResponseHeadersPolicy?.Id, IfMatch: headers.ETag })
  )
  await client.send(
    new CF.DeleteOriginAccessControlCommand({ Id: access.OriginAccessControl?.Id, IfMatch: access.ETag })
  )
  const left = await client.send(new CF.ListDistributionsCommand({}))
  expect(left.DistributionList?.Quantity).toBe(0)
})

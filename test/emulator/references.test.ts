import * as CF from '@aws-sdk/client-cloudfront'
import { describe, expect, test } from 'vitest'
import { type ReferenceKind } from '../../src/emulator/rules/references.ts'
import { createDistribution, updateDistribution } from './distribution-calls.ts'
import { createReferences } from './own-references.ts'
import { refusal, refusalCode } from './refusal.ts'
import { bucket, listOf, sample, type Sample } from './sample-config.ts'
import { startEmulator } from './start-emulator.ts'
import { temporaryFolder } from './temporary-folder.ts'

const UNKNOWN_ID = '99999999-9999-4999-8999-999999999999'
const UNKNOWN_ARN = 'arn:aws:cloudfront::123456789012:function/unknown'

const inBehavior = (change: Partial<Sample['DefaultCacheBehavior']>) => (config: Sample) =>
  void Object.assign(config.DefaultCacheBehavior, change)
const inOrigin = (change: Partial<CF.Origin>) => (config: Sample) =>
  void (config.Origins = listOf(bucket('bucket', change)))
const withFunction = (FunctionARN: string) =>
  inBehavior({ FunctionAssociations: listOf({ FunctionARN, EventType: 'viewer-request' as const }) })

const unknown: readonly [kind: ReferenceKind, code: string, status: number, change: (config: Sample) => void][] = [
  ['cachePolicies', 'NoSuchCachePolicy', 404, inBehavior({ CachePolicyId: UNKNOWN_ID })],
  ['originRequestPolicies', 'NoSuchOriginRequestPolicy', 404, inBehavior({ OriginRequestPolicyId: UNKNOWN_ID })],
  ['responseHeadersPolicies', 'NoSuchResponseHeadersPolicy', 404, inBehavior({ ResponseHeadersPolicyId: UNKNOWN_ID })],
  [
    'fieldLevelEncryptionConfigs',
    'NoSuchFieldLevelEncryptionConfig',
    404,
    inBehavior({ FieldLevelEncryptionId: 'C3KM2WVD605UAY' })
  ],
  [
    'realtimeLogConfigs',
    'NoSuchRealtimeLogConfig',
    404,
    inBehavior({ RealtimeLogConfigArn: 'arn:aws:cloudfront::123456789012:realtime-log-config/unknown' })
  ],
  [
    'vpcOrigins',
    'EntityNotFound',
    404,
    inOrigin({ S3OriginConfig: undefined, VpcOriginConfig: { VpcOriginId: 'vo_unknown' } })
  ],
  [
    'keyGroups',
    'TrustedKeyGroupDoesNotExist',
    400,
    inBehavior({ TrustedKeyGroups: { Enabled: true, ...listOf(UNKNOWN_ID) } })
  ],
  ['functions', 'InvalidFunctionAssociation', 400, withFunction(UNKNOWN_ARN)],
  ['originAccessControls', 'InvalidOriginAccessControl', 400, inOrigin({ OriginAccessControlId: 'E2R9E4C0B4J02L' })],
  [
    'originAccessIdentities',
    'InvalidOriginAccessIdentity',
    400,
    inOrigin({ S3OriginConfig: { OriginAccessIdentity: 'origin-access-identity/cloudfront/E127EXAMPLE51Z' } })
  ]
]

describe.each(unknown)('what a distribution names of %s', (kind, code, status, change) => {
  test('must exist, in a creation and in an update', async () => {
    const { client } = await startEmulator()
    expect(await refusal(createDistribution(client, sample(change)))).toMatchObject({ code, status })
    const made = await createDistribution(client)
    expect(await refusal(updateDistribution(client, made, sample(change)))).toMatchObject({ status: 400 })
    const { Origins, DefaultCacheBehavior } = sample(change)
    const update = {
      Origins: { ...Origins, Items: Origins.Items.map(origin => ({ ...made.config.Origins?.Items?.[0], ...origin })) },
      DefaultCacheBehavior: { ...made.config.DefaultCacheBehavior, ...DefaultCacheBehavior }
    }
    expect(await refusal(updateDistribution(client, made, update))).toMatchObject({ code, status })
  })

  test('need not, where its kind is taken on trust', async () => {
    const { client } = await startEmulator({ trusted: [kind] })
    await createDistribution(client, sample(change))
  })
})

test('what was made here is accepted, of every kind', async () => {
  const { client } = await startEmulator()
  const own = await createReferences(client)
  await createDistribution(
    client,
    sample(config => {
      inOrigin({ OriginAccessControlId: own.accessControl })(config)
      withFunction(own.functionArn)(config)
      inBehavior({
        CachePolicyId: own.cachePolicy,
        OriginRequestPolicyId: own.originRequestPolicy,
        ResponseHeadersPolicyId: own.responseHeadersPolicy
      })(config)
    })
  )
})

test('a function must be published before a distribution may have it', async () => {
  const { client } = await startEmulator()
  const { ETag, FunctionSummary } = await client.send(
    new CF.CreateFunctionCommand({
      Name: 'later',
      FunctionConfig: { Comment: '', Runtime: 'cloudfront-js-2.0' },
      FunctionCode: Buffer.from('function handler(event) { return event.request }')
    })
  )
  const config = sample(withFunction(FunctionSummary?.FunctionMetadata?.FunctionARN ?? ''))
  expect(await refusalCode(createDistribution(client, config))).toBe('InvalidFunctionAssociation')
  await client.send(new CF.PublishFunctionCommand({ Name: 'later', IfMatch: ETag }))
  await createDistribution(client, config)
})

test('what is taken on trust is said over HTTP, kept over a restart, and as at the start after a reset', async () => {
  const dataDir = temporaryFolder()
  const first = await startEmulator({ dataDir, trusted: ['functions'] })
  const put = (url: string, body: object) =>
    fetch(`${url}/_local/references`, {
      method: 'PUT',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body)
    })
  const get = async (url: string) => (await fetch(`${url}/_local/references`)).json()
  expect(await get(first.url)).toEqual({ trusted: ['functions'] })
  for (const wrong of [{ trusted: ['certificates'] }, { trusted: 'functions' }, {}, { trusted: [], more: 1 }])
    expect((await put(first.url, wrong)).status).toBe(400)
  expect((await put(first.url, { trusted: ['cachePolicies', 'keyGroups'] })).status).toBe(200)
  await createDistribution(first.client, sample(inBehavior({ CachePolicyId: UNKNOWN_ID })))
  await first.emulator.close()
  const { url, emulator } = await startEmulator({ dataDir })
  expect(await get(url)).toEqual({ trusted: ['cachePolicies', 'keyGroups'] })
  emulator.reset()
  expect(await get(url)).toEqual({ trusted: [] })
})

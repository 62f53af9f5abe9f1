import { CreateConnectionGroupCommand, CreateDistributionCommand } from '@aws-sdk/client-cloudfront'
import { expect, test } from 'vitest'
import { type QuotaName } from '../../src/emulator/quotas.ts'
import { createDistribution } from './distribution-calls.ts'
import { createReferences, type OwnReferences } from './own-references.ts'
import { refusal, refusalCode } from './refusal.ts'
import { bucket, CACHING_OPTIMIZED, CERTIFICATE, listOf, sample, type Sample, times } from './sample-config.ts'
import { startEmulator } from './start-emulator.ts'
import { createMultiTenant, createTenant } from './tenant-calls.ts'

type Change = (config: Sample, index: number) => void

/** Creates as many distributions as may share something, then tries one more. */
async function oneMoreThan(count: number, changeWith: (own: OwnReferences) => Change) {
  const { client } = await startEmulator()
  const change = changeWith(await createReferences(client))
  await Promise.all(
    times(count, index =>
      createDistribution(
        client,
        sample(config => change(config, index))
      )
    )
  )
  return refusal(
    createDistribution(
      client,
      sample(config => change(config, count))
    )
  )
}

const inBehavior =
  (change: (own: OwnReferences) => Partial<Sample['DefaultCacheBehavior']>) =>
  (own: OwnReferences): Change =>
  config =>
    void Object.assign(config.DefaultCacheBehavior, change(own))

test('an account has 500 distributions, which may share a managed policy', async () => {
  expect(await oneMoreThan(500, () => () => undefined)).toMatchObject({ code: 'TooManyDistributions', status: 400 })
})

test.each<[string, number, (own: OwnReferences) => Change]>([
  [
    'TooManyDistributionsAssociatedToCachePolicy',
    100,
    inBehavior(({ cachePolicy }) => ({ CachePolicyId: cachePolicy }))
  ],
  [
    'TooManyDistributionsAssociatedToOriginRequestPolicy',
    100,
    inBehavior(({ originRequestPolicy }) => ({ OriginRequestPolicyId: originRequestPolicy }))
  ],
  [
    'TooManyDistributionsAssociatedToResponseHeadersPolicy',
    100,
    inBehavior(({ responseHeadersPolicy }) => ({ ResponseHeadersPolicyId: responseHeadersPolicy }))
  ],
  [
    'TooManyDistributionsAssociatedToKeyGroup',
    100,
    inBehavior(({ keyGroup }) => ({ TrustedKeyGroups: { Enabled: true, ...listOf(keyGroup) } }))
  ],
  [
    'TooManyDistributionsWithFunctionAssociations',
    100,
    inBehavior(({ functionArn: FunctionARN }) => ({
      FunctionAssociations: listOf({ EventType: 'viewer-request' as const, FunctionARN })
    }))
  ],
  [
    'TooManyDistributionsAssociatedToFieldLevelEncryptionConfig',
    20,
    inBehavior(({ encryptionConfig }) => ({ FieldLevelEncryptionId: encryptionConfig }))
  ],
  [
    'TooManyDistributionsAssociatedToOriginAccessControl',
    100,
    own => config => (config.Origins = listOf(bucket('bucket', { OriginAccessControlId: own.accessControl })))
  ],
  [
    'EntityLimitExceeded',
    50,
    ({ vpcOrigin }) =>
      config => {
        const VpcOriginConfig = { VpcOriginId: vpcOrigin }
        config.Origins = listOf(bucket('bucket', { S3OriginConfig: undefined, VpcOriginConfig }))
      }
  ],
  [
    'EntityLimitExceeded',
    25,
    ({ trustStore: TrustStoreId }) =>
      config =>
        (config.ViewerMtlsConfig = { Mode: 'required', TrustStoreConfig: { TrustStoreId } })
  ],
  [
    'EntityLimitExceeded',
    100,
    ({ connectionFunction: Id }) =>
      config =>
        (config.ConnectionFunctionAssociation = { Id })
  ],
  ['EntityLimitExceeded', 20, () => config => (config.ConnectionMode = 'tenant-only')],
  ['TooManyDistributions', 20, () => config => (config.Staging = true)],
  [
    'TooManyCertificates',
    2,
    () => (config, index) => {
      const ACMCertificateArn = CERTIFICATE.replace('7779', `777${index}`)
      config.ViewerCertificate = { ACMCertificateArn, SSLSupportMethod: 'vip', MinimumProtocolVersion: 'TLSv1' }
    }
  ]
])('%s after %i distributions', async (code, count, change) => {
  expect(await oneMoreThan(count, change)).toMatchObject({ code, status: 400 })
})

test('quotas of distributions, tenants and connection groups can be lowered and raised', async () => {
  const { client, emulator } = await startEmulator()
  const { vpcOrigin } = await createReferences(client)
  const VpcOriginConfig = { VpcOriginId: vpcOrigin }
  const sharing = sample(config => {
    config.Origins = listOf(bucket('bucket', { S3OriginConfig: undefined, VpcOriginConfig }))
  })
  const template = await createMultiTenant(client)
  await createTenant(client, template.Id)
  const attempts: [QuotaName, number, string, () => Promise<unknown>][] = [
    ['distributions', 1, 'TooManyDistributions', () => createDistribution(client)],
    ['multiTenantDistributions', 1, 'EntityLimitExceeded', () => createMultiTenant(client)],
    ['distributionTenants', 1, 'EntityLimitExceeded', () => createTenant(client, template.Id)],
    [
      'connectionGroups',
      1,
      'EntityLimitExceeded',
      () => client.send(new CreateConnectionGroupCommand({ Name: 'another' }))
    ]
  ]
  for (const [quota, most, code, attempt] of attempts) {
    const { [quota]: before } = emulator.quotas.get()
    emulator.quotas.set({ [quota]: most })
    expect([quota, await refusalCode(attempt())]).toEqual([quota, code])
    emulator.quotas.set({ [quota]: before })
    await attempt()
  }
  emulator.quotas.set({ distributionsPerVpcOrigin: 1 })
  await createDistribution(client, sharing)
  const another = { ...sharing, CallerReference: 'another' }
  expect(await refusalCode(createDistribution(client, another))).toBe('EntityLimitExceeded')
})

test('500 creations at once all succeed with ids of their own', async () => {
  const { client } = await startEmulator()
  const made = await Promise.all(times(500, () => createDistribution(client)))
  expect(new Set(made.map(({ Id }) => Id)).size).toBe(500)
  expect(new Set(made.map(({ distribution }) => distribution.DomainName)).size).toBe(500)
})

test('of two creations at once with one caller reference exactly one wins', async () => {
  const { client } = await startEmulator()
  const DistributionConfig = sample(config => {
    config.DefaultCacheBehavior.CachePolicyId = CACHING_OPTIMIZED
  })
  const create = () => client.send(new CreateDistributionCommand({ DistributionConfig }))
  const outcomes = await Promise.all([create, create].map(each => refusalCode(each()).catch(() => 'created')))
  expect(outcomes.sort()).toEqual(['DistributionAlreadyExists', 'created'])
})

import { CreateDistributionCommand } from '@aws-sdk/client-cloudfront'
import { expect, test } from 'vitest'
import { createDistribution } from './distribution-calls.ts'
import { refusal, refusalCode } from './refusal.ts'
import { bucket, CACHING_OPTIMIZED, CERTIFICATE, listOf, sample, type Sample, times } from './sample-config.ts'
import { startEmulator } from './start-emulator.ts'

const OWN_ID = '99999999-9999-4999-8999-999999999999'

/** Creates as many distributions as may share something, then tries one more. */
async function oneMoreThan(count: number, change: (config: Sample, index: number) => void) {
  const { client } = await startEmulator()
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

const inBehavior = (change: Partial<Sample['DefaultCacheBehavior']>) => (config: Sample) => {
  Object.assign(config.DefaultCacheBehavior, change)
}

test('an account has 500 distributions, which may share a managed policy', async () => {
  expect(await oneMoreThan(500, () => undefined)).toMatchObject({ code: 'TooManyDistributions', status: 400 })
})

test.each([
  ['TooManyDistributionsAssociatedToCachePolicy', 100, inBehavior({ CachePolicyId: OWN_ID })],
  ['TooManyDistributionsAssociatedToOriginRequestPolicy', 100, inBehavior({ OriginRequestPolicyId: OWN_ID })],
  ['TooManyDistributionsAssociatedToResponseHeadersPolicy', 100, inBehavior({ ResponseHeadersPolicyId: OWN_ID })],
  [
    'TooManyDistributionsAssociatedToKeyGroup',
    100,
    inBehavior({ TrustedKeyGroups: { Enabled: true, ...listOf(OWN_ID) } })
  ],
  [
    'TooManyDistributionsWithFunctionAssociations',
    100,
    inBehavior({
      FunctionAssociations: listOf({
        EventType: 'viewer-request' as const,
        FunctionARN: 'arn:aws:cloudfront::123456789012:function/f'
      })
    })
  ],
  [
    'TooManyDistributionsAssociatedToFieldLevelEncryptionConfig',
    20,
    inBehavior({ FieldLevelEncryptionId: 'C3KM2WVD605UAY' })
  ],
  [
    'TooManyDistributionsAssociatedToOriginAccessControl',
    100,
    (config: Sample) => (config.Origins = listOf(bucket('bucket', { OriginAccessControlId: 'E2R9E4C0B4J02L' })))
  ],
  ['EntityLimitExceeded', 20, (config: Sample) => (config.ConnectionMode = 'tenant-only')],
  ['TooManyDistributions', 20, (config: Sample) => (config.Staging = true)],
  [
    'TooManyCertificates',
    2,
    (config: Sample, index: number) => {
      const ACMCertificateArn = CERTIFICATE.replace('7779', `777${index}`)
      config.ViewerCertificate = { ACMCertificateArn, SSLSupportMethod: 'vip', MinimumProtocolVersion: 'TLSv1' }
    }
  ]
])('%s after %i distributions', async (code, count, change) => {
  expect(await oneMoreThan(count, (config, index) => void change(config, index))).toMatchObject({ code, status: 400 })
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

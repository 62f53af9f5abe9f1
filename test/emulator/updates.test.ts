import type * as CF from '@aws-sdk/client-cloudfront'
import { expect, test } from 'vitest'
import { createDistribution, type Made, updateDistribution } from './distribution-calls.ts'
import { refusal, refusalCode } from './refusal.ts'
import { CERTIFICATE, legacy, listOf, sample, website } from './sample-config.ts'
import { startEmulator } from './start-emulator.ts'

const OF_CONFIG = [
  'Aliases',
  'DefaultRootObject',
  'CacheBehaviors',
  'CustomErrorResponses',
  'Logging',
  'PriceClass',
  'ViewerCertificate',
  'Restrictions',
  'WebACLId',
  'HttpVersion'
] as const
const OF_BEHAVIOR = [
  'AllowedMethods',
  'SmoothStreaming',
  'Compress',
  'LambdaFunctionAssociations',
  'FieldLevelEncryptionId'
] as const
const OF_ORIGIN = ['CustomHeaders', 'OriginPath'] as const
const OF_CUSTOM_ORIGIN = ['OriginReadTimeout', 'OriginKeepaliveTimeout', 'OriginSslProtocols'] as const

const twoOrigins = () =>
  sample(config => {
    config.Origins = listOf(...config.Origins.Items, website('website'))
    config.CacheBehaviors = listOf({ ...config.DefaultCacheBehavior, PathPattern: '/a' })
  })
const first = <T>(list: { Items?: T[] | undefined } | undefined) => list?.Items?.[0] as T
const last = <T>(list: { Items?: T[] | undefined } | undefined) => list?.Items?.at(-1) as T

/** The configuration as it was answered, with members taken out of it. */
async function updateWithout(remove: (config: CF.DistributionConfig) => void) {
  const { client } = await startEmulator()
  const made = await createDistribution(client, twoOrigins())
  const config = structuredClone(made.config)
  remove(config)
  return refusal(updateDistribution(client, { ...made, config }, {}))
}

test.each(OF_CONFIG)('an update without %s is an IllegalUpdate', async name => {
  expect(await updateWithout(config => delete config[name])).toMatchObject({ code: 'IllegalUpdate', status: 400 })
})

test.each(OF_BEHAVIOR)('an update whose behaviors have no %s is an IllegalUpdate', async name => {
  const withoutInDefault = updateWithout(config => delete config.DefaultCacheBehavior?.[name])
  const withoutInFurther = updateWithout(config => delete first(config.CacheBehaviors)[name])
  expect([await withoutInDefault, await withoutInFurther]).toMatchObject([
    { code: 'IllegalUpdate' },
    { code: 'IllegalUpdate' }
  ])
})

test.each(OF_ORIGIN)('an update whose origins have no %s is an IllegalUpdate', async name => {
  expect((await updateWithout(config => delete first(config.Origins)[name])).code).toBe('IllegalUpdate')
})

test.each(OF_CUSTOM_ORIGIN)('an update whose custom origins have no %s is an IllegalUpdate', async name => {
  expect((await updateWithout(config => delete last(config.Origins).CustomOriginConfig?.[name])).code).toBe(
    'IllegalUpdate'
  )
})

test('CloudFront’s own wording for missing error responses', async () => {
  const refused = await updateWithout(config => delete config.CustomErrorResponses)
  expect(refused.message).toBe('The specified list of custom error responses does not exist or is not valid.')
})

test.each([
  ['CallerReference', { CallerReference: 'another' }],
  ['Staging', { Staging: true }]
])('an update that changes %s is an IllegalUpdate', async (_name, change) => {
  const { client } = await startEmulator()
  const made = await createDistribution(client)
  expect(await refusal(updateDistribution(client, made, change))).toEqual({
    code: 'IllegalUpdate',
    status: 400,
    message: 'You cannot update Origin or CallerReference.'
  })
})

test('an update is judged by the same rules as a creation, and changes nothing when it is refused', async () => {
  const { client } = await startEmulator()
  const made = await createDistribution(client)
  expect(await refusalCode(updateDistribution(client, made, { Comment: 'x'.repeat(129) }))).toBe('InvalidArgument')
  expect(await refusalCode(updateDistribution(client, made, { Aliases: { Quantity: 1 } }))).toBe(
    'InconsistentQuantities'
  )
  expect((await updateDistribution(client, made, {})).config).toEqual(made.config)
})

test.each([
  ['a bucket behind a cache policy', () => sample()],
  ['a custom origin', twoOrigins],
  ['settings from before cache policies', () => sample(config => (config.DefaultCacheBehavior = legacy()))],
  ['a certificate and an alias', () => sample(config => Object.assign(config, ownCertificate))],
  ['a multi-tenant distribution', () => sample(config => (config.ConnectionMode = 'tenant-only'))]
])('what CloudFront answered can be sent back as it is: %s', async (_what, config) => {
  const { client } = await startEmulator()
  const made = await createDistribution(client, config())
  expect((await updateDistribution(client, made, {})).config).toEqual(made.config)
})

const ownCertificate: Partial<CF.DistributionConfig> = {
  Aliases: listOf('www.example.com'),
  ViewerCertificate: {
    ACMCertificateArn: CERTIFICATE,
    SSLSupportMethod: 'sni-only',
    MinimumProtocolVersion: 'TLSv1.2_2021'
  }
}

const withAlias = (alias: string) =>
  sample(config => {
    Object.assign(config, ownCertificate, { Aliases: listOf(alias) })
  })

test('an alias belongs to one distribution, also while that is disabled', async () => {
  const { client } = await startEmulator()
  const owner = await createDistribution(client, withAlias('a.example.com'))
  await updateDistribution(client, owner, { Enabled: false })
  expect(await refusal(createDistribution(client, withAlias('a.example.com')))).toEqual({
    code: 'CNAMEAlreadyExists',
    status: 409,
    message: 'One or more of the CNAMEs you provided are already associated with a different resource.'
  })
  const other: Made = await createDistribution(client, withAlias('b.example.com'))
  const taking = updateDistribution(client, other, { Aliases: listOf('b.example.com', 'a.example.com') })
  expect(await refusalCode(taking)).toBe('CNAMEAlreadyExists')
})

test('a distribution may keep its own alias, and one that was given up is free', async () => {
  const { client } = await startEmulator()
  const owner = await createDistribution(client, withAlias('a.example.com'))
  const kept = await updateDistribution(client, owner, { Comment: 'kept' })
  await updateDistribution(client, kept, { Aliases: { Quantity: 0 } })
  expect((await createDistribution(client, withAlias('a.example.com'))).config.Aliases?.Items).toEqual([
    'a.example.com'
  ])
})

import { CreateKeyGroupCommand } from '@aws-sdk/client-cloudfront'
import { expect, test } from 'vitest'
import { createDistribution, updateDistribution } from './distribution-calls.ts'
import { createKey } from './own-references.ts'
import { CACHING_OPTIMIZED, CERTIFICATE, legacy, listOf, sample, website } from './sample-config.ts'
import { startEmulator } from './start-emulator.ts'

const NONE = { Quantity: 0 }

test('what a configuration leaves out comes back with CloudFront’s defaults', async () => {
  const { client } = await startEmulator()
  const given = sample()
  const { config } = await createDistribution(client, given)
  expect(config).toEqual({
    CallerReference: given.CallerReference,
    Comment: '',
    Enabled: true,
    Aliases: NONE,
    DefaultRootObject: '',
    Origins: listOf({
      Id: 'bucket',
      DomainName: 'site.s3.amazonaws.com',
      OriginPath: '',
      CustomHeaders: NONE,
      S3OriginConfig: { OriginAccessIdentity: '', OriginReadTimeout: 30 },
      ConnectionAttempts: 3,
      ConnectionTimeout: 10,
      OriginShield: { Enabled: false },
      OriginAccessControlId: ''
    }),
    OriginGroups: NONE,
    DefaultCacheBehavior: {
      TargetOriginId: 'bucket',
      ViewerProtocolPolicy: 'redirect-to-https',
      CachePolicyId: CACHING_OPTIMIZED,
      TrustedSigners: { Enabled: false, Quantity: 0 },
      TrustedKeyGroups: { Enabled: false, Quantity: 0 },
      AllowedMethods: { ...listOf('HEAD', 'GET'), CachedMethods: listOf('HEAD', 'GET') },
      SmoothStreaming: false,
      Compress: false,
      LambdaFunctionAssociations: NONE,
      FunctionAssociations: NONE,
      FieldLevelEncryptionId: '',
      GrpcConfig: { Enabled: false }
    },
    CacheBehaviors: NONE,
    CustomErrorResponses: NONE,
    Logging: { Enabled: false, IncludeCookies: false, Bucket: '', Prefix: '' },
    PriceClass: 'PriceClass_All',
    ViewerCertificate: {
      CloudFrontDefaultCertificate: true,
      SSLSupportMethod: 'vip',
      MinimumProtocolVersion: 'TLSv1',
      CertificateSource: 'cloudfront'
    },
    Restrictions: { GeoRestriction: { RestrictionType: 'none', Quantity: 0 } },
    WebACLId: '',
    HttpVersion: 'http2',
    IsIPV6Enabled: true,
    ContinuousDeploymentPolicyId: '',
    Staging: false,
    ConnectionMode: 'direct'
  })
})

test('a custom origin has 30 and 5 seconds, and the protocols of AWS’s example', async () => {
  const { client } = await startEmulator()
  const { config } = await createDistribution(
    client,
    sample(each => {
      each.Origins = listOf(website('bucket'))
    })
  )
  expect(config.Origins?.Items?.[0]?.CustomOriginConfig).toEqual({
    HTTPPort: 80,
    HTTPSPort: 443,
    OriginProtocolPolicy: 'https-only',
    OriginSslProtocols: listOf('SSLv3', 'TLSv1'),
    OriginReadTimeout: 30,
    OriginKeepaliveTimeout: 5
  })
})

test.each([
  ['none', {}, 86_400, 31_536_000],
  ['a minimum of two days', { MinTTL: 172_800 }, 172_800, 31_536_000],
  ['a default of two years', { DefaultTTL: 63_072_000 }, 63_072_000, 63_072_000]
])('legacy TTLs given: %s', async (_given, change, DefaultTTL, MaxTTL) => {
  const { client } = await startEmulator()
  const { config } = await createDistribution(
    client,
    sample(each => {
      each.DefaultCacheBehavior = legacy(change)
    })
  )
  expect(config.DefaultCacheBehavior).toMatchObject({ DefaultTTL, MaxTTL })
  expect(config.DefaultCacheBehavior?.ForwardedValues).toEqual({
    QueryString: false,
    Cookies: { Forward: 'none' },
    Headers: NONE,
    QueryStringCacheKeys: NONE
  })
})

test('with a cache policy the TTLs beside it are not answered', async () => {
  const { client } = await startEmulator()
  const { config } = await createDistribution(
    client,
    sample(each => {
      each.DefaultCacheBehavior.MinTTL = 5
    })
  )
  expect(config.DefaultCacheBehavior).not.toHaveProperty('MinTTL')
})

test('a certificate is echoed by its old names, too, and understood by them', async () => {
  const { client } = await startEmulator()
  const method = { SSLSupportMethod: 'sni-only', MinimumProtocolVersion: 'TLSv1.2_2021' } as const
  const answered = {
    ...method,
    CloudFrontDefaultCertificate: false,
    Certificate: CERTIFICATE,
    CertificateSource: 'acm'
  }
  for (const given of [
    { ACMCertificateArn: CERTIFICATE },
    { Certificate: CERTIFICATE, CertificateSource: 'acm' } as const
  ]) {
    const { config } = await createDistribution(
      client,
      sample(each => {
        each.ViewerCertificate = { ...method, ...given }
      })
    )
    expect(config.ViewerCertificate).toEqual({ ...answered, ACMCertificateArn: CERTIFICATE })
  }
})

test('switching logging off drops its bucket and prefix', async () => {
  const { client } = await startEmulator()
  const Logging = { Enabled: true, IncludeCookies: false, Bucket: 'logs.s3.amazonaws.com', Prefix: 'a/' }
  const made = await createDistribution(
    client,
    sample(each => {
      each.Logging = Logging
    })
  )
  expect(made.config.Logging).toEqual(Logging)
  const { config } = await updateDistribution(client, made, { Logging: { ...Logging, Enabled: false } })
  expect(config.Logging).toEqual({ Enabled: false, IncludeCookies: false, Bucket: '', Prefix: '' })
})

test('a multi-tenant distribution has no domain name, no IPv6 and no price class', async () => {
  const { client } = await startEmulator()
  const { distribution, config } = await createDistribution(
    client,
    sample(each => {
      each.ConnectionMode = 'tenant-only'
    })
  )
  expect(distribution.DomainName).toBe('-')
  expect(config).toMatchObject({ ConnectionMode: 'tenant-only', IsIPV6Enabled: false, PriceClass: 'None' })
})

test('the answer names active signers, key groups and approved aliases', async () => {
  const { client } = await startEmulator()
  const key = await createKey(client, 'signer')
  const { KeyGroup } = await client.send(
    new CreateKeyGroupCommand({ KeyGroupConfig: { Name: 'signers', Items: [key] } })
  )
  const group = KeyGroup?.Id ?? ''
  const { distribution } = await createDistribution(
    client,
    sample(each => {
      each.Aliases = listOf('www.example.com')
      each.ViewerCertificate = {
        ACMCertificateArn: CERTIFICATE,
        SSLSupportMethod: 'sni-only',
        MinimumProtocolVersion: 'TLSv1'
      }
      each.DefaultCacheBehavior.TrustedKeyGroups = { Enabled: true, ...listOf(group) }
      each.DefaultCacheBehavior.TrustedSigners = { Enabled: true, ...listOf('self') }
    })
  )
  expect(distribution.AliasICPRecordals).toEqual([{ CNAME: 'www.example.com', ICPRecordalStatus: 'APPROVED' }])
  expect(distribution.ActiveTrustedKeyGroups).toEqual({
    Enabled: true,
    ...listOf({ KeyGroupId: group, KeyPairIds: listOf(key) })
  })
  expect(distribution.ActiveTrustedSigners).toEqual({
    Enabled: true,
    ...listOf({ AwsAccountNumber: 'self', KeyPairIds: { Quantity: 0 } })
  })
})

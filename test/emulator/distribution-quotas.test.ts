import * as CF from '@aws-sdk/client-cloudfront'
import { expect, test } from 'vitest'
import { type QuotaName } from '../../src/emulator/quotas.ts'
import { REFERENCE_KINDS } from '../../src/emulator/trust.ts'
import { createDistribution, updateDistribution } from './distribution-calls.ts'
import { refusal, refusalCode } from './refusal.ts'
import { bucket, CERTIFICATE, legacy, listOf, sample, type Sample, times, website } from './sample-config.ts'
import { startEmulator } from './start-emulator.ts'
import { createMultiTenant, createTenant, updateTenant } from './tenant-calls.ts'

const certificate: CF.ViewerCertificate = {
  ACMCertificateArn: CERTIFICATE,
  SSLSupportMethod: 'sni-only',
  MinimumProtocolVersion: 'TLSv1.2_2021'
}
const names = (count: number) => times(count, index => `name-${index}`)
const uuids = (count: number) => times(count, index => `e3bf892f-991e-45ee-ab5d-8fb8a235ed0${index}`)
const lambda = (version: number) => `arn:aws:lambda:us-east-1:123456789012:function:edge:${version}`

const inBehavior = (behavior: Partial<CF.DefaultCacheBehavior>) => (config: Sample) =>
  void Object.assign(config.DefaultCacheBehavior, behavior)
const forwarding = (values: Partial<CF.ForwardedValues>) => (config: Sample) => {
  config.DefaultCacheBehavior = legacy({
    ForwardedValues: { QueryString: true, Cookies: { Forward: 'none' }, ...values }
  })
}

const quotas: readonly [quota: QuotaName, code: string, change: (count: number) => (config: Sample) => void][] = [
  [
    'aliasesPerDistribution',
    'TooManyDistributionCNAMEs',
    count => config => {
      config.Aliases = listOf(...times(count, index => `a${index}.example.com`))
      config.ViewerCertificate = certificate
    }
  ],
  [
    'originsPerDistribution',
    'TooManyOrigins',
    count => config => (config.Origins = listOf(...['bucket', ...names(count - 1)].map(id => bucket(id))))
  ],
  [
    'originGroupsPerDistribution',
    'TooManyOriginGroupsPerDistribution',
    count => config => {
      config.Origins = listOf(bucket('bucket'), website('website'))
      const FailoverCriteria = { StatusCodes: listOf(500) }
      const Members = listOf({ OriginId: 'bucket' }, { OriginId: 'website' })
      config.OriginGroups = listOf(...names(count).map(Id => ({ Id, FailoverCriteria, Members })))
    }
  ],
  [
    'cacheBehaviorsPerDistribution',
    'TooManyCacheBehaviors',
    // The default one counts, too.
    count => config =>
      (config.CacheBehaviors = listOf(
        ...names(count - 1).map(PathPattern => ({ ...sample().DefaultCacheBehavior, PathPattern }))
      ) as Sample['CacheBehaviors'])
  ],
  [
    'customHeadersPerOrigin',
    'TooManyOriginCustomHeaders',
    count => config => {
      const headers = names(count).map(HeaderName => ({ HeaderName, HeaderValue: 'x' }))
      config.Origins = listOf(bucket('bucket', { CustomHeaders: listOf(...headers) }))
    }
  ],
  [
    'lambdaFunctionsPerDistribution',
    'TooManyLambdaFunctionAssociations',
    count => {
      const events = ['viewer-request', 'origin-request', 'origin-response'] as const
      const associations = events
        .slice(0, count)
        .map((EventType, index) => ({ EventType, LambdaFunctionARN: lambda(index) }))
      return inBehavior({ LambdaFunctionAssociations: listOf(...associations) })
    }
  ],
  [
    'trustedSignersPerCacheBehavior',
    'TooManyTrustedSigners',
    count => {
      const signers = times(count, index => `12345678901${index}`)
      return inBehavior({ TrustedSigners: { Enabled: true, ...listOf(...signers) } })
    }
  ],
  [
    'keyGroupsPerCacheBehavior',
    'TooManyKeyGroupsAssociatedToDistribution',
    count => inBehavior({ TrustedKeyGroups: { Enabled: true, ...listOf(...uuids(count)) } })
  ],
  [
    'forwardedHeadersPerCacheBehavior',
    'TooManyHeadersInForwardedValues',
    count => forwarding({ Headers: listOf(...names(count)) })
  ],
  [
    'forwardedCookiesPerCacheBehavior',
    'TooManyCookieNamesInWhiteList',
    count => forwarding({ Cookies: { Forward: 'whitelist', WhitelistedNames: listOf(...names(count)) } })
  ],
  [
    'forwardedQueryStringsPerCacheBehavior',
    'TooManyQueryStringParameters',
    count => forwarding({ QueryStringCacheKeys: listOf(...names(count)) })
  ]
]

test.each(quotas)('%s can be lowered and raised: %s', async (quota, code, change) => {
  const { client, emulator } = await startEmulator({ trusted: REFERENCE_KINDS })
  const create = () => createDistribution(client, sample(change(3)))
  emulator.quotas.set({ [quota]: 2 })
  expect(await refusal(create())).toMatchObject({ code, status: 400 })
  emulator.quotas.set({ [quota]: 3 })
  const made = await create()
  emulator.quotas.set({ [quota]: 2 })
  expect(await refusalCode(updateDistribution(client, made, { Comment: 'changed' }))).toBe(code)
})

test('the quota of aliases holds when one is moved, too', async () => {
  const { client, emulator } = await startEmulator()
  const withAliases = (...aliases: string[]) =>
    createDistribution(
      client,
      sample(config => {
        config.Aliases = listOf(...aliases)
        config.ViewerCertificate = certificate
      })
    )
  const target = await withAliases('a.example.com')
  emulator.quotas.set({ aliasesPerDistribution: 1 })
  const associate = () =>
    client.send(new CF.AssociateAliasCommand({ TargetDistributionId: target.Id, Alias: 'b.example.com' }))
  expect(await refusalCode(associate())).toBe('TooManyDistributionCNAMEs')
  emulator.quotas.set({ aliasesPerDistribution: 2 })
  await associate()
  const { ETag: IfMatch } = await client.send(new CF.GetDistributionCommand({ Id: target.Id }))
  const move = () =>
    client.send(
      new CF.UpdateDomainAssociationCommand({
        Domain: 'c.example.com',
        TargetResource: { DistributionId: target.Id },
        IfMatch
      })
    )
  expect(await refusalCode(move())).toBe('InvalidArgument')
  emulator.quotas.set({ aliasesPerDistribution: 3 })
  await move()
})

test('the quota of domains per tenant can be lowered and raised', async () => {
  const { client, emulator } = await startEmulator()
  const { Id } = await createMultiTenant(client)
  const Domains = ['a.example.com', 'b.example.com'].map(Domain => ({ Domain }))
  emulator.quotas.set({ domainsPerDistributionTenant: 1 })
  expect(await refusalCode(createTenant(client, Id, { Domains }))).toBe('EntityLimitExceeded')
  const tenant = await createTenant(client, Id)
  expect(await refusalCode(updateTenant(client, tenant, { Domains }))).toBe('EntityLimitExceeded')
  emulator.quotas.set({ domainsPerDistributionTenant: 2 })
  await updateTenant(client, tenant, { Domains })
})

test('the quota of certificates for dedicated addresses can be raised', async () => {
  const { client, emulator } = await startEmulator()
  const create = (index: number) =>
    createDistribution(
      client,
      sample(config => {
        const ACMCertificateArn = CERTIFICATE.replace('7779', `777${index}`)
        config.ViewerCertificate = { ACMCertificateArn, SSLSupportMethod: 'vip', MinimumProtocolVersion: 'TLSv1' }
      })
    )
  for (const index of [1, 2]) await create(index)
  expect(await refusalCode(create(3))).toBe('TooManyCertificates')
  emulator.quotas.set({ dedicatedIpCertificates: 3 })
  await create(3)
})

test('the quotas of invalidations in progress can be lowered and raised', async () => {
  const { client, emulator } = await startEmulator()
  const { Id: DistributionId } = await createDistribution(client)
  const invalidate = (...paths: string[]) =>
    client.send(
      new CF.CreateInvalidationCommand({
        DistributionId,
        InvalidationBatch: { CallerReference: crypto.randomUUID(), Paths: listOf(...paths) }
      })
    )
  emulator.quotas.set({ invalidationPathsInProgress: 2, invalidationWildcardsInProgress: 1 })
  expect(await refusalCode(invalidate('/a', '/b', '/c'))).toBe('TooManyInvalidationsInProgress')
  await invalidate('/a*')
  expect(await refusalCode(invalidate('/b', '/c'))).toBe('TooManyInvalidationsInProgress')
  expect(await refusalCode(invalidate('/b*'))).toBe('TooManyInvalidationsInProgress')
  emulator.quotas.set({ invalidationPathsInProgress: 4, invalidationWildcardsInProgress: 2 })
  await invalidate('/b*', '/c')
})

test('the quotas of Lambda@Edge functions in many distributions can be lowered', async () => {
  const { client, emulator } = await startEmulator()
  const create = (version: number) =>
    createDistribution(
      client,
      sample(
        inBehavior({
          LambdaFunctionAssociations: listOf({
            EventType: 'origin-request' as const,
            LambdaFunctionARN: lambda(version)
          })
        })
      )
    )
  emulator.quotas.set({ distributionsPerLambdaFunction: 1 })
  await create(1)
  expect(await refusalCode(create(1))).toBe('TooManyDistributionsWithSingleFunctionARN')
  await create(2)
  emulator.quotas.set({ distributionsWithLambdaFunctions: 2 })
  expect(await refusalCode(create(3))).toBe('TooManyDistributionsWithLambdaAssociations')
  emulator.quotas.set({ distributionsWithLambdaFunctions: 3 })
  await create(3)
})

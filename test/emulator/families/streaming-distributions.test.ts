import * as CF from '@aws-sdk/client-cloudfront'
import { expect, test } from 'vitest'
import { createDistribution, updateDistribution } from '../distribution-calls.ts'
import { refusal } from '../refusal.ts'
import { CERTIFICATE, listOf, sample, type Sample, times } from '../sample-config.ts'
import { startEmulator } from '../start-emulator.ts'
import { createMultiTenant, createTenant } from '../tenant-calls.ts'

const CONFIG: CF.StreamingDistributionConfig = {
  CallerReference: 'videos',
  S3Origin: { DomainName: 'videos.s3.amazonaws.com', OriginAccessIdentity: '' },
  Comment: '',
  TrustedSigners: { Enabled: false, Quantity: 0 },
  Enabled: true
}

async function start() {
  const { client, emulator, url } = await startEmulator()
  const create = (change: Partial<CF.StreamingDistributionConfig> = {}) =>
    client.send(new CF.CreateStreamingDistributionCommand({ StreamingDistributionConfig: { ...CONFIG, ...change } }))
  const update = (made: CF.CreateStreamingDistributionResult, change: Partial<CF.StreamingDistributionConfig>) =>
    client.send(
      new CF.UpdateStreamingDistributionCommand({
        Id: made.StreamingDistribution?.Id,
        IfMatch: made.ETag,
        StreamingDistributionConfig: { ...CONFIG, ...change }
      })
    )
  const remove = ({ StreamingDistribution, ETag: IfMatch }: CF.CreateStreamingDistributionResult) =>
    client.send(new CF.DeleteStreamingDistributionCommand({ Id: StreamingDistribution?.Id, IfMatch }))
  return { client, emulator, url, create, update, remove }
}

test('a streaming distribution is completed, and deployed when the clock has moved on', async () => {
  const { client, emulator, create } = await start()
  const made = await create({ TrustedSigners: { Enabled: true, ...listOf('self') } })
  const { StreamingDistribution: distribution } = made
  expect(distribution).toMatchObject({
    Status: 'InProgress',
    ARN: `arn:aws:cloudfront::123456789012:streaming-distribution/${distribution?.Id}`,
    ActiveTrustedSigners: { Enabled: true, Quantity: 1, Items: [{ AwsAccountNumber: 'self' }] },
    StreamingDistributionConfig: {
      Aliases: { Quantity: 0 },
      Logging: { Enabled: false, Bucket: '', Prefix: '' },
      PriceClass: 'PriceClass_All'
    }
  })
  expect(distribution?.DomainName).toMatch(/^s[a-z0-9]{13}\.cloudfront\.net$/)
  emulator.clock.advance(60)
  const { StreamingDistributionList: list } = await client.send(new CF.ListStreamingDistributionsCommand({}))
  const { S3Origin, DomainName } = { ...CONFIG, ...distribution }
  expect(list).toMatchObject({ IsTruncated: false, Items: [{ Status: 'Deployed', DomainName, S3Origin }] })
})

test('only what is disabled and deployed can be deleted', async () => {
  const { emulator, create, update, remove } = await start()
  const made = await create()
  emulator.clock.advance(60)
  expect(await refusal(remove(made))).toMatchObject({ code: 'StreamingDistributionNotDisabled', status: 409 })
  const disabled = await update(made, { Enabled: false })
  expect(await refusal(remove(disabled))).toMatchObject({ code: 'StreamingDistributionNotDisabled' })
  emulator.clock.advance(60)
  await remove(disabled)
})

test('a caller reference is used once, whatever comes with it', async () => {
  const { create, update } = await start()
  const made = await create()
  expect(await refusal(create())).toMatchObject({ code: 'StreamingDistributionAlreadyExists', status: 409 })
  expect(await refusal(update(made, { CallerReference: 'other' }))).toMatchObject({ code: 'IllegalUpdate' })
})

test('tags come with the creation, or later', async () => {
  const { client, url } = await start()
  const Tags = { Items: [{ Key: 'team', Value: 'video' }] }
  const { StreamingDistribution: made, Location } = await client.send(
    new CF.CreateStreamingDistributionWithTagsCommand({
      StreamingDistributionConfigWithTags: { StreamingDistributionConfig: CONFIG, Tags }
    })
  )
  expect(Location).toBe(`${url}/2020-05-31/streaming-distribution/${made?.Id}`)
  const Resource = made?.ARN
  await client.send(new CF.TagResourceCommand({ Resource, Tags: { Items: [{ Key: 'stage', Value: 'test' }] } }))
  const { Tags: all } = await client.send(new CF.ListTagsForResourceCommand({ Resource }))
  expect(all?.Items?.map(({ Key }) => Key)).toEqual(['team', 'stage'])
  const refused = new CF.CreateStreamingDistributionWithTagsCommand({
    StreamingDistributionConfigWithTags: {
      StreamingDistributionConfig: { ...CONFIG, CallerReference: 'other' },
      Tags: { Items: [{ Key: 'aws:x', Value: '' }] }
    }
  })
  expect(await refusal(client.send(refused))).toMatchObject({ code: 'InvalidTagging', status: 400 })
})

test('an alias that a distribution has is not to be had', async () => {
  const { client, create } = await start()
  await createDistribution(
    client,
    sample(config =>
      Object.assign(config, {
        Aliases: listOf('videos.example.com'),
        ViewerCertificate: {
          ACMCertificateArn: CERTIFICATE,
          SSLSupportMethod: 'sni-only',
          MinimumProtocolVersion: 'TLSv1.2_2021'
        }
      })
    )
  )
  expect(await refusal(create({ Aliases: listOf('videos.example.com') }))).toMatchObject({
    code: 'CNAMEAlreadyExists',
    status: 409
  })
})

test('an alias that a streaming distribution has is not to be had either', async () => {
  const { client, create } = await start()
  await create({ Aliases: listOf('videos.example.com') })
  const ViewerCertificate: CF.ViewerCertificate = {
    ACMCertificateArn: CERTIFICATE,
    SSLSupportMethod: 'sni-only',
    MinimumProtocolVersion: 'TLSv1.2_2021'
  }
  const Aliases = listOf('videos.example.com')
  const taken = { code: 'CNAMEAlreadyExists', status: 409 }
  const certified = (config: Sample) => Object.assign(config, { ViewerCertificate })
  const created = createDistribution(
    client,
    sample(config => Object.assign(certified(config), { Aliases }))
  )
  expect(await refusal(created)).toMatchObject(taken)
  const made = await createDistribution(client, sample(certified))
  expect(await refusal(updateDistribution(client, made, { Aliases }))).toMatchObject(taken)
  const { Id: distributionId } = await createMultiTenant(client)
  const Domains = [{ Domain: 'videos.example.com' }]
  expect(await refusal(createTenant(client, distributionId, { Domains }))).toMatchObject(taken)
  const alias = { TargetDistributionId: made.Id, Alias: 'videos.example.com' }
  expect(await refusal(client.send(new CF.AssociateAliasCommand(alias)))).toMatchObject({ code: 'IllegalUpdate' })
  const association = {
    Domain: 'videos.example.com',
    TargetResource: { DistributionId: made.Id },
    IfMatch: made.ETag
  }
  expect(await refusal(client.send(new CF.UpdateDomainAssociationCommand(association)))).toMatchObject({
    code: 'IllegalUpdate'
  })
})

test('an origin access identity stays while a streaming distribution has it', async () => {
  const { client, create } = await start()
  const { CloudFrontOriginAccessIdentity: identity, ETag: IfMatch } = await client.send(
    new CF.CreateCloudFrontOriginAccessIdentityCommand({
      CloudFrontOriginAccessIdentityConfig: { CallerReference: 'identity', Comment: '' }
    })
  )
  const OriginAccessIdentity = `origin-access-identity/cloudfront/${identity?.Id}`
  await create({ S3Origin: { DomainName: 'videos.s3.amazonaws.com', OriginAccessIdentity } })
  const remove = new CF.DeleteCloudFrontOriginAccessIdentityCommand({ Id: identity?.Id, IfMatch })
  expect(await refusal(client.send(remove))).toMatchObject({ code: 'CloudFrontOriginAccessIdentityInUse' })
})

test.each<[string, Partial<CF.StreamingDistributionConfig>, string]>([
  ['no bucket', { S3Origin: { DomainName: 'www.example.com', OriginAccessIdentity: '' } }, 'InvalidOrigin'],
  [
    'an origin access identity that is none',
    { S3Origin: { DomainName: 'videos.s3.amazonaws.com', OriginAccessIdentity: 'nobody' } },
    'InvalidOriginAccessIdentity'
  ],
  ['an alias that is none', { Aliases: listOf('a b') }, 'InvalidArgument'],
  [
    'too many aliases',
    { Aliases: listOf(...times(11, n => `v${n}.example.com`)) },
    'TooManyStreamingDistributionCNAMEs'
  ],
  ['a signer that is none', { TrustedSigners: { Enabled: true, ...listOf('me') } }, 'TrustedSignerDoesNotExist'],
  [
    'too many signers',
    { TrustedSigners: { Enabled: true, ...listOf(...times(6, () => 'self')) } },
    'TooManyTrustedSigners'
  ]
])('a streaming distribution with %s is refused', async (_case, change, code) => {
  const { create } = await start()
  expect(await refusal(create(change))).toMatchObject({ code, status: 400 })
})

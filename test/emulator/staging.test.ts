import * as CF from '@aws-sdk/client-cloudfront'
import { describe, expect, test } from 'vitest'
import {
  copyDistribution,
  createPolicy,
  createTied,
  deletePolicy,
  policyFor,
  siteWithAlias,
  updatePolicy
} from './continuous-deployment-calls.ts'
import { createDistribution, getDistribution, type Made, updateDistribution } from './distribution-calls.ts'
import { refusal, refusalCode } from './refusal.ts'
import { listOf, sample } from './sample-config.ts'
import { startEmulator } from './start-emulator.ts'

const NEVER_AN_ID = 'E1234567890ABC'
const STALE = 'E2QWRUHAPOMQZL'
const WEB_ACL = 'arn:aws:wafv2:us-east-1:123456789012:global/webacl/site/a1b2c3d4-5678-90ab-cdef-000000000001'

const remove = (client: CF.CloudFrontClient, { Id, ETag }: Pick<Made, 'Id' | 'ETag'>) =>
  client.send(new CF.DeleteDistributionCommand({ Id, IfMatch: ETag }))
const disable = (client: CF.CloudFrontClient, made: Made) => updateDistribution(client, made, { Enabled: false })

describe('CopyDistribution', () => {
  test('makes a staging distribution with everything but the aliases and the policy: 201, Location and ETag', async () => {
    const { client, url } = await startEmulator()
    const { primary } = await createTied(client, siteWithAlias())
    const answer = await client.send(
      new CF.CopyDistributionCommand({
        PrimaryDistributionId: primary.Id,
        IfMatch: primary.ETag,
        Staging: true,
        CallerReference: 'another copy'
      })
    )
    const { Id, Status, DomainName, DistributionConfig } = answer.Distribution ?? {}
    expect([answer.$metadata.httpStatusCode, Status]).toEqual([201, 'InProgress'])
    expect(answer.Location).toBe(`${url}/2020-05-31/distribution/${Id}`)
    expect(answer.ETag).toMatch(/^E[A-Z0-9]{13}$/)
    expect(DomainName).not.toBe(primary.distribution.DomainName)
    expect(DistributionConfig).toEqual({
      ...primary.config,
      CallerReference: 'another copy',
      Aliases: { Quantity: 0 },
      ContinuousDeploymentPolicyId: '',
      Staging: true
    })
  })

  test('enables the copy unless it is told not to, whatever the primary distribution is', async () => {
    const { client } = await startEmulator()
    const primary = await createDistribution(
      client,
      sample(config => (config.Enabled = false))
    )
    expect((await copyDistribution(client, primary)).config.Enabled).toBe(true)
    expect((await copyDistribution(client, primary, { Enabled: false })).config.Enabled).toBe(false)
  })

  test('leaves the primary distribution’s version alone', async () => {
    const { client } = await startEmulator()
    const primary = await createDistribution(client)
    await copyDistribution(client, primary)
    expect((await getDistribution(client, primary.Id)).ETag).toBe(primary.ETag)
  })

  test.each([
    ['a caller reference in use', { CallerReference: 'in use' }, 'DistributionAlreadyExists', 409],
    ['no version', { IfMatch: undefined }, 'InvalidIfMatchVersion', 400],
    ['a version that is not the current one', { IfMatch: STALE }, 'PreconditionFailed', 412],
    ['an unknown primary distribution', { PrimaryDistributionId: NEVER_AN_ID }, 'NoSuchDistribution', 404],
    ['no word about staging', { Staging: undefined }, 'InvalidArgument', 400],
    ['a copy that is not for staging', { Staging: false }, 'InvalidArgument', 400],
    ['an empty caller reference', { CallerReference: '' }, 'InvalidArgument', 400]
  ])('refuses %s', async (_case, change, code, status) => {
    const { client } = await startEmulator()
    const primary = await createDistribution(
      client,
      sample(config => (config.CallerReference = 'in use'))
    )
    expect(await refusal(copyDistribution(client, primary, change))).toMatchObject({ code, status })
  })

  test('copies neither a staging nor a multi-tenant distribution', async () => {
    const { client } = await startEmulator()
    for (const change of [{ Staging: true }, { ConnectionMode: 'tenant-only' as const }]) {
      const made = await createDistribution(
        client,
        sample(config => Object.assign(config, change))
      )
      expect(await refusalCode(copyDistribution(client, made))).toBe('InvalidArgument')
    }
  })

  test('counts among the 20 staging distributions of an account', async () => {
    const { client } = await startEmulator()
    const primary = await createDistribution(client)
    for (let count = 0; count < 20; count += 1) await copyDistribution(client, primary)
    expect(await refusalCode(copyDistribution(client, primary))).toBe('TooManyDistributions')
  })
})

test('a staging distribution has neither aliases nor a policy of its own', async () => {
  const { client } = await startEmulator()
  const staging = await copyDistribution(client, await createDistribution(client, siteWithAlias()))
  const policy = await createPolicy(client, policyFor(staging.distribution.DomainName))
  for (const change of [{ Aliases: listOf('a.example.com') }, { ContinuousDeploymentPolicyId: policy.Id }])
    expect(await refusal(updateDistribution(client, staging, change))).toMatchObject({
      code: 'InvalidArgument',
      status: 400
    })
})

describe('attaching a policy', () => {
  test('an update without the member keeps it, one with an empty id takes it away', async () => {
    const { client } = await startEmulator()
    const { primary, policy } = await createTied(client)
    const { ContinuousDeploymentPolicyId: _left, ...rest } = primary.config
    const kept = await updateDistribution(client, { ...primary, config: rest }, { Comment: 'changed' })
    expect(kept.config.ContinuousDeploymentPolicyId).toBe(policy.Id)
    const detached = await updateDistribution(client, kept, { ContinuousDeploymentPolicyId: '' })
    expect(detached.config.ContinuousDeploymentPolicyId).toBe('')
  })

  test('a policy that does not exist is 404 NoSuchContinuousDeploymentPolicy', async () => {
    const { client } = await startEmulator()
    const made = await createDistribution(client)
    const change = { ContinuousDeploymentPolicyId: '00000000-0000-4000-8000-000000000000' }
    expect(await refusal(updateDistribution(client, made, change))).toMatchObject({
      code: 'NoSuchContinuousDeploymentPolicy',
      status: 404
    })
  })

  test('a policy has one primary distribution: ContinuousDeploymentPolicyInUse for another, also a new one', async () => {
    const { client } = await startEmulator()
    const { policy } = await createTied(client)
    const other = await createDistribution(client)
    const refused = { code: 'ContinuousDeploymentPolicyInUse', status: 409 }
    const change = { ContinuousDeploymentPolicyId: policy.Id }
    expect(await refusal(updateDistribution(client, other, change))).toMatchObject(refused)
    expect(await refusal(createDistribution(client, { ...sample(), ...change }))).toMatchObject(refused)
  })

  test('a distribution with HTTP/3 takes none', async () => {
    const { client } = await startEmulator()
    const primary = await createDistribution(
      client,
      sample(config => (config.HttpVersion = 'http2and3'))
    )
    const staging = await copyDistribution(client, primary)
    const { Id } = await createPolicy(client, policyFor(staging.distribution.DomainName))
    const call = updateDistribution(client, primary, { ContinuousDeploymentPolicyId: Id })
    expect(await refusalCode(call)).toBe('InvalidArgument')
  })
})

describe('while a policy is attached', () => {
  test('behaviors, origins, error pages, restrictions, root object, logging and comment may change, on both sides', async () => {
    const { client } = await startEmulator()
    const { primary, staging } = await createTied(client)
    for (const { config, ...made } of [primary, staging]) {
      const updated = await updateDistribution(
        client,
        { ...made, config },
        {
          ...(config.DefaultCacheBehavior && {
            DefaultCacheBehavior: { ...config.DefaultCacheBehavior, ViewerProtocolPolicy: 'https-only' as const }
          }),
          ...(config.Origins && {
            Origins: listOf(...(config.Origins.Items ?? []).map(each => ({ ...each, OriginPath: '/new' })))
          }),
          DefaultRootObject: 'index.html',
          Comment: 'tried',
          CustomErrorResponses: listOf({ ErrorCode: 404 }),
          Restrictions: { GeoRestriction: { RestrictionType: 'blacklist', ...listOf('AQ') } },
          Logging: { Enabled: true, IncludeCookies: false, Bucket: 'logs.s3.amazonaws.com', Prefix: '' }
        }
      )
      expect(updated.config.Comment).toBe('tried')
    }
  })

  test.each([
    ['the price class', { PriceClass: 'PriceClass_100' as const }],
    ['the HTTP version', { HttpVersion: 'http1.1' as const }],
    ['the web ACL', { WebACLId: WEB_ACL }],
    ['IPv6', { IsIPV6Enabled: false }]
  ])('%s may not, on either side, until it is detached', async (_case, change) => {
    const { client } = await startEmulator()
    const { primary, staging } = await createTied(client)
    for (const made of [primary, staging]) {
      expect(await refusal(updateDistribution(client, made, change))).toEqual({
        code: 'IllegalUpdate',
        status: 400,
        message: 'One or more fields updated are not supported for continuous deployment.'
      })
    }
    const detached = await updateDistribution(client, primary, { ContinuousDeploymentPolicyId: '', ...change })
    expect(detached.config).toMatchObject(change)
    await updateDistribution(client, staging, change)
  })

  test('the web ACL operations refuse a change as an InvalidArgument', async () => {
    const { client } = await startEmulator()
    const { primary } = await createTied(client)
    const { Id, ETag: IfMatch } = primary
    const call = client.send(new CF.AssociateDistributionWebACLCommand({ Id, IfMatch, WebACLArn: WEB_ACL }))
    expect(await refusal(call)).toMatchObject({ code: 'InvalidArgument', status: 400 })
  })
})

describe('switching off and deleting', () => {
  test('a staging distribution cannot be disabled while a policy names it', async () => {
    const { client } = await startEmulator()
    const { primary, staging, policy } = await createTied(client)
    const refused = {
      code: 'StagingDistributionInUse',
      status: 409,
      message:
        'The specified staging distribution is currently used by a continuous deployment policy. Please the update policy before deleting.'
    }
    expect(await refusal(disable(client, staging))).toEqual(refused)
    await updateDistribution(client, primary, { ContinuousDeploymentPolicyId: '' })
    expect(await refusal(disable(client, staging))).toEqual(refused)
    await deletePolicy(client, policy)
    await disable(client, staging)
  })

  test('a disabled staging distribution that a policy names is ResourceInUse to delete', async () => {
    const { client, emulator } = await startEmulator({ propagationSeconds: 60 })
    const primary = await createDistribution(client)
    const staging = await copyDistribution(client, primary, { Enabled: false })
    const policy = await createPolicy(client, policyFor(staging.distribution.DomainName))
    emulator.clock.advance(60)
    expect(await refusal(remove(client, staging))).toMatchObject({ code: 'ResourceInUse', status: 409 })
    await deletePolicy(client, policy)
    expect((await remove(client, staging)).$metadata.httpStatusCode).toBe(204)
  })

  test('a primary distribution with an enabled policy is ResourceInUse to delete; a disabled policy does not hold it', async () => {
    const { client, emulator } = await startEmulator({ propagationSeconds: 60 })
    const tied = await createTied(client)
    const primary = await disable(client, tied.primary)
    emulator.clock.advance(60)
    expect(await refusal(remove(client, primary))).toMatchObject({ code: 'ResourceInUse', status: 409 })
    const policy = await updatePolicy(client, tied.policy, { Enabled: false })
    emulator.clock.advance(60)
    await remove(client, primary)
    await deletePolicy(client, policy)
  })
})

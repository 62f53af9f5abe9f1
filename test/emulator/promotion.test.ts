import * as CF from '@aws-sdk/client-cloudfront'
import { expect, test } from 'vitest'
import {
  copyDistribution,
  createPolicy,
  createTied,
  getPolicy,
  policyFor,
  siteWithAlias
} from './continuous-deployment-calls.ts'
import { createDistribution, getDistribution, updateDistribution } from './distribution-calls.ts'
import { refusal, refusalCode } from './refusal.ts'
import { startEmulator } from './start-emulator.ts'

const NEVER_AN_ID = 'E1234567890ABC'
const STALE = 'E2QWRUHAPOMQZL'

const promote = (client: CF.CloudFrontClient, Id: string, IfMatch?: string, StagingDistributionId?: string) =>
  client.send(new CF.UpdateDistributionWithStagingConfigCommand({ Id, IfMatch, StagingDistributionId }))

test('a promotion gives the primary distribution the staging configuration, but its own aliases, policy and caller reference', async () => {
  const { client, emulator } = await startEmulator({ propagationSeconds: 60 })
  const { primary, ...tied } = await createTied(client, siteWithAlias())
  const staging = await updateDistribution(client, tied.staging, {
    Comment: 'new',
    DefaultRootObject: 'new.html'
  })
  emulator.clock.advance(60)
  const answer = await promote(client, primary.Id, `${primary.ETag}, ${staging.ETag}`, staging.Id)
  const promoted = await getDistribution(client, primary.Id)
  expect(promoted.config).toEqual({
    ...staging.config,
    CallerReference: primary.config.CallerReference,
    Aliases: { Quantity: 1, Items: ['www.example.com'] },
    ContinuousDeploymentPolicyId: tied.policy.Id,
    Staging: false
  })
  expect([answer.$metadata.httpStatusCode, answer.ETag, answer.Distribution]).toEqual([
    200,
    promoted.ETag,
    promoted.distribution
  ])
  expect(promoted.ETag).not.toBe(primary.ETag)
  expect(promoted.distribution.Status).toBe('InProgress')
})

test('a promotion disables the policy under a new version, and leaves the staging distribution alone', async () => {
  const { client } = await startEmulator()
  const { primary, staging, policy } = await createTied(client)
  await promote(client, primary.Id, `${primary.ETag},${staging.ETag}`, staging.Id)
  const after = await getPolicy(client, policy.Id)
  expect(after.config).toEqual({ ...policy.config, Enabled: false })
  expect(after.ETag).not.toBe(policy.ETag)
  expect(await getDistribution(client, staging.Id)).toEqual(staging)
})

test('a promotion can be done again, and finds the staging distribution by the policy', async () => {
  const { client } = await startEmulator()
  const { primary, staging, policy } = await createTied(client)
  const { ETag } = await promote(client, primary.Id, `${primary.ETag},${staging.ETag}`)
  const { ETag: version } = await getPolicy(client, policy.Id)
  await promote(client, primary.Id, `${ETag},${staging.ETag}`)
  expect((await getPolicy(client, policy.Id)).ETag).toBe(version)
})

test.each([
  ['no version', () => undefined, 'InvalidIfMatchVersion', 400],
  ['one version alone', (one: string) => one, 'InvalidIfMatchVersion', 400],
  ['three versions', (one: string, two: string) => `${one},${two},${two}`, 'InvalidIfMatchVersion', 400],
  ['the versions in the wrong order', (one: string, two: string) => `${two},${one}`, 'PreconditionFailed', 412],
  ['a stale primary version', (_one: string, two: string) => `${STALE},${two}`, 'PreconditionFailed', 412],
  ['a stale staging version', (one: string) => `${one},${STALE}`, 'PreconditionFailed', 412]
])('a promotion with %s is refused, and changes nothing', async (_case, ifMatch, code, status) => {
  const { client } = await startEmulator()
  const { primary, staging, policy } = await createTied(client)
  const call = promote(client, primary.Id, ifMatch(primary.ETag, staging.ETag), staging.Id)
  expect(await refusal(call)).toMatchObject({ code, status })
  expect(await getDistribution(client, primary.Id)).toEqual(primary)
  expect(await getPolicy(client, policy.Id)).toEqual(policy)
})

test('a promotion refuses unknown distributions, and a staging distribution of no policy of the primary one', async () => {
  const { client } = await startEmulator()
  const { primary, staging } = await createTied(client)
  const stranger = await copyDistribution(client, primary)
  const both = `${primary.ETag},${staging.ETag}`
  const code = (id: string, stagingId?: string) => refusalCode(promote(client, id, both, stagingId))
  expect(await code(NEVER_AN_ID, staging.Id)).toBe('NoSuchDistribution')
  expect(await code(primary.Id, NEVER_AN_ID)).toBe('NoSuchDistribution')
  expect(await code(primary.Id, stranger.Id)).toBe('IllegalUpdate')
  expect(await code(stranger.Id, staging.Id)).toBe('IllegalUpdate')
})

test('a promotion refuses a staging configuration without the certificate that the primary distribution’s aliases need', async () => {
  const { client } = await startEmulator()
  const primary = await createDistribution(client, siteWithAlias())
  const copy = await copyDistribution(client, primary)
  const staging = await updateDistribution(client, copy, {
    ViewerCertificate: { CloudFrontDefaultCertificate: true }
  })
  const policy = await createPolicy(client, policyFor(staging.distribution.DomainName))
  const tied = await updateDistribution(client, primary, { ContinuousDeploymentPolicyId: policy.Id })
  const call = promote(client, tied.Id, `${tied.ETag},${staging.ETag}`, staging.Id)
  expect(await refusalCode(call)).toBe('InvalidViewerCertificate')
})

import * as CF from '@aws-sdk/client-cloudfront'
import { describe, expect, test } from 'vitest'
import {
  copyDistribution,
  createPolicy,
  createTied,
  deletePolicy,
  getPolicy,
  policyFor,
  updatePolicy
} from './continuous-deployment-calls.ts'
import { createDistribution, getDistribution, updateDistribution } from './distribution-calls.ts'
import { refusal, refusalCode } from './refusal.ts'
import { listOf, sample, times } from './sample-config.ts'
import { startEmulator } from './start-emulator.ts'
import { temporaryFolder } from './temporary-folder.ts'

const UNKNOWN = '00000000-0000-4000-8000-000000000000'

async function startWithStaging() {
  const started = await startEmulator()
  const primary = await createDistribution(started.client)
  const staging = await copyDistribution(started.client, primary)
  return { ...started, primary, staging, domainName: staging.distribution.DomainName }
}

const weight = (Weight: number, SessionStickinessConfig?: CF.SessionStickinessConfig) => ({
  TrafficConfig: { Type: 'SingleWeight' as const, SingleWeightConfig: { Weight, SessionStickinessConfig } }
})
const header = (Header: string, Value = 'yes') => ({
  TrafficConfig: { Type: 'SingleHeader' as const, SingleHeaderConfig: { Header, Value } }
})

test('CreateContinuousDeploymentPolicy: 201 with an id, an absolute Location, an ETag, and the policy as it was given', async () => {
  const { client, url, emulator, domainName } = await startWithStaging()
  const config = policyFor(domainName)
  const answer = await client.send(
    new CF.CreateContinuousDeploymentPolicyCommand({ ContinuousDeploymentPolicyConfig: config })
  )
  const { Id, LastModifiedTime, ContinuousDeploymentPolicyConfig } = answer.ContinuousDeploymentPolicy ?? {}
  expect(answer.$metadata.httpStatusCode).toBe(201)
  expect(Id).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/)
  expect(answer.ETag).toMatch(/^E[A-Z0-9]{13}$/)
  expect(answer.Location).toBe(`${url}/2020-05-31/continuous-deployment-policy/${Id}`)
  expect(LastModifiedTime).toEqual(new Date(emulator.clock.now()))
  expect(ContinuousDeploymentPolicyConfig).toEqual(config)
})

test('GetContinuousDeploymentPolicy and …Config answer the same version', async () => {
  const { client, domainName } = await startWithStaging()
  const made = await createPolicy(client, policyFor(domainName))
  const alone = await client.send(new CF.GetContinuousDeploymentPolicyConfigCommand({ Id: made.Id }))
  expect(await getPolicy(client, made.Id)).toEqual(made)
  expect([alone.ETag, alone.ContinuousDeploymentPolicyConfig]).toEqual([made.ETag, made.config])
})

test('UpdateContinuousDeploymentPolicy replaces the policy and gives a new ETag', async () => {
  const { client, domainName } = await startWithStaging()
  const made = await createPolicy(client, policyFor(domainName))
  const updated = await updatePolicy(client, made, header('aws-cf-cd-try'))
  expect(updated.ETag).not.toBe(made.ETag)
  expect(updated.config.TrafficConfig).toEqual(header('aws-cf-cd-try').TrafficConfig)
  expect(await getPolicy(client, made.Id)).toEqual(updated)
})

test('an update of an attached policy sends its primary distribution to the edge again, under the same version', async () => {
  const { client, emulator } = await startEmulator({ propagationSeconds: 60 })
  const { primary, policy } = await createTied(client)
  emulator.clock.advance(60)
  await updatePolicy(client, policy, { Enabled: false })
  const { distribution, ETag } = await getDistribution(client, primary.Id)
  expect([distribution.Status, ETag]).toEqual(['InProgress', primary.ETag])
})

test('DeleteContinuousDeploymentPolicy: 204, and it is gone; not while a primary distribution has it', async () => {
  const { client } = await startEmulator()
  const { primary, policy } = await createTied(client)
  expect(await refusal(deletePolicy(client, policy))).toMatchObject({
    code: 'ContinuousDeploymentPolicyInUse',
    status: 409
  })
  await updateDistribution(client, primary, { ContinuousDeploymentPolicyId: '' })
  expect((await deletePolicy(client, policy)).$metadata.httpStatusCode).toBe(204)
  expect(await refusal(getPolicy(client, policy.Id))).toMatchObject({
    code: 'NoSuchContinuousDeploymentPolicy',
    status: 404
  })
})

test('policies are paged by NextMarker, which the last page does not have', async () => {
  const { client, primary } = await startWithStaging()
  for (const _ of times(3, () => 0)) {
    const { distribution } = await copyDistribution(client, primary)
    await createPolicy(client, policyFor(distribution.DomainName))
  }
  const list = async (input: CF.ListContinuousDeploymentPoliciesCommandInput) =>
    (await client.send(new CF.ListContinuousDeploymentPoliciesCommand(input))).ContinuousDeploymentPolicyList
  const ids = (page?: CF.ContinuousDeploymentPolicyList) =>
    page?.Items?.map(({ ContinuousDeploymentPolicy: policy }) => policy?.Id)
  const all = await list({})
  const first = await list({ MaxItems: 2 })
  const second = await list({ MaxItems: 2, Marker: first?.NextMarker })
  expect(all).toMatchObject({ MaxItems: 100, Quantity: 3 })
  expect([ids(first)?.length, ids(second)?.length]).toEqual([2, 1])
  expect([...(ids(first) ?? []), ...(ids(second) ?? [])]).toEqual(ids(all))
  expect(second).not.toHaveProperty('NextMarker')
})

test.each([
  ['no version at all', undefined, 'InvalidIfMatchVersion', 400],
  ['a version that is not the current one', 'E2QWRUHAPOMQZL', 'PreconditionFailed', 412]
])('updates and deletions of a policy with %s are refused', async (_case, ETag, code, status) => {
  const { client, domainName } = await startWithStaging()
  const made = { ...(await createPolicy(client, policyFor(domainName))), ETag }
  expect(await refusal(updatePolicy(client, made))).toMatchObject({ code, status })
  expect(await refusal(deletePolicy(client, made))).toMatchObject({ code, status })
})

test('an unknown policy is 404 NoSuchContinuousDeploymentPolicy for every operation on it', async () => {
  const { client, domainName } = await startWithStaging()
  const unknown = { Id: UNKNOWN, config: policyFor(domainName) }
  const calls = [
    getPolicy(client, UNKNOWN),
    client.send(new CF.GetContinuousDeploymentPolicyConfigCommand({ Id: UNKNOWN })),
    updatePolicy(client, unknown),
    deletePolicy(client, unknown)
  ]
  for (const refused of await Promise.all(calls.map(refusal)))
    expect(refused).toMatchObject({ code: 'NoSuchContinuousDeploymentPolicy', status: 404 })
})

describe('traffic', () => {
  test.each([
    ['no weight', weight(0)],
    ['the most there may be', weight(0.15)],
    ['sticky sessions', weight(0.1, { IdleTTL: 300, MaximumTTL: 3600 })],
    ['sessions as long as they may be idle', weight(0.1, { IdleTTL: 600, MaximumTTL: 600 })],
    ['a header', header('aws-cf-cd-try')]
  ])('accepted: %s', async (_case, change) => {
    const { client, domainName } = await startWithStaging()
    const { config } = await createPolicy(client, policyFor(domainName, change))
    expect(config.TrafficConfig).toEqual(change.TrafficConfig)
  })

  test.each([
    ['a weight above 0.15', weight(0.16)],
    ['a weight below 0', weight(-0.01)],
    ['an idle time below 300 seconds', weight(0.1, { IdleTTL: 299, MaximumTTL: 3600 })],
    ['a session above 3600 seconds', weight(0.1, { IdleTTL: 300, MaximumTTL: 3601 })],
    ['an idle time above the whole session', weight(0.1, { IdleTTL: 601, MaximumTTL: 600 })],
    ['another header', header('x-try')],
    ['a header that is nothing but the prefix', header('aws-cf-cd-')],
    ['a header of 257 characters', header(`aws-cf-cd-${'x'.repeat(247)}`)],
    ['a header without a value', header('aws-cf-cd-try', '')],
    ['a value of 1784 characters', header('aws-cf-cd-try', 'x'.repeat(1784))],
    ['a weight under the type of headers', { TrafficConfig: { ...weight(0.1).TrafficConfig, Type: 'SingleHeader' } }],
    [
      'both a weight and a header',
      { TrafficConfig: { ...weight(0.1).TrafficConfig, ...header('aws-cf-cd-try').TrafficConfig } }
    ],
    ['two staging distributions', { StagingDistributionDnsNames: listOf('a.example.com', 'b.example.com') }],
    ['no staging distribution', { StagingDistributionDnsNames: { Quantity: 0 } }]
  ])('%s is an InvalidArgument, in an update too', async (_case, change) => {
    const { client, domainName } = await startWithStaging()
    // Wrong on purpose: a literal of another type would not even compile.
    const wrong = change as Partial<CF.ContinuousDeploymentPolicyConfig>
    const refused = { code: 'InvalidArgument', status: 400 }
    expect(await refusal(createPolicy(client, policyFor(domainName, wrong)))).toMatchObject(refused)
    const made = await createPolicy(client, policyFor(domainName))
    expect(await refusal(updatePolicy(client, made, wrong))).toMatchObject(refused)
  })

  test('a quantity that is not the number of names is InconsistentQuantities', async () => {
    const { client, domainName } = await startWithStaging()
    const StagingDistributionDnsNames = { Quantity: 2, Items: [domainName ?? ''] }
    const call = createPolicy(client, policyFor(domainName, { StagingDistributionDnsNames }))
    expect(await refusalCode(call)).toBe('InconsistentQuantities')
  })
})

describe('the staging distribution of a policy', () => {
  test('is one that exists and is for staging', async () => {
    const { client, primary } = await startWithStaging()
    for (const name of [primary.distribution.DomainName, 'd111111abcdef8.cloudfront.net'])
      expect(await refusalCode(createPolicy(client, policyFor(name)))).toBe('InvalidArgument')
  })

  test('has one policy: the same once more already exists, another finds it in use', async () => {
    const { client, primary, domainName } = await startWithStaging()
    await createPolicy(client, policyFor(domainName))
    const inUse = { code: 'StagingDistributionInUse', status: 409 }
    expect(await refusal(createPolicy(client, policyFor(domainName)))).toMatchObject({
      code: 'ContinuousDeploymentPolicyAlreadyExists',
      status: 409
    })
    expect(await refusal(createPolicy(client, policyFor(domainName, weight(0.1))))).toMatchObject(inUse)
    const { distribution } = await copyDistribution(client, primary)
    const other = await createPolicy(client, policyFor(distribution.DomainName))
    expect(await refusal(updatePolicy(client, other, policyFor(domainName)))).toMatchObject(inUse)
  })
})

test('an account has 20 policies', async () => {
  const { client } = await startEmulator()
  const staging = await Promise.all(
    times(20, () =>
      createDistribution(
        client,
        sample(each => (each.Staging = true))
      )
    )
  )
  for (const { distribution } of staging) await createPolicy(client, policyFor(distribution.DomainName))
  // There is no twenty-first staging distribution to be had, either.
  const one = policyFor(staging[0]?.distribution.DomainName, weight(0.1))
  expect(await refusal(createPolicy(client, one))).toMatchObject({
    code: 'TooManyContinuousDeploymentPolicies',
    status: 400
  })
})

test('a policy and what it is attached to are there after a restart', async () => {
  const dataDir = temporaryFolder()
  const first = await startEmulator({ dataDir })
  const { primary, policy } = await createTied(first.client)
  await first.emulator.close()
  const { client } = await startEmulator({ dataDir })
  expect(await getPolicy(client, policy.Id)).toEqual(policy)
  expect((await getDistribution(client, primary.Id)).config.ContinuousDeploymentPolicyId).toBe(policy.Id)
})

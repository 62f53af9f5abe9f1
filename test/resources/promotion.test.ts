import { GetContinuousDeploymentPolicyCommand } from '@aws-sdk/client-cloudfront'
import { expect, test, vi } from 'vitest'
import {
  CERTIFICATE,
  changeBehindOurBack,
  places,
  stageDistribution,
  startWithDistribution
} from './start-distribution.ts'

/** A primary distribution with its staging one, tied by a policy, and a change on the staging one that is to be promoted. */
async function startWithStaging() {
  const started = await startWithDistribution({
    httpVersion: 'http2',
    aliases: ['www.example.com'],
    viewerCertificate: { acmCertificateArn: CERTIFICATE }
  })
  const { request, url, id } = started
  const staged = await stageDistribution(started, url)
  const stagingUrl = `/distributions/${staged.stagingId}`
  const tried = await request.patch(stagingUrl).send({ defaultRootObject: 'new.html' })
  if (tried.status !== 200) throw new Error(tried.text)
  const promote = (headers: Record<string, string> = {}) =>
    request.post(`${url}/promotion`).set(headers).send({ stagingDistributionId: staged.stagingId })
  return {
    ...started,
    primary: id,
    ...staged,
    promote
  }
}

test('POST promotion: 200, the primary has the staging configuration and keeps its aliases and its policy', async () => {
  const { request, url, config, cloudfront, policyId, promote } = await startWithStaging()
  const response = await promote()
  expect(response.status, response.text).toBe(200)
  expect(response.body.config).toMatchObject({
    defaultRootObject: 'new.html',
    aliases: ['www.example.com'],
    continuousDeploymentPolicyId: policyId,
    callerReference: config.callerReference,
    staging: false
  })
  const read = await request.get(url)
  expect([read.body, read.headers.etag]).toEqual([response.body, response.headers.etag])
  const { ContinuousDeploymentPolicy: policy } = await cloudfront.send(
    new GetContinuousDeploymentPolicyCommand({ Id: policyId })
  )
  expect(policy?.ContinuousDeploymentPolicyConfig?.Enabled).toBe(false)
})

test('POST promotion: with Prefer: wait 200 once the primary is Deployed', async () => {
  const { emulator, promote } = await startWithStaging()
  const looks = emulator.calls.count('GetDistribution')
  const [promoted] = await Promise.all([
    promote({ Prefer: 'wait=30' }),
    vi
      .waitFor(() => expect(emulator.calls.count('GetDistribution')).toBeGreaterThan(looks), 10_000)
      .then(() => emulator.clock.advance(60))
  ])
  expect([promoted.status, promoted.body.status, promoted.headers['preference-applied']], promoted.text).toEqual([
    200,
    'Deployed',
    'wait=30'
  ])
})

test('POST promotion: when either distribution was changed concurrently, it is done on the fresh versions', async () => {
  const { request, url, primary, stagingId, cloudfront, emulator, promote } = await startWithStaging()
  for (const [id, change] of [
    [primary, 'CacheBehaviors'],
    [stagingId, 'Comment']
  ] as const) {
    emulator.calls.clear()
    const { hold } = emulator.faults.add({
      kind: 'hold',
      operations: ['UpdateDistributionWithStagingConfig'],
      count: 1
    })
    const [response] = await Promise.all([
      promote(),
      hold
        .untilHeld()
        .then(() => changeBehindOurBack(cloudfront, id, config => ({ ...config, Comment: `theirs: ${change}` })))
        .then(hold.release)
    ])
    expect(response.status, response.text).toBe(200)
    expect(emulator.calls.count('UpdateDistributionWithStagingConfig')).toBe(2)
  }
  expect((await request.get(url)).body.config.comment).toBe('theirs: Comment')
})

test('POST promotion: 412 ETAG_MISMATCH when If-Match is not the version of the primary, and nothing is promoted', async () => {
  const { request, url, etag, primary, cloudfront, emulator, promote } = await startWithStaging()
  await changeBehindOurBack(cloudfront, primary, config => ({ ...config, Comment: 'theirs' }))
  const stale = await promote({ 'If-Match': etag })
  expect([stale.status, stale.body.code, places(stale.body)]).toEqual([412, 'ETAG_MISMATCH', ['/comment']])
  expect(emulator.calls.count('UpdateDistributionWithStagingConfig')).toBe(0)
  const { headers } = await request.get(url)
  expect(stale.headers.etag).toBe(headers.etag)
  expect((await promote({ 'If-Match': headers.etag ?? '' })).status).toBe(200)
})

test('POST promotion: with If-Match a promotion whose answer was lost is a success', async () => {
  const { etag, emulator, promote } = await startWithStaging()
  const operations = ['UpdateDistributionWithStagingConfig'] as const
  emulator.faults.add({ kind: 'resetAfter', operations: [...operations], count: 1 })
  const response = await promote({ 'If-Match': etag })
  expect([response.status, response.body.config.defaultRootObject], response.text).toEqual([200, 'new.html'])
})

test('POST promotion: 400 without or with a wrong id, 404 for a distribution that does not exist', async () => {
  const { request, url, stagingId, emulator } = await startWithStaging()
  const none = await request.post(`${url}/promotion`).send({})
  expect([none.status, places(none.body)]).toEqual([400, ['/stagingDistributionId']])
  const wrong = await request.post(`${url}/promotion`).send({ stagingDistributionId: 'e1' })
  expect([wrong.status, places(wrong.body)]).toEqual([400, ['/stagingDistributionId']])
  expect(emulator.calls.count('UpdateDistributionWithStagingConfig')).toBe(0)
  for (const [at, staging, named] of [
    ['/distributions/EUNKNOWN12345', stagingId, []],
    [url, 'EUNKNOWN12345', ['/stagingDistributionId']]
  ] as const) {
    const unknown = await request.post(`${at}/promotion`).send({ stagingDistributionId: staging })
    expect([unknown.status, unknown.body.code, places(unknown.body)]).toEqual([404, 'DISTRIBUTION_NOT_FOUND', named])
  }
})

test('POST promotion: 400 ILLEGAL_UPDATE for a distribution that is not the staging one of its policy', async () => {
  const { request, url, primary } = await startWithStaging()
  const response = await request.post(`${url}/promotion`).send({ stagingDistributionId: primary })
  expect([response.status, response.body.code]).toEqual([400, 'ILLEGAL_UPDATE'])
})

import { expect, test } from 'vitest'
import { CERTIFICATE, stageDistribution, startWithDistribution } from './start-distribution.ts'

/** A primary distribution with aliases, and its staging one with another root object, which viewers get as `traffic` says. */
async function startStaged(traffic: object) {
  const started = await startWithDistribution({
    httpVersion: 'http2',
    aliases: ['www.example.com', '*.shop.example.com'],
    viewerCertificate: { acmCertificateArn: CERTIFICATE }
  })
  const { request, url } = started
  const { stagingId, policyId } = await stageDistribution(started, url)
  const staging = await request.patch(`/distributions/${stagingId}`).send({ defaultRootObject: 'new.html' }).expect(200)
  const policy = await request.get(`/continuous-deployment-policies/${policyId}`).expect(200)
  await request
    .put(`/continuous-deployment-policies/${policyId}`)
    .set('If-Match', policy.headers.etag ?? '')
    .send({ ...policy.body.config, enabled: true, trafficConfig: traffic })
    .expect(200)
  const explain = (id: string, headers: Record<string, string> = {}, host = 'www.example.com') =>
    request.post(`/distributions/${id}/explain`).send({ url: `https://${host}/`, headers })
  return { ...started, stagingId, policyId, staging: staging.body, explain }
}

const BY_HEADER = { type: 'SingleHeader', singleHeaderConfig: { header: 'aws-cf-cd-test', value: 'yes' } }
const BY_WEIGHT = { type: 'SingleWeight', singleWeightConfig: { weight: 0.1 } }

test('a request that its header sends to the staging distribution is explained there, with its configuration', async () => {
  const { id, stagingId, policyId, explain } = await startStaged(BY_HEADER)
  for (const host of ['www.example.com', 'a.shop.example.com']) {
    const { body, headers } = await explain(stagingId, { 'AWS-CF-CD-Test': 'yes' }, host).expect(200)
    expect(body).toMatchObject({ outcome: 'served', request: { host, path: '/new.html' } })
    expect(body.because.slice(0, 2)).toEqual([
      { decision: 'distribution', detail: `${host} is a name of the primary distribution, or below one.` },
      {
        decision: 'distribution',
        pointer: '/staging',
        detail: `The continuous deployment policy ${policyId} sends viewers with aws-cf-cd-test: yes to this staging distribution.`
      }
    ])
    expect(headers.etag).toBeDefined()
  }
  const other = await explain(id).expect(200)
  expect(other.body.request.path).not.toBe('/new.html')
})

test('it is not explained at the primary distribution, nor one without the header at the staging distribution', async () => {
  const { id, stagingId, policyId, staging, explain } = await startStaged(BY_HEADER)
  const atPrimary = await explain(id, { 'AWS-CF-CD-Test': 'yes' }).expect(400)
  expect(atPrimary.body).toMatchObject({
    code: 'VALIDATION_FAILED',
    errors: [
      {
        pointer: '/headers/AWS-CF-CD-Test',
        detail:
          `The continuous deployment policy ${policyId} sends requests with this header to the staging distribution ` +
          `${staging.domainName}: have it explained there.`
      }
    ]
  })
  const atStaging = await explain(stagingId, { 'aws-cf-cd-test': 'no' }).expect(400)
  expect(atStaging.body.errors).toEqual([
    {
      pointer: '/headers',
      detail: 'Without aws-cf-cd-test: yes the request is served by the primary distribution.'
    }
  ])
})

test('while the policy is disabled, the primary distribution serves everybody', async () => {
  const { request, id, stagingId, policyId, explain } = await startStaged(BY_HEADER)
  const sent = { 'aws-cf-cd-test': 'yes' }
  await explain(id, sent).expect(400)
  await request
    .patch(`/continuous-deployment-policies/${policyId}`)
    .set('If-Match', '*')
    .send({ enabled: false })
    .expect(200)
  const { body } = await explain(id, sent).expect(200)
  expect(JSON.stringify(body.because)).not.toContain('staging')
  await explain(stagingId, sent).expect(400)
})

test('by weight a viewer may go to either, and each is explained at its own', async () => {
  const { id, stagingId, policyId, explain } = await startStaged(BY_WEIGHT)
  const { body } = await explain(stagingId).expect(200)
  expect(body.request.path).toBe('/new.html')
  expect(body.because[1].detail).toBe(
    `The continuous deployment policy ${policyId} sends some viewers to this staging distribution.`
  )
  const atPrimary = await explain(id).expect(200)
  expect(atPrimary.body.because[1].detail).toContain('some viewers')
  // Its own name serves nobody.
  const { body: read } = await explain(stagingId, {}, 'other.example.com').expect(400)
  expect(read.errors[0].pointer).toBe('/url')
})

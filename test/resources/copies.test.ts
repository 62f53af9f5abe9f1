import { ListDistributionsCommand } from '@aws-sdk/client-cloudfront'
import { expect, test } from 'vitest'
import {
  CERTIFICATE,
  changeBehindOurBack,
  CLOUDFRONT_JSON,
  places,
  startWithDistribution
} from './start-distribution.ts'

const PRIMARY = {
  httpVersion: 'http2',
  aliases: ['www.example.com'],
  viewerCertificate: { acmCertificateArn: CERTIFICATE },
  comment: 'the primary'
}

async function startWithPrimary() {
  const started = await startWithDistribution(PRIMARY)
  const all = async () =>
    (await started.cloudfront.send(new ListDistributionsCommand({}))).DistributionList?.Items ?? []
  return { ...started, copies: `${started.url}/copies`, all }
}

test('POST copies: 201 with Location and ETag, a staging distribution without aliases and with its own reference', async () => {
  const { request, copies, config } = await startWithPrimary()
  const response = await request.post(copies).send({})
  expect(response.status, response.text).toBe(201)
  const { id, etag, config: copy } = response.body
  expect([response.headers.location, response.headers.etag]).toEqual([`/distributions/${id}`, `"${etag}"`])
  expect(copy).toMatchObject({ staging: true, enabled: true, aliases: [], comment: 'the primary' })
  expect(copy.callerReference).not.toBe(config.callerReference)
  expect((await request.get(response.headers.location ?? '')).body).toEqual(response.body)
})

test("POST copies: disabled on request, and shown in CloudFront's own format", async () => {
  const { request, copies } = await startWithPrimary()
  const response = await request.post(copies).set('Accept', CLOUDFRONT_JSON).send({ enabled: false })
  expect([response.status, response.body.Enabled, response.body.Staging]).toEqual([201, false, true])
})

test('POST copies: the newest version is copied when somebody else was faster; with If-Match it is 412', async () => {
  const { request, copies, id, etag, cloudfront, emulator, all } = await startWithPrimary()
  const { hold } = emulator.faults.add({ kind: 'hold', operations: ['CopyDistribution'], count: 1 })
  const [response] = await Promise.all([
    request.post(copies).send({}),
    hold
      .untilHeld()
      .then(() => changeBehindOurBack(cloudfront, id, config => ({ ...config, Comment: 'theirs' })))
      .then(hold.release)
  ])
  expect([response.status, response.body.config.comment], response.text).toEqual([201, 'theirs'])
  const stale = await request.post(copies).set('If-Match', etag).send({})
  expect([stale.status, stale.body.code, places(stale.body)]).toEqual([412, 'ETAG_MISMATCH', ['/comment']])
  expect(await all()).toHaveLength(2)
})

test('POST copies: a copy whose answer was lost is found, not created again', async () => {
  const { request, copies, emulator, all } = await startWithPrimary()
  emulator.faults.add({ kind: 'resetAfter', operations: ['CopyDistribution'], count: 1 })
  const response = await request.post(copies).send({})
  expect(response.status, response.text).toBe(201)
  expect(emulator.calls.count('CopyDistribution')).toBe(2)
  expect((await all()).map(({ Id }) => Id)).toContain(response.body.id)
  expect(await all()).toHaveLength(2)
})

test('POST copies: 409 names the quota of staging distributions, which other creations do not have', async () => {
  const { request, copies, emulator } = await startWithPrimary()
  emulator.quotas.set({ stagingDistributions: 1 })
  expect((await request.post(copies).send({})).status).toBe(201)
  const refused = await request.post(copies).send({})
  expect([refused.status, refused.body.code], refused.text).toEqual([409, 'TOO_MANY_STAGING_DISTRIBUTIONS'])
  expect(refused.body.quota).toEqual({ name: 'Staging distributions per account', default: 20, adjustable: true })
  emulator.quotas.set({ distributions: 2 })
  const other = await request.post('/distributions').send({ origins: [{ domainName: 'www.example.com' }] })
  expect([other.status, other.body.code, other.body.quota?.name]).toEqual([
    409,
    'TOO_MANY_DISTRIBUTIONS',
    'Distributions per account'
  ])
})

test('POST copies: 400 for an unknown member, 404 for an unknown distribution', async () => {
  const { request, copies, emulator } = await startWithPrimary()
  const member = await request.post(copies).send({ staging: true })
  expect([member.status, places(member.body)]).toEqual([400, ['/staging']])
  const unknown = await request.post('/distributions/EUNKNOWN12345/copies').send({})
  expect([unknown.status, unknown.body.code]).toEqual([404, 'DISTRIBUTION_NOT_FOUND'])
  expect(emulator.calls.count('CopyDistribution')).toBe(0)
})

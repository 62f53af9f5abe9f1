import { DeleteDistributionCommand, GetDistributionCommand } from '@aws-sdk/client-cloudfront'
import { describe, expect, test } from 'vitest'
import { createCloudFrontClient, localCredentials } from '../../src/cloudfront/client.ts'
import { createDistributionEditor } from '../../src/configuration/distributions/editor.ts'
import { deleteDistribution } from '../../src/resources/distributions/operations.ts'
import { createDistribution } from '../emulator/distribution-calls.ts'
import { sample } from '../emulator/sample-config.ts'
import { startEmulator } from '../emulator/start-emulator.ts'
import { checkEveryStep } from '../jobs/every-step.ts'
import { eventIdsIn, followEvents } from '../helpers/follow-events.ts'
import { startApp } from '../helpers/start-app.ts'
import { CERTIFICATE, stageDistribution } from './start-distribution.ts'

const ONE_LINE = { origins: [{ domainName: 'www.example.com' }] }

async function startWithDistribution() {
  const started = await startApp({ localPropagationSeconds: 0 })
  // Operations look again by the clock: it runs, and nothing takes time to deploy.
  started.emulator.clock.release()
  const { body } = await started.request.post('/distributions').send(ONE_LINE)
  return { ...started, id: body.id as string, etag: body.etag as string, url: `/distributions/${body.id}` }
}

describe('DELETE /distributions/:id', () => {
  test('202 with the operation, which ends with the distribution gone', async () => {
    const { request, url, emulator } = await startWithDistribution()
    const begun = await request.delete(url)
    expect(begun.status, begun.text).toBe(202)
    expect(begun.headers.location).toBe(`/operations/${begun.body.id}`)
    expect(begun.body).toMatchObject({ kind: 'distribution.delete', resource: url })
    const ended = await request.get(begun.headers.location ?? '').set('Prefer', 'wait=30')
    expect(ended.body).toMatchObject({ status: 'succeeded' })
    expect(
      ended.body.steps.map(({ title, status }: { title: string; status: string }) => `${title}: ${status}`)
    ).toEqual([
      'Disabling the distribution: succeeded',
      'Waiting for CloudFront to deploy the change: succeeded',
      'Keeping the distribution disabled for the grace period: succeeded',
      'Deleting the distribution: succeeded'
    ])
    expect((await request.get(url)).status).toBe(404)
    expect(emulator.calls.count('DeleteDistribution')).toBe(1)
  })

  test('200 when it has ended within Prefer: wait', async () => {
    const { request, url } = await startWithDistribution()
    const ended = await request.delete(url).set('Prefer', 'wait=30')
    expect([ended.status, ended.body.status, ended.headers['preference-applied']]).toEqual([
      200,
      'succeeded',
      'wait=30'
    ])
  })

  test('409 names the tenants that use it, and it stays enabled; without them it is deleted', async () => {
    const { request } = await startWithDistribution()
    const { body } = await request
      .post('/distributions')
      .send({ ...ONE_LINE, connectionMode: 'tenant-only', viewerCertificate: { acmCertificateArn: CERTIFICATE } })
      .expect(201)
    const url = `/distributions/${body.id}`
    const tenant = await request
      .post('/distribution-tenants')
      .send({ name: 'customer', distributionId: body.id, domains: [{ domain: 'customer.example.com' }] })
      .expect(201)
    const refused = await request.delete(url)
    expect([refused.status, refused.body.code, refused.body.usedBy, refused.body.detail]).toEqual([
      409,
      'RESOURCE_IN_USE',
      [tenant.headers.location],
      `The distribution ${body.id} is used by ${tenant.headers.location}.`
    ])
    expect((await request.get(url)).body.config.enabled).toBe(true)
    await request
      .delete(tenant.headers.location ?? '')
      .set('Prefer', 'wait=30')
      .expect(200)
    expect((await request.delete(url).set('Prefer', 'wait=30')).body.status).toBe('succeeded')
  })

  test('409 names the continuous deployment policy, for the primary and the staging distribution', async () => {
    const { request, cloudfront } = await startWithDistribution()
    const { body } = await request.post('/distributions').send({ ...ONE_LINE, httpVersion: 'http2' })
    const { stagingId, policyId } = await stageDistribution({ request, cloudfront }, `/distributions/${body.id}`)
    for (const id of [body.id as string, stagingId]) {
      const refused = await request.delete(`/distributions/${id}`)
      expect([refused.status, refused.body.detail]).toEqual([
        409,
        `The distribution ${id} is used by /continuous-deployment-policies/${policyId}.`
      ])
      expect((await request.get(`/distributions/${id}`)).body.config.enabled).toBe(true)
    }
  })

  test('its events are sent until it has ended, and none after the last one received', async () => {
    const { request, url, app } = await startWithDistribution()
    const begun = await request.delete(url)
    const events = `${app.listeningOrigin}${begun.headers.location}/events`
    const text = await (await followEvents(events)).read()
    expect(text).toContain('event: stepStarted\n')
    expect(text).toContain('event: succeeded\n')
    const last = String(eventIdsIn(text).at(-1))
    expect((await followEvents(events, { 'last-event-id': last })).response.status).toBe(204)
  })

  test('409 naming the operation that is at work already', async () => {
    const { request, url } = await startWithDistribution()
    const first = await request.delete(`${url}?graceSeconds=600`)
    const second = await request.delete(url)
    expect([second.status, second.body.code]).toEqual([409, 'OPERATION_IN_PROGRESS'])
    expect(second.headers.location).toBe(first.headers.location)
  })

  test('cancelled in the grace period, the distribution is enabled again', async () => {
    const { request, url, emulator } = await startWithDistribution()
    const begun = await request.delete(`${url}?graceSeconds=600`)
    const grace = 'Keeping the distribution disabled for the grace period'
    await expect
      .poll(async () => (await request.get(begun.headers.location ?? '')).body.steps, { timeout: 15_000 })
      .toContainEqual(expect.objectContaining({ title: grace, status: 'waiting' }))
    expect((await request.get(url)).body.config.enabled).toBe(false)
    expect((await request.post(`${begun.headers.location}/cancel`)).status).toBe(200)
    const ended = await request.get(begun.headers.location ?? '').set('Prefer', 'wait=30')
    expect(ended.body.status).toBe('cancelled')
    expect((await request.get(url)).body.config.enabled).toBe(true)
    expect(emulator.calls.count('DeleteDistribution')).toBe(0)
  })

  test('412 for a stale If-Match, 404 for an unknown one, and no operation is begun', async () => {
    const { request, url } = await startWithDistribution()
    const stale = await request.delete(url).set('If-Match', '"ESTALE12345678"')
    expect([stale.status, stale.body.code]).toEqual([412, 'ETAG_MISMATCH'])
    const unknown = await request.delete('/distributions/EUNKNOWN12345')
    expect([unknown.status, unknown.body.code]).toEqual([404, 'DISTRIBUTION_NOT_FOUND'])
    expect((await request.get('/operations')).body.items).toEqual([])
  })

  test('if somebody else deletes it, the operation succeeds', async () => {
    const { request, url, id, cloudfront } = await startWithDistribution()
    const begun = await request.delete(`${url}?graceSeconds=2`)
    const disabled = async () => (await request.get(url)).body.config?.enabled
    await expect.poll(disabled, { timeout: 15_000 }).toBe(false)
    const { ETag } = await cloudfront.send(new GetDistributionCommand({ Id: id }))
    await cloudfront.send(new DeleteDistributionCommand({ Id: id, IfMatch: ETag }))
    const ended = await request.get(begun.headers.location ?? '').set('Prefer', 'wait=30')
    expect(ended.body.status).toBe('succeeded')
  })
})

test(
  'every step of a deletion may be done twice, and the process may die after any of them',
  { timeout: 120_000 },
  async () => {
    await checkEveryStep(deleteDistribution, async () => {
      const { client, emulator, url } = await startEmulator()
      const { Id } = await createDistribution(client, sample())
      const cloudfront = createCloudFrontClient({ endpoint: url, region: 'us-east-1', credentials: localCredentials })
      return {
        deps: {
          cloudfront,
          editor: createDistributionEditor({ cloudfront }),
          protections: { refuseProtected: async () => undefined },
          clock: emulator.clock
        },
        input: {
          distributionId: Id,
          wasEnabled: true,
          graceSeconds: 0,
          begunAt: new Date(emulator.clock.now()).toISOString()
        },
        pass: seconds => emulator.clock.advance(seconds),
        look: () => ({
          updates: Math.min(1, emulator.calls.count('UpdateDistribution')),
          deleted: emulator.calls.count('DeleteDistribution') > 0
        }),
        // Each world has a time of its own.
        comparable: ({ disabledAt, ...others }) => ({ ...others, disabledAt: typeof disabledAt })
      }
    })
  }
)

describe('Idempotency-Key', () => {
  test('a create whose answer was lost is answered with the same distribution, not with a second one', async () => {
    const { request, emulator } = await startApp()
    // Every attempt of the first request loses its answer after CloudFront has made the distribution.
    emulator.faults.add({ kind: 'resetAfter', operations: ['CreateDistribution'], count: 1 })
    emulator.faults.add({
      kind: 'error',
      code: 'ServiceUnavailable',
      status: 503,
      operations: ['CreateDistribution', 'GetDistribution'],
      count: 8
    })
    const first = await request.post('/distributions').set('Idempotency-Key', 'key-1').send(ONE_LINE)
    expect(first.status).toBeGreaterThanOrEqual(500)
    emulator.faults.clear()
    const again = await request.post('/distributions').set('Idempotency-Key', 'key-1').send(ONE_LINE)
    expect(again.status, again.text).toBe(201)
    expect((await request.get('/distributions')).body.items.map(({ id }: { id: string }) => id)).toEqual([
      again.body.id
    ])
    const replayed = await request.post('/distributions').set('Idempotency-Key', 'key-1').send(ONE_LINE)
    expect([replayed.status, replayed.headers['idempotency-replayed']]).toEqual([201, 'true'])
    expect(replayed.body).toEqual(again.body)
    const other = await request
      .post('/distributions')
      .set('Idempotency-Key', 'key-1')
      .send({ ...ONE_LINE, comment: 'x' })
    expect([other.status, other.body.code]).toEqual([422, 'IDEMPOTENCY_KEY_REUSED'])
  })
})

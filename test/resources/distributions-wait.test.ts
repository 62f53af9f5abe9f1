import { describe, expect, test, vi } from 'vitest'
import { startApp } from '../helpers/start-app.ts'
import { CLOUDFRONT_JSON, deployWhenPolled, startWithDistribution } from './start-distribution.ts'

const ONE_LINE = { origins: [{ domainName: 'www.example.com' }] }

describe('Prefer: wait=N', () => {
  test('POST /distributions: 201 once it is Deployed, with Preference-Applied', async () => {
    const { request, emulator } = await startApp()
    const [created] = await Promise.all([
      request.post('/distributions').set('Prefer', 'wait=30').send(ONE_LINE),
      deployWhenPolled(emulator)
    ])
    expect([created.status, created.body.status], created.text).toEqual([201, 'Deployed'])
    expect(created.headers).toMatchObject({
      'preference-applied': 'wait=30',
      location: `/distributions/${created.body.id}`,
      etag: `"${created.body.etag}"`
    })
  })

  test('when the time is up: as it is, still InProgress', async () => {
    const { request } = await startApp()
    for (const seconds of [0, 2]) {
      const created = await request.post('/distributions').set('Prefer', `wait=${seconds}`).send(ONE_LINE)
      expect([created.status, created.body.status]).toEqual([201, 'InProgress'])
      expect(created.headers['preference-applied']).toBe(`wait=${seconds}`)
    }
  })

  test('without the preference the answer is immediate, and the deployment is not checked', async () => {
    const { request, emulator } = await startApp()
    const created = await request.post('/distributions').send(ONE_LINE)
    expect([created.status, created.body.status]).toEqual([201, 'InProgress'])
    expect(created.headers).not.toHaveProperty('preference-applied')
    expect(emulator.calls.count('GetDistribution')).toBe(0)
  })

  test('PUT and PATCH: 200 once the change is Deployed', async () => {
    const { request, url, config, emulator } = await startWithDistribution()
    emulator.clock.advance(60)
    const [patched] = await Promise.all([
      request.patch(url).set('Prefer', 'wait=30').send({ comment: 'patched' }),
      deployWhenPolled(emulator)
    ])
    expect([patched.status, patched.body.status, patched.body.config.comment]).toEqual([200, 'Deployed', 'patched'])
    const [replaced] = await Promise.all([
      request
        .put(url)
        .set({ Prefer: 'wait=30', 'If-Match': '*' })
        .send({ ...config, comment: 'replaced' }),
      deployWhenPolled(emulator)
    ])
    expect([replaced.status, replaced.body.status, replaced.body.config.comment]).toEqual([200, 'Deployed', 'replaced'])
    expect(replaced.headers['preference-applied']).toBe('wait=30')
  })

  test('GET: a deployment in progress can be waited for, whoever began it, and the answer keeps its format', async () => {
    const { request, emulator } = await startApp()
    const { body: created } = await request.post('/distributions').send(ONE_LINE)
    const url = `/distributions/${created.id}`
    const [deployed, own] = await Promise.all([
      request.get(url).set('Prefer', 'wait=30'),
      request.get(url).set({ Prefer: 'wait=30', Accept: CLOUDFRONT_JSON }),
      vi
        .waitFor(() => expect(emulator.calls.count('GetDistribution')).toBeGreaterThanOrEqual(3), 10_000)
        .then(() => emulator.clock.advance(60))
    ])
    expect([deployed.status, deployed.body.status], deployed.text).toEqual([200, 'Deployed'])
    expect(deployed.headers).toMatchObject({ 'preference-applied': 'wait=30', etag: `"${created.etag}"` })
    expect(JSON.parse(own.text)).toMatchObject({ Origins: { Quantity: 1 } })
    // There is nothing to wait for any more.
    const before = emulator.calls.count('GetDistribution')
    const again = await request.get(url).set('Prefer', 'wait=60')
    expect([again.body.status, again.headers['preference-applied']]).toEqual(['Deployed', 'wait=60'])
    expect(emulator.calls.count('GetDistribution') - before).toBe(1)
  })

  test('PUT of error pages: 200, or 201, once the change is Deployed', async () => {
    const { request, url, emulator } = await startWithDistribution()
    for (const [address, body, status] of [
      ['/error-pages', { items: [{ errorCode: 404 }] }, 200],
      ['/error-pages/503', { errorCachingMinTtl: 5 }, 201]
    ] as const) {
      const [replaced] = await Promise.all([
        request.put(`${url}${address}`).set('Prefer', 'wait=30').send(body),
        deployWhenPolled(emulator)
      ])
      expect([replaced.status, replaced.headers['preference-applied']], replaced.text).toEqual([status, 'wait=30'])
      expect((await request.get(url)).body.status).toBe('Deployed')
    }
  })

  test('POST copies: 201 once the copy is Deployed', async () => {
    const { request, url, emulator } = await startWithDistribution({ httpVersion: 'http2' })
    const [copy] = await Promise.all([
      request.post(`${url}/copies`).set('Prefer', 'wait=30').send({}),
      deployWhenPolled(emulator)
    ])
    expect([copy.status, copy.body.status, copy.headers['preference-applied']], copy.text).toEqual([
      201,
      'Deployed',
      'wait=30'
    ])
  })

  test('a change that changes nothing of what is deployed waits for nothing', async () => {
    const { request, url, config, emulator } = await startWithDistribution()
    emulator.clock.advance(60)
    const before = emulator.calls.count('GetDistribution')
    const same = await request.patch(url).set('Prefer', 'wait=60').send({ comment: config.comment })
    expect([same.body.status, emulator.calls.count('GetDistribution') - before]).toEqual(['Deployed', 1])
  })

  test("the answer keeps its format: CloudFront's own, and the policies that buckets need", async () => {
    const { request, emulator } = await startApp()
    const origins = [{ domainName: 'mybucket.s3.amazonaws.com', originAccess: 'managed' }]
    const [own, managed] = await Promise.all([
      request.post('/distributions').set({ Prefer: 'wait=30', Accept: CLOUDFRONT_JSON }).send(ONE_LINE),
      request.post('/distributions').set('Prefer', 'wait=30').send({ origins }),
      deployWhenPolled(emulator)
    ])
    expect(JSON.parse(own.text)).toMatchObject({ Origins: { Quantity: 1 } })
    expect(managed.body).toMatchObject({ status: 'Deployed', bucketPolicies: [{ bucket: 'mybucket' }] })
  })

  test('a failed poll does not hide the write: temporary failures are ignored', async () => {
    const { request, emulator } = await startApp()
    emulator.faults.add({ kind: 'throttle', operations: ['GetDistribution'], count: 3 })
    const [created] = await Promise.all([
      request.post('/distributions').set('Prefer', 'wait=30').send(ONE_LINE),
      deployWhenPolled(emulator)
    ])
    expect([created.status, created.body.status], created.text).toEqual([201, 'Deployed'])
    emulator.faults.add({ kind: 'error', code: 'AccessDenied', status: 403, operations: ['GetDistribution'] })
    const other = await request.post('/distributions').set('Prefer', 'wait=60').send(ONE_LINE)
    expect([other.status, other.body.status], other.text).toEqual([201, 'InProgress'])
  })

  test('closing the service ends the waiting, with an answer', async () => {
    const { app, url, emulator } = await startApp()
    const created = fetch(`${url}/distributions`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', prefer: 'wait=60' },
      body: JSON.stringify(ONE_LINE)
    })
    await vi.waitFor(() => expect(emulator.calls.count('CreateDistribution')).toBe(1), { timeout: 10_000 })
    await app.close()
    const { status } = await created
    expect(status).toBe(201)
  })

  test('dry runs wait for nothing', async () => {
    const { request, emulator } = await startApp()
    const response = await request.post('/distributions?dryRun=true').set('Prefer', 'wait=60').send(ONE_LINE)
    expect([response.status, emulator.calls.count()]).toEqual([200, 0])
    expect(response.headers).not.toHaveProperty('preference-applied')
  })
})

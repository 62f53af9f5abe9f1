import { ListDistributionsCommand } from '@aws-sdk/client-cloudfront'
import { describe, expect, test, vi } from 'vitest'
import { startWithDistribution } from './start-distribution.ts'
import { startApp } from '../helpers/start-app.ts'

const ONE_LINE = { origins: [{ domainName: 'mybucket.s3.amazonaws.com' }] }

describe('POST /distributions whose answer was lost', () => {
  test.each([
    ['CreateDistribution', ONE_LINE],
    ['CreateDistributionWithTags', { ...ONE_LINE, tags: { team: 'web' } }]
  ] as const)(
    '%s: the SDK asks again, and what was created is found: 201, and one distribution',
    async (operation, body) => {
      const { request, emulator, cloudfront } = await startApp()
      emulator.faults.add({ kind: 'resetAfter', operations: [operation], count: 1 })
      const response = await request.post('/distributions').send(body)
      expect(response.status, response.text).toBe(201)
      expect(emulator.calls.count(operation)).toBe(2)
      const { DistributionList } = await cloudfront.send(new ListDistributionsCommand({}))
      expect(DistributionList?.Items?.map(({ Id }) => Id)).toEqual([response.body.id])
      expect(response.headers.location).toBe(`/distributions/${response.body.id}`)
    }
  )

  test('200 where the caller gave the reference, and what it names is the same', async () => {
    const { request, emulator } = await startApp()
    emulator.faults.add({ kind: 'resetAfter', operations: ['CreateDistribution'], count: 1 })
    const body = { ...ONE_LINE, callerReference: 'mine' }
    const response = await request.post('/distributions').send(body)
    expect(response.status, response.text).toBe(200)
    const again = await request.post('/distributions').send(body)
    expect([again.status, again.body.id]).toEqual([200, response.body.id])
    expect(again.headers.location).toBe(`/distributions/${response.body.id}`)
  })

  test.each([
    ['another comment', { comment: 'another' }],
    ['another origin', { origins: [{ domainName: 'other.s3.amazonaws.com' }] }],
    ['tags', { tags: { team: 'web' } }]
  ])('409 for the same reference with %s: it may be somebody else’s distribution', async (_, change) => {
    const { request } = await startApp()
    const body = { ...ONE_LINE, callerReference: 'mine' }
    await request.post('/distributions').send(body).expect(201)
    const response = await request.post('/distributions').send({ ...body, ...change })
    expect([response.status, response.body.code]).toEqual([409, 'DISTRIBUTION_ALREADY_EXISTS'])
  })

  test.each([
    ['JSON', 'application/json', { logging: { enabled: false, bucket: 'logs.s3.amazonaws.com' } }],
    [
      'CloudFront’s own format',
      'application/vnd.amazon.cloudfront+json',
      { Logging: { Enabled: false, Bucket: 'logs.s3.amazonaws.com' } }
    ]
  ])('200 for the same with a bucket for logs that the caller turns off, in %s', async (_, type, logging) => {
    const { request } = await startApp()
    const Items = [{ Id: 'a', DomainName: 'mybucket.s3.amazonaws.com' }]
    const body =
      'logging' in logging
        ? { ...ONE_LINE, callerReference: 'mine', ...logging }
        : { Origins: { Quantity: 1, Items }, CallerReference: 'mine', ...logging }
    const post = (query = '') =>
      request.post(`/distributions${query}`).set('Content-Type', type).send(JSON.stringify(body))
    const dryRun = await post('?dryRun=true')
    expect(dryRun.status, dryRun.text).toBe(200)
    expect(dryRun.text).not.toContain('logs.s3.amazonaws.com')
    const created = await post()
    expect(created.status, created.text).toBe(201)
    const again = await post()
    expect([again.status, again.body.id], again.text).toEqual([200, created.body.id])
  })

  test('the same in CloudFront’s own format', async () => {
    const { request, url, config } = await startWithDistribution()
    const format = 'application/vnd.amazon.cloudfront+json'
    const { text } = await request.get(url).set('Accept', format)
    const again = await request.post('/distributions').set('Content-Type', format).send(text)
    expect([again.status, again.body.config.callerReference]).toEqual([200, config.callerReference])
  })

  test('409 where the distribution that CloudFront names has another reference', async () => {
    const { request, emulator, id } = await startWithDistribution()
    emulator.faults.add({
      kind: 'error',
      code: 'DistributionAlreadyExists',
      status: 409,
      message: `The caller reference is associated with another distribution. Already exists: ${id}`,
      operations: ['CreateDistribution']
    })
    const response = await request.post('/distributions').send(ONE_LINE)
    expect([response.status, response.body.code]).toEqual([409, 'DISTRIBUTION_ALREADY_EXISTS'])
  })
})

test('a client gives up its wait and repeats: it gets the answer immediately, and one distribution was created', async () => {
  const { url, emulator } = await startApp()
  const leave = new AbortController()
  const post = async (signal?: AbortSignal) =>
    fetch(`${url}/distributions`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'idempotency-key': 'key-1', prefer: 'wait=60' },
      body: JSON.stringify({ origins: [{ domainName: 'www.example.com' }] }),
      signal: signal ?? null
    })
  const given = post(leave.signal).catch((error: unknown) => error)
  // The wait for the deployment has begun, which never comes while CloudFront's clock is held.
  await vi.waitFor(() => expect(emulator.calls.count('GetDistribution')).toBe(1), 10_000)
  leave.abort()
  expect(await given).toMatchObject({ name: 'AbortError' })

  const repeated = await post()
  expect([repeated.status, repeated.headers.get('idempotency-replayed')]).toEqual([201, 'true'])
  expect(await repeated.json()).toMatchObject({ status: 'InProgress' })
  expect(emulator.calls.count('CreateDistribution')).toBe(1)
})

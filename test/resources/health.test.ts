import { describe, expect, test } from 'vitest'
import { ServiceError } from '../../src/errors.ts'
import { createHealthService } from '../../src/resources/health/service.ts'
import { startApp } from '../helpers/start-app.ts'
import { errorDocument, type Reaction, startUpstream } from '../helpers/upstream.ts'

const failing = (status: number, code: string): Reaction => ({
  kind: 'answer',
  status,
  body: errorDocument(code, 'No.')
})

test('GET /health/live: 200 whatever CloudFront does', async () => {
  const upstream = await startUpstream(() => ({ kind: 'reset' }))
  const { request } = await startApp({ cloudFrontEndpoint: upstream.url })
  expect((await request.get('/health/live').expect(200)).body).toEqual({ status: 'live' })
  expect(upstream.requests).toEqual([])
})

describe('GET /health/ready', () => {
  test('200 and which CloudFront answers', async () => {
    const { request, emulator } = await startApp()
    const response = await request.get('/health/ready').expect(200)
    const checkedAt = new Date(emulator.clock.now()).toISOString()
    const cloudFront = { answers: true, checkedAt }
    expect(response.body).toEqual({ status: 'ready', backend: 'local', cloudFront, store: { answers: true } })
  })

  test('asks CloudFront once in five seconds, however many ask', async () => {
    const { request, emulator } = await startApp()
    await Promise.all(Array.from({ length: 20 }, () => request.get('/health/ready').expect(200)))
    emulator.clock.advance(4.9)
    await request.get('/health/ready').expect(200)
    expect(emulator.calls.counts()).toEqual({ ListDistributions: 1 })
    emulator.clock.advance(0.1)
    await request.get('/health/ready').expect(200)
    expect(emulator.calls.counts()).toEqual({ ListDistributions: 2 })
  })

  test.each<[string, Reaction, string]>([
    ['does not answer', { kind: 'reset' }, 'CLOUDFRONT_UNREACHABLE'],
    ['is not CloudFront', { kind: 'answer', status: 200, body: 'hello' }, 'CLOUDFRONT_BAD_ANSWER'],
    ['fails', failing(500, 'InternalError'), 'CLOUDFRONT_INTERNAL_ERROR'],
    ['does not know the credentials', failing(403, 'InvalidClientTokenId'), 'CLOUDFRONT_CREDENTIALS_INVALID']
  ])('503 and the reason when CloudFront %s', async (_, reaction, code) => {
    const upstream = await startUpstream(() => reaction)
    const { request } = await startApp({ cloudFrontEndpoint: upstream.url, timeouts: { requestMs: 200 } })
    const response = await request.get('/health/ready').expect(503)
    expect(response.headers['content-type']).toContain('application/json')
    expect(response.body).toMatchObject({ status: 'notReady', backend: 'local', cloudFront: { answers: false, code } })
  })

  test.each([
    ['throttles', failing(400, 'Throttling'), 'CLOUDFRONT_THROTTLED'],
    ['forbids listing', failing(403, 'AccessDenied'), 'CLOUDFRONT_ACCESS_DENIED']
  ])('200 when CloudFront %s: it answers, and other operations may be allowed', async (_, reaction, code) => {
    const upstream = await startUpstream(() => reaction)
    const { request } = await startApp({ cloudFrontEndpoint: upstream.url })
    expect((await request.get('/health/ready').expect(200)).body).toMatchObject({
      status: 'ready',
      cloudFront: { answers: true, code }
    })
  })

  test.each<[string, () => Promise<never>]>([
    ['is away', () => Promise.reject(new ServiceError('STORE_UNAVAILABLE', 'It is away.'))],
    ['is silent', () => new Promise(() => undefined)]
  ])('503 when the store %s', async (_, query) => {
    const { cloudfront } = await startApp()
    const service = createHealthService({
      ...{ cloudfront, backend: 'local', clock: Date, timeoutMs: 200 },
      database: { query }
    })
    expect(await service.readiness()).toMatchObject({
      status: 'notReady',
      cloudFront: { answers: true },
      store: { answers: false, code: 'STORE_UNAVAILABLE' }
    })
  })

  test('ends although CloudFront is silent', async () => {
    const upstream = await startUpstream(() => ({ kind: 'stall', bytes: '' }))
    const { request } = await startApp({ cloudFrontEndpoint: upstream.url })
    expect((await request.get('/health/ready').expect(503)).body).toMatchObject({
      cloudFront: { code: 'CLOUDFRONT_TIMEOUT' }
    })
  })
})

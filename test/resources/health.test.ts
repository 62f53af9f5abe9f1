import { describe, expect, onTestFinished, test, vi } from 'vitest'
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
    const checkedAt = new Date(emulator.clock.now()).toISOString()
    await vi.waitFor(async () => {
      const { body } = await request.get('/health/ready').expect(200)
      expect(body).toEqual({
        status: 'ready',
        degraded: false,
        backend: 'local',
        cloudFront: { answers: true, checkedAt },
        store: { answers: true }
      })
    }, 10_000)
  })

  test('writes once a second and calls CloudFront once in five, however often it is called, and whatever happens to the clock', async () => {
    const { emulator, service, probes, advance } = await startHealth()
    const calls = () => ({ cloudFront: emulator.calls.counts().ListDistributions, probes: probes() })
    await Promise.all(Array.from({ length: 20 }, () => service.readiness()))
    expect(calls()).toEqual({ cloudFront: 1, probes: 1 })
    advance(0.9)
    await service.readiness()
    expect(calls()).toEqual({ cloudFront: 1, probes: 1 })
    advance(0.2, { clockSeconds: -3_600 })
    await service.readiness()
    expect(calls()).toEqual({ cloudFront: 1, probes: 2 })
    advance(4, { clockSeconds: 0 })
    await service.readiness()
    expect(calls()).toEqual({ cloudFront: 2, probes: 3 })
  })

  test.each<[string, Reaction, string]>([
    ['does not answer', { kind: 'reset' }, 'CLOUDFRONT_UNREACHABLE'],
    ['is not CloudFront', { kind: 'answer', status: 200, body: 'hello' }, 'CLOUDFRONT_BAD_ANSWER'],
    ['fails', failing(500, 'InternalError'), 'CLOUDFRONT_INTERNAL_ERROR'],
    ['does not know the credentials', failing(403, 'InvalidClientTokenId'), 'CLOUDFRONT_CREDENTIALS_INVALID']
  ])('200, degraded, and the reason when CloudFront %s: what needs it waits', async (_, reaction, code) => {
    const upstream = await startUpstream(() => reaction)
    const { request } = await startApp({ cloudFrontEndpoint: upstream.url, timeouts: { requestMs: 200 } })
    const response = await request.get('/health/ready').expect(200)
    expect(response.headers['content-type']).toContain('application/json')
    expect(response.body).toMatchObject({ status: 'ready', degraded: true, cloudFront: { answers: false, code } })
  })

  test.each([
    ['throttles', failing(400, 'Throttling'), 'CLOUDFRONT_THROTTLED'],
    ['forbids listing', failing(403, 'AccessDenied'), 'CLOUDFRONT_ACCESS_DENIED']
  ])('200 when CloudFront %s: it answers, and other operations may be allowed', async (_, reaction, code) => {
    const upstream = await startUpstream(() => reaction)
    const { request } = await startApp({ cloudFrontEndpoint: upstream.url })
    // It is tried again a few times before that is known.
    await vi.waitFor(async () => {
      const { body } = await request.get('/health/ready').expect(200)
      expect(body).toMatchObject({ status: 'ready', degraded: false, cloudFront: { answers: true, code } })
    }, 10_000)
  })

  test.each<[string, () => Promise<void>]>([
    ['is away', () => Promise.reject(new ServiceError('STORE_UNAVAILABLE', 'It is away.'))],
    ['is silent', () => new Promise(() => undefined)]
  ])('503 when the store %s', async (_, probe) => {
    const { service } = await startHealth(probe)
    expect(await service.readiness()).toMatchObject({
      status: 'notReady',
      store: { answers: false, code: 'STORE_UNAVAILABLE' }
    })
  })

  test('a silent store is queried by one check at a time, however often it is requested', async () => {
    const { service, probes, advance } = await startHealth(() => new Promise(() => undefined))
    await service.readiness()
    advance(60)
    await service.readiness()
    expect(probes()).toBe(1)
  })

  test('does not repeat an answer from before a request found the store unavailable', async () => {
    let away = false
    const { service } = await startHealth(async () => {
      if (away) throw new ServiceError('STORE_UNAVAILABLE', 'It is away.')
    })
    expect(await service.readiness()).toMatchObject({ status: 'ready' })
    away = true
    service.storeFailed()
    expect(await service.readiness()).toMatchObject({ status: 'notReady' })
  })

  test('says so immediately after background work, or work that swallows the error, found the store unavailable', async () => {
    let isUnavailable = false
    const unlessAway = async <Result>(run: () => Promise<Result>): Promise<Result> => {
      if (isUnavailable) throw new ServiceError('STORE_UNAVAILABLE', 'It is away.')
      return run()
    }
    const { request } = await startApp({
      wrapStore: store => ({
        ...store,
        query: (text, params) => unlessAway(() => store.query(text, params)),
        transaction: run => unlessAway(() => store.transaction(run)),
        probe: () => unlessAway(() => store.probe())
      })
    })
    onTestFinished(() => {
      isUnavailable = false
    })
    await request.get('/health/ready').expect(200)
    isUnavailable = true
    // Its figures of the store are missing then.
    await request.get('/metrics').expect(200)
    await request.get('/health/ready').expect(503)
  })

  test('ends although CloudFront is silent', async () => {
    const upstream = await startUpstream(() => ({ kind: 'stall', bytes: '' }))
    const { request } = await startApp({ cloudFrontEndpoint: upstream.url })
    expect((await request.get('/health/ready').expect(200)).body).toMatchObject({
      degraded: true,
      cloudFront: { code: 'CLOUDFRONT_TIMEOUT' }
    })
  })
})

/** The service by itself, on clocks of the test, with a store that answers `probe`. */
async function startHealth(probe: () => Promise<void> = async () => undefined) {
  const { cloudfront, emulator } = await startApp()
  let [monotonicMs, clockMs, probes] = [0, Date.now(), 0]
  const service = createHealthService({
    cloudfront,
    backend: 'local',
    clock: { now: () => clockMs },
    monotonic: () => monotonicMs,
    database: {
      async probe() {
        probes += 1
        await probe()
      }
    }
  })
  return {
    service,
    emulator,
    probes: () => probes,
    /** The machine's clock may be put somewhere else meanwhile. */
    advance: (seconds: number, { clockSeconds = seconds } = {}) => {
      monotonicMs += seconds * 1_000
      clockMs += clockSeconds * 1_000
    }
  }
}

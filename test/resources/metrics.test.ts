import { expect, test, vi } from 'vitest'
import { readSamples } from '../helpers/samples.ts'
import { startApp } from '../helpers/start-app.ts'
import { SECRET, startReceiver } from './invalidations/start-receiver.ts'
import { startWithDistribution } from './start-distribution.ts'

type Request = Awaited<ReturnType<typeof startApp>>['request']

async function scrape(request: Request) {
  const { text } = await request.get('/metrics').expect(200)
  return readSamples(text).samples
}

test('GET /metrics: counts requests by the template of their route and the status, never by what is named in the address', async () => {
  const { request, id } = await startWithDistribution()
  await request.get(`/distributions/${id}`).expect(200)
  await request.get('/distributions/EUNKNOWN12345').expect(404)
  await request.get('/nowhere').expect(404)
  await vi.waitFor(async () => {
    const { text } = await request.get('/metrics').expect(200)
    const { samples } = readSamples(text)
    const route = '/distributions/:distributionId'
    expect(samples.get(`frontage_http_requests_total{method="GET",route="${route}",status="200"}`)).toBe(1)
    expect(samples.get(`frontage_http_requests_total{method="GET",route="${route}",status="404"}`)).toBe(1)
    expect(samples.get('frontage_http_requests_total{method="GET",route="(none)",status="404"}')).toBe(1)
    expect(samples.get(`frontage_http_request_duration_seconds_count{method="GET",route="${route}"}`)).toBe(2)
    expect(samples.get('frontage_problems_total{code="DISTRIBUTION_NOT_FOUND"}')).toBe(1)
    expect(text).not.toContain(id)
    expect(text).not.toContain('EUNKNOWN12345')
  })
})

test("GET /metrics: Prometheus' format, and OpenMetrics if preferred, one after the other and concurrently", async () => {
  const { request } = await startApp()
  const get = (accept: string) => request.get('/metrics').set('accept', accept)
  const prometheus =
    'application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.5,text/plain;version=0.0.4;q=0.2,*/*;q=0.1'
  const answers = await Promise.all([
    get('*/*'),
    get(prometheus),
    get('text/plain'),
    get('application/openmetrics-text')
  ])
  expect(answers.map(({ headers }) => headers['content-type'])).toEqual([
    'text/plain; version=0.0.4; charset=utf-8',
    'application/openmetrics-text; version=1.0.0; charset=utf-8',
    'text/plain; version=0.0.4; charset=utf-8',
    'application/openmetrics-text; version=1.0.0; charset=utf-8'
  ])
  for (const { text, headers } of answers) {
    const { types, names } = readSamples(text)
    const isOpen = headers['content-type']?.startsWith('application/openmetrics-text') ?? false
    expect(text.endsWith('# EOF\n')).toBe(isOpen)
    // A family of counters is called without the suffix there; its samples have it in both.
    expect(types.get(isOpen ? 'frontage_store_failures' : 'frontage_store_failures_total')).toBe('counter')
    expect(names.has('frontage_http_event_streams')).toBe(true)
  }
  const later = readSamples((await get(prometheus)).text)
  expect(later.names.has('frontage_http_requests_total')).toBe(true)
  expect((await get('image/png').expect(406)).body.code).toBe('NOT_ACCEPTABLE')
  await get('text/plain;q=0').expect(406)
})

test("GET /metrics: calls of CloudFront by operation and outcome, what was throttled, and the pacer's rate", async () => {
  const { request, emulator } = await startApp()
  const before = await scrape(request)
  expect(before.get('frontage_cloudfront_pacer_calls_per_second')).toBe(Infinity)
  emulator.faults.add({ kind: 'throttle', operations: ['ListDistributions'], count: 1 })
  await request.get('/distributions').expect(200)
  await request.get('/distributions/EUNKNOWN12345').expect(404)
  const after = await scrape(request)
  expect(after.get('frontage_cloudfront_throttles_total{operation="ListDistributions"}')).toBe(1)
  expect(after.get('frontage_cloudfront_attempts_total{operation="ListDistributions"}')).toBe(2)
  expect(after.get('frontage_cloudfront_calls_total{operation="ListDistributions",code=""}')).toBe(1)
  expect(after.get('frontage_cloudfront_calls_total{operation="GetDistribution",code="DISTRIBUTION_NOT_FOUND"}')).toBe(
    1
  )
  expect(after.get('frontage_cloudfront_call_duration_seconds_count{operation="ListDistributions"}')).toBe(1)
  expect(after.get('frontage_cloudfront_pacer_calls_per_second')).toBeLessThan(1_000)
})

test('GET /metrics: the queue and its age, items in progress against the quota, and operations', async () => {
  const { request, emulator, url, id } = await startWithDistribution({}, { localPropagationSeconds: 3_600 })
  const paths = Array.from({ length: 3_500 }, (_, index) => `/page-${index}`)
  await request.post(`${url}/invalidations`).send({ paths }).expect(201)
  await request
    .post(`${url}/invalidations`)
    .send({ paths: ['/a/*'] })
    .expect(201)
  await vi.waitFor(() => expect(emulator.calls.count('CreateInvalidation')).toBeGreaterThan(0), 10_000)
  emulator.clock.advance(60)
  await request.delete(`/distributions/${id}`).expect(202)
  await vi.waitFor(async () => {
    const samples = await scrape(request)
    expect(samples.get('frontage_store_up')).toBe(1)
    expect(samples.get('frontage_invalidation_quota_items{lane="path"}')).toBe(3_000)
    expect(samples.get('frontage_invalidation_group_commit_size_count')).toBe(2)
    expect(samples.get('frontage_invalidation_in_progress_fullest_items{lane="path"}')).toBe(3_000)
    const waiting = (state: string) => samples.get(`frontage_invalidation_queue_items{state="${state}"}`) ?? NaN
    expect(waiting('path') + waiting('wildcard')).toBe(501)
    expect(waiting('held')).toBe(0)
    expect(samples.get('frontage_invalidation_queue_oldest_age_seconds')).toBe(60)
    const active = [...samples].filter(([name]) => name.startsWith('frontage_operations_active'))
    expect(active.map(([, value]) => value)).toEqual([1])
    expect(samples.get('frontage_store_duration_seconds_count{kind="transaction"}')).toBeGreaterThan(0)
  }, 20_000)
})

test('GET /metrics: operations that ended, webhooks that were tried and those that wait, and failures of the store', async () => {
  const receiver = await startReceiver((response, index) => response.writeHead(index === 0 ? 500 : 204).end())
  const webhooks = { hosts: [receiver.host], secret: SECRET, networks: [] }
  const { request, url, id, emulator, database } = await startWithDistribution({}, { webhooks })
  const settle = async (check: (samples: ReadonlyMap<string, number>) => void) =>
    vi.waitFor(async () => {
      emulator.clock.advance(30)
      check(await scrape(request))
    }, 30_000)
  const paths = ['/a']
  await request
    .post(`${url}/invalidations`)
    .send({ paths, webhook: { url: receiver.url } })
    .expect(201)
  await settle(samples => {
    expect(samples.get('frontage_webhook_attempts_total{outcome="failed"}')).toBeGreaterThan(0)
    expect(samples.get('frontage_webhooks_pending')).toBe(1)
  })
  await settle(samples => {
    expect(samples.get('frontage_webhook_attempts_total{outcome="succeeded"}')).toBe(1)
    expect(samples.get('frontage_webhooks_pending')).toBe(0)
  })
  await request.delete(`/distributions/${id}`).expect(202)
  const ended = 'frontage_operations_ended_total{kind="distribution.delete",status="succeeded"}'
  await settle(samples => expect(samples.get(ended)).toBe(1))

  const failures = 'frontage_store_failures_total{kind="statement"}'
  const before = (await scrape(request)).get(failures) ?? 0
  await database.query('ALTER TABLE operations RENAME TO operations_away')
  await request.get('/operations').expect(500)
  await database.query('ALTER TABLE operations_away RENAME TO operations')
  expect((await scrape(request)).get(failures)).toBeGreaterThan(before)
})

test('GET /metrics: how late the event loop was', async () => {
  const { request } = await startApp()
  await request.get('/operations').expect(200)
  // More than the half second between two samples, and a tenth beyond: nothing else runs meanwhile.
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 700)
  await vi.waitFor(async () => {
    const samples = await scrape(request)
    expect(samples.get('frontage_event_loop_lag_seconds_count')).toBeGreaterThan(0)
    expect(samples.get('frontage_event_loop_lag_seconds_sum')).toBeGreaterThan(0.1)
  }, 10_000)
})

test('GET /metrics: the store is queried once in five seconds, however many scrape', async () => {
  const { request, database } = await startApp()
  const query = vi.spyOn(database, 'query')
  await Promise.all(Array.from({ length: 20 }, () => scrape(request)))
  const backlogs = query.mock.calls.filter(([text]) => text.includes('invalidation_chunks ORDER BY id'))
  expect(backlogs).toHaveLength(1)
})

test('GET /metrics: names keep to the conventions of Prometheus, and all of ours have a unit or are counts', async () => {
  const { request } = await startApp()
  const { types } = readSamples((await request.get('/metrics')).text)
  for (const [name, type] of types) {
    expect(name).toMatch(/^(frontage|process|nodejs)_[a-z_]+[a-z]$/)
    expect(name.endsWith('_total'), name).toBe(type === 'counter')
    expect(name).not.toMatch(/_(ms|milliseconds|percent|count|sum|bucket)$/)
  }
})

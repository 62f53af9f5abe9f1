import { type AddressInfo } from 'node:net'
import { expect, test, vi } from 'vitest'
import { startApp } from '../helpers/start-app.ts'
import { startCollector } from '../helpers/start-collector.ts'
import { startTracing } from './start-tracing.ts'

const DISTRIBUTION = { origins: [{ domainName: 'example.s3.us-east-1.amazonaws.com' }] }
const PARENT = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01'

async function startTraced(env: Readonly<Record<string, string>> = {}) {
  const collector = await startCollector()
  const { tracing } = await startTracing({ OTEL_EXPORTER_OTLP_ENDPOINT: collector.url, ...env })
  return { collector, ...(await startApp({ traces: tracing })) }
}

test('A request is a span with its calls of CloudFront below it, in the trace of its caller', async () => {
  const { request, collector, logs } = await startTraced({ OTEL_SERVICE_NAME: 'edge-control' })
  const created = await request.post('/distributions').set('traceparent', PARENT).send(DISTRIBUTION)
  expect(created.status, created.text).toBe(201)

  const span = await collector.span('POST /distributions')
  expect(span).toMatchObject({ kind: 2, parentSpanId: 'b7ad6b7169203331', failed: false, service: 'edge-control' })
  expect(span.traceId).toBe('0af7651916cd43dd8448eb211c80319c')
  expect(span.attributes).toMatchObject({
    'http.request.method': 'POST',
    'http.route': '/distributions',
    'http.response.status_code': 201,
    'url.scheme': 'http',
    'frontage.request_id': created.headers['x-request-id']
  })
  expect(span.attributes).not.toHaveProperty('url.path')
  const call = await collector.span('CloudFront/CreateDistribution', span.traceId)
  expect(call).toMatchObject({ kind: 3, parentSpanId: span.spanId, failed: false })
  expect(call.attributes).toMatchObject({
    'rpc.system': 'aws-api',
    'rpc.service': 'CloudFront',
    'rpc.method': 'CreateDistribution',
    'aws.request_id': expect.stringMatching(/./)
  })
  const line = logs.map(text => JSON.parse(text)).find(({ route }) => route === '/distributions')
  expect(line).toMatchObject({ trace_id: span.traceId, span_id: span.spanId })
})

test('An attempt that CloudFront throttled is an event of the call, and a failed call is a failed span', async () => {
  const { request, collector, emulator } = await startTraced()
  emulator.faults.add({ kind: 'error', code: 'Throttling', status: 400, operations: ['ListDistributions'], count: 1 })
  await request.get('/distributions').expect(200)
  const throttled = await collector.span('CloudFront/ListDistributions')
  expect(throttled.events).toEqual([{ name: 'throttled', attributes: { 'error.type': 'CLOUDFRONT_THROTTLED' } }])
  expect(throttled).toMatchObject({ failed: false, attributes: { 'frontage.attempts': 2 } })

  await request.get('/distributions/E0000000000000').expect(404)
  const span = await collector.span('GET /distributions/:distributionId')
  expect(span).toMatchObject({ failed: false, attributes: { 'error.type': 'DISTRIBUTION_NOT_FOUND' } })
  const failed = await collector.span('CloudFront/GetDistribution', span.traceId)
  expect(failed).toMatchObject({ parentSpanId: span.spanId, failed: true })
})

test('A traceparent that is not valid begins a new trace, and a caller who does not sample is not traced', async () => {
  const { request, collector } = await startTraced()
  await request.get('/health/live').set('traceparent', PARENT.replace(/-01$/, '-00')).expect(200)
  await request.get('/distributions').set('traceparent', '00-0-0-01').expect(200)
  const span = await collector.span('GET /distributions')
  expect(span.parentSpanId).toBeUndefined()
  expect(collector.spans.map(({ name }) => name)).not.toContain('GET /health/live')
})

test('A request whose caller has disconnected is a span, too', async () => {
  const { collector, app } = await startTraced()
  const { port } = app.server.address() as AddressInfo
  const created = await fetch(`http://127.0.0.1:${port}/distributions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(DISTRIBUTION)
  })
  const { id } = (await created.json()) as { id: string }
  const invalidations = `http://127.0.0.1:${port}/distributions/${id}/invalidations`
  const leave = new AbortController()
  const asked = fetch(invalidations, {
    method: 'POST',
    headers: { 'content-type': 'application/json', prefer: 'wait=60', traceparent: PARENT },
    body: JSON.stringify({ paths: ['/a'] }),
    signal: leave.signal
  })
  await vi.waitFor(async () => {
    const { items } = (await (await fetch(invalidations)).json()) as { items: unknown[] }
    expect(items).toHaveLength(1)
  })
  leave.abort()
  await expect(asked).rejects.toThrow()
  const span = await collector.span('POST /distributions/:distributionId/invalidations')
  expect(span).toMatchObject({ kind: 2, failed: false, attributes: { 'error.type': 'client_gone' } })
  expect(span.attributes).not.toHaveProperty('http.response.status_code')
})

test('Where no route fits, the span has the path', async () => {
  const { request, collector } = await startTraced()
  await request.get('/nowhere?secret=1').expect(404)
  const span = await collector.span('GET')
  expect(span.attributes).toMatchObject({ 'url.path': '/nowhere' })
})

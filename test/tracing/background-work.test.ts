import { once } from 'node:events'
import { createServer } from 'node:http'
import { type AddressInfo } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { type WebhookSettings } from '../../src/invalidation/webhooks/settings.ts'
import { startApp } from '../helpers/start-app.ts'
import { startCollector } from '../helpers/start-collector.ts'
import { startTracing } from './start-tracing.ts'

const DISTRIBUTION = { origins: [{ domainName: 'example.s3.us-east-1.amazonaws.com' }] }
const PARENT = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01'

/** A receiver of webhooks that notes their traceparent. */
async function startReceiver() {
  const traceparents: unknown[] = []
  const server = createServer((request, response) => {
    traceparents.push(request.headers.traceparent)
    request.resume().on('end', () => response.end())
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => {
    server.close()
  })
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`
  const webhooks: WebhookSettings = { hosts: [host], secret: Buffer.alloc(32, 1) }
  return { webhooks, traceparents, url: `http://${host}/` }
}

async function startTraced() {
  const collector = await startCollector()
  const receiver = await startReceiver()
  const { tracing } = await startTracing({ OTEL_EXPORTER_OTLP_ENDPOINT: collector.url })
  const app = await startApp({ traces: tracing, webhooks: receiver.webhooks })
  const { body } = await app.request.post('/distributions').send(DISTRIBUTION).expect(201)
  app.emulator.clock.advance(5)
  return { ...app, collector, receiver, id: body.id as string }
}

test('An invalidation is one trace, from its POST to the delivery of its webhook', async () => {
  const { request, collector, receiver, emulator, id } = await startTraced()
  const created = await request
    .post(`/distributions/${id}/invalidations`)
    .set('traceparent', PARENT)
    .send({ paths: ['/a', '/b'], webhook: { url: receiver.url } })
  expect(created.status, created.text).toBe(201)
  const { traceId, spanId, parentSpanId } = await collector.span('POST /distributions/:distributionId/invalidations')
  expect([traceId, parentSpanId]).toEqual(['0af7651916cd43dd8448eb211c80319c', 'b7ad6b7169203331'])

  const sent = await collector.span('send invalidation batch')
  expect(sent).toMatchObject({ traceId, parentSpanId: spanId, links: [], failed: false })
  expect(sent.attributes).toMatchObject({ 'frontage.target': `/distributions/${id}`, 'frontage.batch.paths': 2 })
  const call = await collector.span('CloudFront/CreateInvalidation')
  expect(call).toMatchObject({ traceId, parentSpanId: sent.spanId, kind: 3 })

  emulator.clock.advance(60)
  const progress = await collector.span('invalidation in progress')
  expect(progress).toMatchObject({ traceId, parentSpanId: spanId, failed: false })
  expect(progress.attributes).toMatchObject({
    'frontage.batch.id': sent.attributes['frontage.batch.id'],
    'frontage.cloudfront_invalidation.id': expect.stringMatching(/^I/)
  })
  const delivery = await collector.span('POST webhook')
  expect(delivery).toMatchObject({ traceId, parentSpanId: spanId, kind: 3, failed: false })
  expect(delivery.attributes['frontage.invalidation.id']).toBe(created.body.id)
  expect(receiver.traceparents).toEqual([`00-${traceId}-${delivery.spanId}-01`])
})

test('A batch that carries the work of two requests is linked to both', async () => {
  const { request, collector, emulator, id } = await startTraced()
  const { hold } = emulator.faults.add({ kind: 'hold', operations: ['CreateInvalidation'], count: 1 })
  const post = async (path: string) =>
    request
      .post(`/distributions/${id}/invalidations`)
      .send({ paths: [path] })
      .expect(201)
  await post('/first')
  await hold.untilHeld()
  await post('/second')
  await post('/third')
  hold.release()
  const linked = await collector.until(spans => spans.find(({ links }) => links.length === 2))
  expect(linked).toMatchObject({ name: 'send invalidation batch', parentSpanId: undefined })
  const posts = collector.spans.filter(({ name }) => name.startsWith('POST /distributions/:distributionId/inv'))
  expect(linked.links.map(({ spanId }) => spanId).sort()).toEqual(
    posts
      .slice(1)
      .map(({ spanId }) => spanId)
      .sort()
  )
})

test('The steps of a deletion are in the trace of the request that began it', async () => {
  const { request, collector, emulator, id } = await startTraced()
  await request.delete(`/distributions/${id}`).set('if-match', '*').set('traceparent', PARENT).expect(202)
  const begun = await collector.span('DELETE /distributions/:distributionId')
  const call = await collector.span('CloudFront/UpdateDistribution')
  const step = await collector.until(spans => spans.find(({ spanId }) => spanId === call.parentSpanId))
  expect(step).toMatchObject({ traceId: begun.traceId, parentSpanId: begun.spanId, failed: false })
  expect(step.attributes).toMatchObject({ 'frontage.operation.kind': 'distribution.delete' })
  // The deletion may not wait for the deployment yet when the clock is moved for the first time.
  const deleted = async () => {
    emulator.clock.advance(600)
    return (await request.get(`/distributions/${id}`)).status
  }
  await expect.poll(deleted, { timeout: 30_000, interval: 100 }).toBe(404)
  expect(await collector.span('CloudFront/DeleteDistribution')).toMatchObject({ traceId: begun.traceId })
})

test("Without tracing, the caller's traceparent is passed on to the webhook unchanged", async () => {
  const receiver = await startReceiver()
  const { request, emulator } = await startApp({ webhooks: receiver.webhooks })
  const { body } = await request.post('/distributions').send(DISTRIBUTION).expect(201)
  for (const traceparent of [PARENT, 'none']) {
    await request
      .post(`/distributions/${body.id}/invalidations`)
      .set('traceparent', traceparent)
      .send({ paths: ['/a'], webhook: { url: receiver.url } })
      .expect(201)
    const delivered = () => {
      emulator.clock.advance(60)
      return receiver.traceparents.length
    }
    await expect.poll(delivered, { timeout: 20_000, interval: 100 }).toBe(traceparent === PARENT ? 1 : 2)
  }
  expect(receiver.traceparents).toEqual([PARENT, undefined])
})

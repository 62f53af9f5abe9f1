import { setImmediate } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { startApp } from '../helpers/start-app.ts'
import { startCollector } from '../helpers/start-collector.ts'
import { startProcess } from '../helpers/start-process.ts'
import { startTracing } from './start-tracing.ts'

const SECRET = 'Bearer-of-the-collector'
const ENDPOINT = { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:1' }

/** Whether the process that users start loads the chunk with OpenTelemetry's packages, which it then says on stderr. */
async function loadsPackages(env: Record<string, string>): Promise<boolean> {
  const hook =
    "export const load = (url, context, next) => (url.endsWith('/dist/tracing.js') && process._rawDebug('OpenTelemetry is " +
    "loaded'), next(url, context))"
  const asModule = (code: string) => `data:text/javascript,${encodeURIComponent(code)}`
  const register = `import { register } from 'node:module'; register(${JSON.stringify(asModule(hook))})`
  const { url, log } = await startProcess({ ...env, NODE_OPTIONS: `--import=${asModule(register)}` })
  const answer = await fetch(`${url}/distributions`)
  expect(answer.status).toBe(200)
  return log().includes('OpenTelemetry is loaded')
}

test('Without an endpoint nothing of OpenTelemetry is loaded', async () => {
  expect(await loadsPackages({})).toBe(false)
  // That this would be seen.
  expect(await loadsPackages(ENDPOINT)).toBe(true)
})

test.each([
  ['refuses connections', undefined],
  ['answers 500', 500],
  ['answers 503', 503],
  ['never answers', 0]
])('A collector that %s loses spans and nothing else', async (_, status) => {
  const collector = await startCollector(response => {
    if (status) response.writeHead(status).end('no')
  })
  if (status === undefined) collector.close()
  const { tracing, lines } = await startTracing({
    OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: `${collector.url}/v1/traces`,
    OTEL_EXPORTER_OTLP_HEADERS: `authorization=${SECRET}`,
    OTEL_EXPORTER_OTLP_TIMEOUT: '50'
  })
  const { request, logs } = await startApp({ traces: tracing })
  for (let count = 0; count < 5; count++) await request.get('/distributions').expect(200)
  while (lines.length === 0) {
    await request.get('/distributions').expect(200)
    await setImmediate()
  }
  await tracing.close()
  expect(lines.map(({ message }) => message)).toEqual(['cannot export traces: spans are lost'])
  expect(JSON.stringify([lines, logs])).not.toContain(SECRET)
  if (status !== undefined) expect(collector.requests[0]?.headers.authorization).toBe(SECRET)
})

test('What the collector does not take is kept up to a bound, and closing does not wait for it', async () => {
  const collector = await startCollector(() => undefined)
  const { tracing } = await startTracing({
    OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
    OTEL_BSP_MAX_QUEUE_SIZE: '50',
    OTEL_BSP_MAX_EXPORT_BATCH_SIZE: '10',
    OTEL_EXPORTER_OTLP_TIMEOUT: '600000',
    OTEL_BSP_EXPORT_TIMEOUT: '600000'
  })
  for (let count = 0; count < 10_000; count++) tracing.begin(`span ${count}`, { kind: 'internal' }).end()
  await tracing.close()
  const sent = new Set(collector.spans.map(({ name }) => name))
  expect(sent.size).toBeLessThanOrEqual(60)
})

test('Spans are sent as protobuf by default', async () => {
  const collector = await startCollector(response => response.setHeader('content-type', 'application/x-protobuf').end())
  const { tracing } = await startTracing({
    OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
    OTEL_EXPORTER_OTLP_PROTOCOL: ''
  })
  const span = tracing.begin('A span', { kind: 'internal' })
  span.end()
  await tracing.close()
  const [request] = collector.requests
  expect(request).toMatchObject({ url: '/v1/traces', headers: { 'content-type': 'application/x-protobuf' } })
  // The ids and the name as they are in the message (opentelemetry-proto, trace.proto: fields 1, 2 and 5 of Span).
  const id = (field: number, hex: string) =>
    Buffer.concat([Buffer.from([(field << 3) | 2, hex.length / 2]), Buffer.from(hex, 'hex')])
  expect(request?.body.includes(id(1, span.trace.traceId))).toBe(true)
  expect(request?.body.includes(id(2, span.trace.spanId))).toBe(true)
  expect(request?.body.includes(Buffer.from('\x2a\x06A span'))).toBe(true)
})

import { once } from 'node:events'
import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http'
import { type AddressInfo } from 'node:net'
import { gunzipSync } from 'node:zlib'
import { onTestFinished } from 'vitest'

/** A span as a collector gets it, with its attributes as an object. */
export interface CollectedSpan {
  readonly traceId: string
  readonly spanId: string
  readonly parentSpanId: string | undefined
  readonly name: string
  /** 1 internal, 2 server, 3 client. */
  readonly kind: number
  readonly startMs: number
  readonly endMs: number
  readonly attributes: Readonly<Record<string, unknown>>
  readonly events: readonly { readonly name: string; readonly attributes: Readonly<Record<string, unknown>> }[]
  readonly links: readonly { readonly traceId: string; readonly spanId: string }[]
  /** Whether its status is an error. */
  readonly failed: boolean
  /** Of the resource. */
  readonly service: unknown
}

export interface CollectorRequest {
  readonly url: string | undefined
  readonly headers: IncomingHttpHeaders
  readonly body: Buffer
}

const accept = (response: ServerResponse) => response.setHeader('content-type', 'application/json').end('{}')

/**
 * A collector of OTLP over HTTP with JSON (https://opentelemetry.io/docs/specs/otlp/#otlphttp) on a free port. `answer` may
 * answer otherwise than by taking the spans, or not at all.
 */
export async function startCollector(answer: (response: ServerResponse) => unknown = accept) {
  const requests: CollectorRequest[] = []
  const spans: CollectedSpan[] = []
  const wakeUp: (() => void)[] = []
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const received = Buffer.concat(chunks)
      const body = request.headers['content-encoding'] === 'gzip' ? gunzipSync(received) : received
      requests.push({ url: request.url, headers: request.headers, body })
      if (request.headers['content-type'] === 'application/json')
        spans.push(...spansIn(JSON.parse(body.toString()) as OtlpTraces))
      answer(response)
      for (const wake of wakeUp.splice(0)) wake()
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const close = () => {
    server.closeAllConnections()
    server.close()
  }
  onTestFinished(close)

  /** Resolves with what `find` finds in what has been received, as soon as it finds something. */
  async function until<Found>(find: (spans: readonly CollectedSpan[]) => Found | undefined): Promise<Found> {
    for (;;) {
      const found = find(spans)
      if (found !== undefined) return found
      await new Promise<void>(resolve => wakeUp.push(resolve))
    }
  }

  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    spans,
    until,
    close,
    /** Resolves with the span of this name, and of this trace if one is given. */
    span: async (name: string, traceId?: string) =>
      until(all => all.find(span => span.name === name && (traceId === undefined || span.traceId === traceId)))
  }
}

interface Attributed {
  readonly attributes?: readonly { readonly key: string; readonly value: Readonly<Record<string, unknown>> }[]
}

interface OtlpSpan extends Attributed, Pick<CollectedSpan, 'traceId' | 'spanId' | 'name' | 'kind' | 'links'> {
  readonly parentSpanId?: string
  readonly startTimeUnixNano: string
  readonly endTimeUnixNano: string
  readonly events?: readonly (Attributed & { readonly name: string })[]
  readonly status?: { readonly code: number }
}

interface OtlpTraces {
  readonly resourceSpans: readonly {
    readonly resource: Attributed
    readonly scopeSpans: readonly { readonly spans: readonly OtlpSpan[] }[]
  }[]
}

function spansIn({ resourceSpans }: OtlpTraces): CollectedSpan[] {
  return resourceSpans.flatMap(({ resource, scopeSpans }) =>
    scopeSpans.flatMap(({ spans }) => spans.map(span => toSpan(span, attributesOf(resource))))
  )
}

function toSpan(span: OtlpSpan, resource: Readonly<Record<string, unknown>>): CollectedSpan {
  const { traceId, spanId, parentSpanId, name, kind, links = [], events = [], status } = span
  return {
    traceId,
    spanId,
    parentSpanId: parentSpanId === '' ? undefined : parentSpanId,
    name,
    kind,
    startMs: Number(span.startTimeUnixNano) / 1e6,
    endMs: Number(span.endTimeUnixNano) / 1e6,
    attributes: attributesOf(span),
    events: events.map(event => ({ name: event.name, attributes: attributesOf(event) })),
    links: links.map(({ traceId, spanId }) => ({ traceId, spanId })),
    failed: status?.code === 2,
    service: resource['service.name']
  }
}

/** Each value is an object with one member, which is called by its type. */
function attributesOf({ attributes = [] }: Attributed): Readonly<Record<string, unknown>> {
  return Object.fromEntries(attributes.map(({ key, value }) => [key, Object.values(value)[0]]))
}

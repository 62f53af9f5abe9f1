import { setTimeout as delay } from 'node:timers/promises'
import { type Attributes, type Link, ROOT_CONTEXT, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api'
import { defaultResource, detectResources, envDetector, resourceFromAttributes } from '@opentelemetry/resources'
import { BasicTracerProvider, BatchSpanProcessor, type SpanExporter } from '@opentelemetry/sdk-trace-base'
import { version } from '../version.ts'
import { type TracingLogger } from './open-tracing.ts'
import { type TracingSettings } from './settings.ts'
import { type Span, type SpanAttributes, type Tracing } from './tracing.ts'

const KINDS = { server: SpanKind.SERVER, client: SpanKind.CLIENT, internal: SpanKind.INTERNAL }
/** How long closing waits for the collector. */
const CLOSING_MS = 2_000

/**
 * OpenTelemetry's SDK without its globals: neither its context manager, which hooks into every promise, nor anything that patches
 * modules. Spans are created explicitly, with an explicit parent. The SDK keeps at most 2,048 spans (OTEL_BSP_MAX_QUEUE_SIZE) and
 * drops the rest.
 */
export async function createOtlpTracing(settings: TracingSettings, logger: TracingLogger): Promise<Tracing> {
  const { OTLPTraceExporter } = await (settings.protocol === 'http/json'
    ? import('@opentelemetry/exporter-trace-otlp-http')
    : import('@opentelemetry/exporter-trace-otlp-proto'))
  const provider = new BasicTracerProvider({
    resource: defaultResource()
      .merge(resourceFromAttributes({ 'service.name': 'frontage', 'service.version': version }))
      .merge(detectResources({ detectors: [envDetector] })),
    spanProcessors: [new BatchSpanProcessor(reporting(new OTLPTraceExporter(), logger))]
  })
  const tracer = provider.getTracer('frontage', version)

  return {
    begin(name, { kind, parent, links = [], attributes = {}, at }): Span {
      const options = {
        kind: KINDS[kind],
        attributes: given(attributes),
        links: links.map((context): Link => ({ context: { ...context, isRemote: true } })),
        ...(at !== undefined && { startTime: at })
      }
      const span = tracer.startSpan(name, options, parent ? trace.setSpanContext(ROOT_CONTEXT, parent) : ROOT_CONTEXT)
      const { traceId, spanId, traceFlags } = span.spanContext()
      return {
        trace: { traceId, spanId, traceFlags },
        rename(name) {
          span.updateName(name)
        },
        set(attributes) {
          span.setAttributes(given(attributes))
        },
        event(name, attributes = {}, at = Date.now()) {
          span.addEvent(name, given(attributes), at)
        },
        end({ error, at } = {}) {
          if (error !== undefined) {
            span.setAttribute('error.type', error)
            span.setStatus({ code: SpanStatusCode.ERROR })
          }
          span.end(at)
        }
      }
    },

    async close() {
      const waiting = new AbortController()
      const { signal } = waiting
      const late = delay(CLOSING_MS, undefined, { signal }).catch(() => undefined)
      // Failures to export have been logged.
      await Promise.race([provider.shutdown().catch(() => undefined), late])
      waiting.abort()
    }
  }
}

function given(attributes: SpanAttributes): Attributes {
  return Object.fromEntries(Object.entries(attributes).filter(([, value]) => value !== undefined))
}

/**
 * Logs when the collector stops accepting spans and when it accepts them again, instead of every failure, and never
 * content.
 */
function reporting(exporter: SpanExporter, logger: TracingLogger): SpanExporter {
  let isFailing = false
  return {
    export(spans, done) {
      exporter.export(spans, result => {
        const { error } = result
        if (error && !isFailing) logger.warn({ reason: reasonOf(error) }, 'cannot export traces: spans are lost')
        else if (!error && isFailing) logger.warn({}, 'traces are exported again')
        isFailing = error !== undefined
        done(result)
      })
    },
    shutdown: async () => exporter.shutdown()
  }
}

/** The code of the network error, or the status of the answer. Only the exporter's own errors have neither, and a fixed message. */
function reasonOf({ code, message }: Error & { readonly code?: unknown }): string {
  return typeof code === 'string' || typeof code === 'number' ? String(code) : message
}

import { type IncomingMessage } from 'node:http'
import { type FastifyInstance, type FastifyRequest } from 'fastify'
import { forAllRoutes } from './for-all-routes.ts'
import { readTraceparent, type TraceContext } from '../tracing/trace-context.ts'
import { type Span, type Tracing } from '../tracing/tracing.ts'
import { problemCodeOf } from './problems.ts'

declare module 'fastify' {
  interface FastifyRequest {
    /** The request's span, or the caller's where Frontage makes none; undefined where there is neither. */
    trace: TraceContext | undefined
  }
}

const PATH_LENGTH_MAX = 500

export type RequestSpans = ReturnType<typeof createRequestSpans>

/** The spans of requests, children of the caller's where its `traceparent` is valid. Without `tracing` the caller's is passed on. */
export function createRequestSpans(tracing: Tracing | undefined) {
  const spans = new WeakMap<IncomingMessage, Span>()

  return {
    /** To be called once for each request, before everything else. */
    begin(request: IncomingMessage): TraceContext | undefined {
      const parent = readTraceparent(request.headers.traceparent)
      if (!tracing) return parent
      const span = tracing.begin(request.method ?? '', { kind: 'server', parent })
      spans.set(request, span)
      return span.trace
    },

    plugin: forAllRoutes(async (app: FastifyInstance) => {
      app.decorateRequest('trace', undefined)
      app.addHook('onRequest', (request, reply, done) => {
        const span = spans.get(request.raw)
        request.trace = span?.trace ?? readTraceparent(request.headers.traceparent)
        // Where its caller has gone there is no onResponse.
        if (span) reply.raw.once('close', () => reply.raw.writableFinished || endGone(span, request))
        done()
      })
      if (!tracing) return
      app.addHook('onResponse', async (request, reply) => {
        const span = spans.get(request.raw)
        if (!span) return
        const { statusCode } = reply
        describe(span, request)
        span.set({ 'http.response.status_code': statusCode })
        // Of a server's spans only those are errors that are its own fault.
        if (statusCode < 500) span.set({ 'error.type': problemCodeOf(request) })
        span.end({ error: statusCode < 500 ? undefined : (problemCodeOf(request) ?? String(statusCode)) })
      })
    })
  }
}

/** The answer did not reach its caller, whatever it was to be. */
function endGone(span: Span, request: FastifyRequest): void {
  describe(span, request)
  span.set({ 'error.type': 'client_gone' })
  span.end()
}

function describe(span: Span, { method, url, protocol, routeOptions, caller, id }: FastifyRequest): void {
  const { url: route } = routeOptions
  span.rename(route === undefined ? method : `${method} ${route}`)
  span.set({
    'http.request.method': method,
    'http.route': route,
    // Only where nothing else says what was asked for.
    'url.path': route === undefined ? url.split('?', 1)[0]?.slice(0, PATH_LENGTH_MAX) : undefined,
    'url.scheme': protocol,
    'enduser.id': caller.name,
    'frontage.request_id': id
  })
}

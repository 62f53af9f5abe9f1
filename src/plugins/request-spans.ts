import { type IncomingMessage } from 'node:http'
import { type FastifyInstance, type FastifyRequest } from 'fastify'
import { forAllRoutes } from './for-all-routes.ts'
import { readTraceparent, type TraceContext } from '../tracing/trace-context.ts'
import { type Span, type Tracing } from '../tracing/tracing.ts'
import { problemCodeOf } from './problems.ts'

declare module 'fastify' {
  interface FastifyRequest {
    /** The request's span or, without tracing, the caller's, if any. */
    trace: TraceContext | undefined
  }
}

const PATH_LENGTH_MAX = 500

export type RequestSpans = ReturnType<typeof createRequestSpans>

/**
 * The spans of requests, as children of the caller's if its `traceparent` is valid. Without `tracing`, the caller's is
 * passed on.
 */
export function createRequestSpans(tracing: Tracing | undefined) {
  const spans = new WeakMap<IncomingMessage, Span>()

  return {
    /** Must be called once for each request, before everything else. */
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
        // If the client has disconnected, onResponse is not called.
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
        // Only a server's own failures are errors of its spans.
        if (statusCode < 500) span.set({ 'error.type': problemCodeOf(request) })
        span.end({ error: statusCode < 500 ? undefined : (problemCodeOf(request) ?? String(statusCode)) })
      })
    })
  }
}

/** Ends the span of a request whose answer did not reach the client. */
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
    // Only if no route identifies the request.
    'url.path': route === undefined ? url.split('?', 1)[0]?.slice(0, PATH_LENGTH_MAX) : undefined,
    'url.scheme': protocol,
    'enduser.id': caller.name,
    'frontage.request_id': id
  })
}

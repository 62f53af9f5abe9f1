import { AsyncLocalStorage } from 'node:async_hooks'
import { randomUUID } from 'node:crypto'
import { type IncomingMessage } from 'node:http'
import { type FastifyInstance } from 'fastify'
import fp from 'fastify-plugin'

interface RequestContext {
  readonly requestId: string
  readonly cloudFrontRequestIds: string[]
}

const current = new AsyncLocalStorage<RequestContext>()

const ACCEPTABLE = /^[\w.:/+=@-]{1,128}$/

/** The caller's X-Request-Id when it is short and harmless in a log, else a new one. */
export function requestIdOf(request: IncomingMessage | { headers: IncomingMessage['headers'] }): string {
  const given = request.headers['x-request-id']
  return typeof given === 'string' && ACCEPTABLE.test(given) ? given : randomUUID()
}

/** Ties a call of CloudFront to the request on whose behalf it is made; to be called by the client for each finished call. */
export function noteCloudFrontCall({ requestId }: { readonly requestId?: string }): void {
  if (requestId !== undefined) current.getStore()?.cloudFrontRequestIds.push(requestId)
}

/** X-Request-Id on every answer, and one log line for each request with CloudFront's request ids. */
export const requestContext = fp(async (app: FastifyInstance) => {
  app.addHook('onRequest', (request, reply, done) => {
    reply.header('x-request-id', request.id)
    const context: RequestContext = { requestId: request.id, cloudFrontRequestIds: [] }
    contexts.set(request.raw, context)
    current.run(context, done)
  })
  app.addHook('onResponse', async (request, reply) => {
    const calls = contexts.get(request.raw)?.cloudFrontRequestIds ?? []
    request.log.info(
      {
        method: request.method,
        route: request.routeOptions.url ?? '(none)',
        path: request.url.split('?', 1)[0],
        status: reply.statusCode,
        ms: Math.round(reply.elapsedTime),
        ...(calls.length > 0 && { cloudFrontRequestId: calls.length === 1 ? calls[0] : calls })
      },
      `${request.method} ${request.routeOptions.url ?? request.url.split('?', 1)[0]} ${reply.statusCode}`
    )
  })
})

const contexts = new WeakMap<IncomingMessage, RequestContext>()

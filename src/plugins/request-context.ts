import { AsyncLocalStorage } from 'node:async_hooks'
import { randomUUID } from 'node:crypto'
import { type IncomingMessage } from 'node:http'
import { type FastifyInstance, type FastifyRequest } from 'fastify'
import fp from 'fastify-plugin'

declare module 'fastify' {
  interface FastifyContextConfig {
    /** The route answers from the store, and says itself where it asks CloudFront all the same: `noteCallsOf`. */
    storeOnly?: boolean
  }
}

interface RequestContext {
  readonly requestId: string
  readonly cloudFrontRequestIds: string[]
}

/**
 * The request on whose behalf a call is made, without passing it through every function. Node before 24 puts a hook on every
 * promise of the process while such a storage is in use, which costs up to a fifth of a request that is answered from the
 * store: so it is in use only while a request may call.
 */
const current = new AsyncLocalStorage<RequestContext>()
let running = 0

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

/** Runs with the calls of CloudFront tied to the request, on a route that is `storeOnly`; on others they are anyway. */
export async function noteCallsOf<Result>(request: FastifyRequest, run: () => Promise<Result>): Promise<Result> {
  const context = contexts.get(request.raw)
  if (!context) throw new Error('the request has no context: it came before requestContext')
  running++
  try {
    return await current.run(context, run)
  } finally {
    leave()
  }
}

/** X-Request-Id on every answer, and one log line for each request with CloudFront's request ids. */
export const requestContext = fp(async (app: FastifyInstance) => {
  app.addHook('onRequest', (request, reply, done) => {
    reply.header('x-request-id', request.id)
    const context: RequestContext = { requestId: request.id, cloudFrontRequestIds: [] }
    contexts.set(request.raw, context)
    if (request.routeOptions.config.storeOnly) {
      done()
      return
    }
    running++
    reply.raw.once('close', leave)
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

function leave(): void {
  running--
  if (running === 0) current.disable()
}

import { AsyncLocalStorage } from 'node:async_hooks'
import { randomUUID } from 'node:crypto'
import { type IncomingMessage } from 'node:http'
import { type FastifyInstance, type FastifyRequest, type RouteHandlerMethod } from 'fastify'
import { forAllRoutes } from './for-all-routes.ts'
import { hook } from './hooks.ts'
import { type AccountScope } from '../accounts/accounts.ts'
import { type Trail } from '../audit/trail.ts'
import { isRead } from '../cloudfront/before-writes.ts'
import { type TraceContext } from '../tracing/trace-context.ts'

declare module 'fastify' {
  interface FastifyContextConfig {
    /** The route answers from the store, and uses `noteCallsOf` wherever it calls CloudFront. */
    storeOnly?: boolean
  }
}

interface RequestContext {
  readonly requestId: string
  readonly cloudFrontRequestIds: string[]
  readonly operations: Set<string>
  /** The span that it is part of. */
  readonly trace?: TraceContext | undefined
  /** The audit trail of the write. */
  trail?: Trail
  /** The AWS account that it is about, if there are several. */
  account?: AccountScope | undefined
}

/**
 * The request for which code runs, without passing it through every function. Before Node 24, AsyncLocalStorage hooks
 * into every promise while it is in use, which takes up to a fifth of the time of a request that is answered from the
 * store, so it is used only while a request may call CloudFront.
 */
const current = new AsyncLocalStorage<RequestContext>()
let running = 0

const ACCEPTABLE = /^[\w.:/+=@-]{1,128}$/

/** The caller's X-Request-Id if it is short and safe to log, otherwise a new one. */
export function requestIdOf(request: IncomingMessage | { headers: IncomingMessage['headers'] }): string {
  const given = request.headers['x-request-id']
  return typeof given === 'string' && ACCEPTABLE.test(given) ? given : randomUUID()
}

/** Attributes a call to CloudFront to its request. Must be called for each call that has ended. */
export function noteCloudFrontCall(call: NotedCall): void {
  const { operation, requestId, code, account } = call
  const context = current.getStore()
  context?.operations.add(operation)
  if (requestId !== undefined) context?.cloudFrontRequestIds.push(requestId)
  if (!isRead(operation)) context?.trail?.called({ operation, requestId, code }, account)
  else if (account !== undefined) context?.trail?.readFrom(account)
}

interface NotedCall {
  readonly operation: string
  readonly requestId?: string
  /** Of its failure. */
  readonly code?: string
  /** The identity of the account that it went to, if there are several. */
  readonly account?: string
}

/** The same for calls to the key value store API, whose operations have IAM's prefix. */
export function noteKeyValueCall(call: NotedCall): void {
  noteCloudFrontCall({ ...call, operation: `cloudfront-keyvaluestore:${call.operation}` })
}

/** From now on, what the request does is noted in this trail. */
export function attachTrail(request: FastifyRequest, trail: Trail): void {
  const context = contexts.get(request.raw)
  if (context) context.trail = trail
}

/** From now on, the request's calls to CloudFront are for this account. */
export function attachAccount(request: FastifyRequest, account: AccountScope): void {
  const context = contexts.get(request.raw)
  if (context) context.account = account
}

/** The name of the account that the request names, or that new resources are created in. */
export function accountOfRequest(request: FastifyRequest): string | undefined {
  return contexts.get(request.raw)?.account?.account
}

/** The account of the current request; undefined if its calls identify theirs. */
export function currentAccount(): AccountScope | undefined {
  return current.getStore()?.account
}

/** Runs outside a request, with what it does noted in this trail, as part of this span. */
export async function runWithTrail<Result>(
  trail: Trail,
  requestId: string,
  run: () => Promise<Result>,
  { trace, account }: { trace?: TraceContext | undefined; account?: AccountScope | undefined } = {}
): Promise<Result> {
  running++
  try {
    return await current.run({ requestId, cloudFrontRequestIds: [], operations: new Set(), trail, trace, account }, run)
  } finally {
    leave()
  }
}

/** Runs a part of a request, or of a step, whose calls are for this account. */
export async function runInAccount<Result>(account: string, run: () => Promise<Result>): Promise<Result> {
  const context = current.getStore() ?? { requestId: randomUUID(), cloudFrontRequestIds: [], operations: new Set() }
  running++
  try {
    return await current.run({ ...context, account: { account } }, run)
  } finally {
    leave()
  }
}

/** The audit trail of the current write; undefined outside a write, and on routes that are `storeOnly`. */
export function currentTrail(): Trail | undefined {
  return current.getStore()?.trail
}

/** The current span; undefined if there is none, and on routes that are `storeOnly`. */
export function currentTrace(): TraceContext | undefined {
  return current.getStore()?.trace
}

/** The operations of CloudFront that have been called for a request so far. */
export function operationsCalledFor(request: IncomingMessage): readonly string[] {
  return [...(contexts.get(request)?.operations ?? [])]
}

/** Runs something on a `storeOnly` route with its calls attributed to the request; on other routes they always are. */
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

/**
 * The same for calls that check whether the request is allowed: they are in its log line, but do not count as calls of
 * its route.
 */
export async function noteCallsBefore<Result>(request: FastifyRequest, run: () => Promise<Result>): Promise<Result> {
  const context = contexts.get(request.raw)
  if (!context) throw new Error('the request has no context: it came before requestContext')
  running++
  try {
    return await current.run({ ...context, operations: new Set() }, run)
  } finally {
    leave()
  }
}

/** X-Request-Id on every answer, and one log line for each request with CloudFront's request ids. */
export const requestContext = forAllRoutes(async (app: FastifyInstance) => {
  app.addHook('onRequest', (request, reply, done) => {
    reply.header('x-request-id', request.id)
    const { id: requestId, trace } = request
    contexts.set(request.raw, { requestId, cloudFrontRequestIds: [], operations: new Set(), trace })
    done()
  })
  app.addHook('onRoute', route => {
    if (!route.config?.storeOnly) route.handler = inContext(route.handler)
  })
  app.addHook(
    'onResponse',
    hook((request, reply) => {
      const calls = contexts.get(request.raw)?.cloudFrontRequestIds ?? []
      const operationId = operationAt(reply.getHeader('location'))
      request.log.info(
        {
          method: request.method,
          route: request.routeOptions.url ?? '(none)',
          path: request.url.split('?', 1)[0],
          status: reply.statusCode,
          ms: Math.round(reply.elapsedTime),
          caller: request.caller.name,
          ...(operationId !== undefined && { operationId }),
          ...(calls.length > 0 && { cloudFrontRequestId: calls.length === 1 ? calls[0] : calls })
        },
        `${request.method} ${request.routeOptions.url ?? request.url.split('?', 1)[0]} ${reply.statusCode}`
      )
    })
  )
})

/**
 * The context is released when both the handler has ended and the answer is closed, in either order: a streamed answer
 * outlives its handler, and a handler may outlive its client's connection.
 */
function inContext(handler: RouteHandlerMethod): RouteHandlerMethod {
  return function (request, reply) {
    const context = contexts.get(request.raw)
    if (!context) throw new Error('the request has no context: it came before requestContext')
    if (!reply.raw.closed) {
      running++
      reply.raw.once('close', leave)
    }
    running++
    let result: unknown
    try {
      result = current.run(context, () => handler.call(this, request, reply))
    } catch (error) {
      leave()
      throw error
    }
    if (result instanceof Promise) result.then(leave, leave)
    else leave()
    return result
  }
}

/** The id of the operation in a Location header, if it is one's address. */
export function operationAt(location: unknown): string | undefined {
  return typeof location === 'string' ? /^\/operations\/([\w-]+)$/.exec(location)?.[1] : undefined
}

const contexts = new WeakMap<IncomingMessage, RequestContext>()

function leave(): void {
  running--
  if (running === 0) current.disable()
}

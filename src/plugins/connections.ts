import { type IncomingMessage, type ServerResponse } from 'node:http'
import { type Socket } from 'node:net'
import { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify'
import { forAllRoutes } from './for-all-routes.ts'
import { hook } from './hooks.ts'
import { ServiceError } from '../errors.ts'

export interface ConnectionOptions {
  /** How many connections may be open and are served normally. */
  readonly max?: number
  /** How many more may be open while all of those are busy; these are only for health checks. */
  readonly reserve?: number
  /** How many requests of one connection may be unanswered. */
  readonly unansweredMax?: number
  /** How long a connection may be open without a request before others are preferred to it. */
  readonly silentMs?: number
  /** The same for the rest of a request, or for reading an answer. */
  readonly stalledMs?: number
  /** How long the client may go without reading a complete answer. */
  readonly unreadMs?: number
}

interface Exchange {
  readonly request: IncomingMessage
  readonly response: ServerResponse
}

interface Connection {
  /** Requests that have arrived and are not answered yet, in their order. */
  readonly unanswered: Exchange[]
  /** Starts the requests that wait for earlier answers, in order. */
  readonly waiting: (() => void)[]
  readonly isExtra: boolean
  /** When it was opened, or its last request arrived. */
  sinceMs: number
}

/**
 * Limits the cost of connections. Requests on one connection are executed one after another, because their answers must
 * be sent in order: otherwise thousands of answers would be kept for a client that sends without reading. A client that
 * pipelines more than `unansweredMax` requests is disconnected (RFC 9112, section 9.3.2: it may repeat unanswered
 * ones).
 *
 * If there are too many connections, a new one replaces another: first the oldest that has not sent a request for a
 * while, then the one that has been idle for longest, then the one whose client has kept this process waiting for
 * longest, with its request or with reading an answer. In a flood, a client that takes milliseconds is never replaced.
 */
export const connections = forAllRoutes<ConnectionOptions>(async (app: FastifyInstance, options) => {
  const { max = 2_000, reserve = 100, unansweredMax = 32, silentMs = 100, stalledMs = 100, unreadMs = 30_000 } = options
  // Sets keep insertion order, so the first is the oldest.
  const silent = new Set<Socket>()
  const idle = new Set<Socket>()
  const busy = new Set<Socket>()
  const known = new WeakMap<Socket, Connection>()
  const started = new WeakMap<IncomingMessage, Promise<void>>()

  function move(socket: Socket, to: Set<Socket> | undefined): void {
    for (const set of [silent, idle, busy]) set.delete(socket)
    to?.add(socket)
  }

  app.server.on('connection', (socket: Socket) => {
    const isExtra = busy.size >= max && !close(firstStalled())
    if (busy.size >= max + reserve) {
      socket.destroy()
      return
    }
    known.set(socket, { unanswered: [], waiting: [], isExtra, sinceMs: performance.now() })
    silent.add(socket)
    socket.once('close', () => {
      move(socket, undefined)
      next(socket)
    })
    if (silent.size + idle.size + busy.size > max + (isExtra ? reserve : 0)) shed(socket)
  })

  function shed(newest: Socket): void {
    const [quiet] = silent
    const [resting] = idle
    if (quiet && waitedMs(quiet) >= silentMs) close(quiet)
    else close(resting ?? longestWaiting(quiet, firstStalled()) ?? newest)
  }

  function longestWaiting(one: Socket | undefined, other: Socket | undefined): Socket | undefined {
    return one && other ? (waitedMs(one) < waitedMs(other) ? other : one) : (one ?? other)
  }

  /** The time since it was opened, or since its last request arrived. */
  function waitedMs(socket: Socket): number {
    return performance.now() - (known.get(socket)?.sinceMs ?? 0)
  }

  function close(socket: Socket | undefined): boolean {
    if (!socket) return false
    move(socket, undefined)
    socket.destroy()
    return true
  }

  /** The oldest busy connection whose next step is the client's. */
  function firstStalled(): Socket | undefined {
    for (const socket of busy) {
      const exchange = known.get(socket)?.unanswered[0]
      if (exchange && isStalled(exchange) && waitedMs(socket) >= stalledMs) return socket
    }
    return undefined
  }

  // Before Fastify's own listener, which answers some requests without calling a hook.
  app.server.prependListener('request', (request: IncomingMessage, response: ServerResponse) => {
    const { socket } = request
    const connection = known.get(socket)
    if (!connection) return
    const exchange = { request, response }
    connection.unanswered.push(exchange)
    connection.sinceMs = performance.now()
    if (connection.unanswered.length > unansweredMax) {
      socket.destroy()
      return
    }
    if (!socket.destroyed) move(socket, busy)
    if (connection.unanswered.length > 1) {
      started.set(request, new Promise(resolve => connection.waiting.push(resolve)))
    }
    // Answers that are complete but not read stay in memory.
    response.once('prefinish', () => socket.setTimeout(unreadMs))
    response.once('close', () => {
      connection.unanswered.splice(connection.unanswered.indexOf(exchange), 1)
      if (connection.unanswered.length > 0) socket.setTimeout(0)
      else if (busy.has(socket)) move(socket, idle)
      next(socket)
    })
  })

  /** Starts the next request of the connection or, if that has closed, all of them, so that they end. */
  function next(socket: Socket): void {
    const waiting = known.get(socket)?.waiting ?? []
    for (const begin of waiting.splice(0, socket.destroyed ? waiting.length : 1)) begin()
  }

  app.addHook(
    'onRequest',
    hook((request, reply) => {
      const earlier = started.get(request.raw)
      return earlier === undefined ? admit(request, reply) : earlier.then(() => admit(request, reply))
    })
  )

  function admit({ raw, routeOptions }: FastifyRequest, reply: FastifyReply): void {
    const { socket } = raw
    const connection = known.get(socket)
    if (!connection) return
    // There is no client left to answer.
    if (socket.destroyed) reply.hijack()
    else if (connection.isExtra && routeOptions.url?.startsWith('/health/') !== true) {
      throw new ServiceError('TOO_MANY_CONNECTIONS', 'All connections of this instance are in use.', {
        headers: { connection: 'close' }
      })
    }
  }
})

const EVENT_STREAM = 'text/event-stream'

function isStalled({ request, response }: Exchange): boolean {
  if (!request.complete || (response.writableEnded && !response.writableFinished)) return true
  // Event streams are not stalled: they are limited in number, and their clients are still being served.
  return response.writableNeedDrain && response.getHeader('content-type') !== EVENT_STREAM
}

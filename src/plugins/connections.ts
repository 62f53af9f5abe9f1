import { type IncomingMessage, type ServerResponse } from 'node:http'
import { type Socket } from 'node:net'
import { type FastifyInstance } from 'fastify'
import fp from 'fastify-plugin'
import { ServiceError } from '../errors.ts'

export interface ConnectionOptions {
  /** How many connections may be open and are served normally. */
  readonly max?: number
  /** How many more may be open while all of those are busy; on these only health checks are answered. */
  readonly reserve?: number
  /** How many requests of one connection may be unanswered. */
  readonly unansweredMax?: number
}

interface Connection {
  /** Requests that have arrived and are not answered yet. */
  unanswered: number
  /** Starts the requests that wait for earlier answers, in order. */
  readonly waiting: (() => void)[]
  isExtra: boolean
}

/**
 * Limits the cost of connections. Requests on one connection are executed one after another, because their answers must be
 * sent in order: otherwise thousands of answers would be kept for a client that sends without reading. A client that pipelines
 * more than `unansweredMax` requests is disconnected (RFC 9112, section 9.3.2: it may repeat unanswered ones).
 *
 * A new connection replaces an idle one where there are too many: first the oldest that has never sent a request, then the one
 * that has been idle for longest.
 */
export const connections = fp<ConnectionOptions>(async (app: FastifyInstance, options) => {
  const { max = 2_000, reserve = 100, unansweredMax = 32 } = options
  // Sets keep insertion order, so the first is the oldest.
  const silent = new Set<Socket>()
  const idle = new Set<Socket>()
  const busy = new Set<Socket>()
  const known = new WeakMap<Socket, Connection>()
  const turns = new WeakMap<IncomingMessage, Promise<void>>()

  function move(socket: Socket, to: Set<Socket> | undefined): void {
    for (const set of [silent, idle, busy]) set.delete(socket)
    to?.add(socket)
  }

  app.server.on('connection', (socket: Socket) => {
    const isExtra = busy.size >= max
    if (busy.size >= max + reserve) {
      socket.destroy()
      return
    }
    known.set(socket, { unanswered: 0, waiting: [], isExtra })
    silent.add(socket)
    socket.once('close', () => {
      move(socket, undefined)
      next(socket)
    })
    if (silent.size + idle.size + busy.size > max + (isExtra ? reserve : 0)) shed(socket)
  })

  function shed(newest: Socket): void {
    const [oldest = newest] = silent.size > 1 ? silent : idle
    move(oldest, undefined)
    oldest.destroy()
  }

  // Before Fastify's own listener, which answers some requests without calling a hook.
  app.server.prependListener('request', (request: IncomingMessage, response: ServerResponse) => {
    const { socket } = request
    const connection = known.get(socket)
    if (!connection) return
    connection.unanswered += 1
    if (connection.unanswered > unansweredMax) {
      socket.destroy()
      return
    }
    if (!socket.destroyed) move(socket, busy)
    if (connection.unanswered > 1) {
      turns.set(request, new Promise(resolve => connection.waiting.push(resolve)))
    }
    response.once('close', () => {
      connection.unanswered -= 1
      if (connection.unanswered === 0 && busy.has(socket)) move(socket, idle)
      next(socket)
    })
  })

  /** Starts the next request of the connection; if that has closed, all of them, so that they end. */
  function next(socket: Socket): void {
    const waiting = known.get(socket)?.waiting ?? []
    for (const begin of waiting.splice(0, socket.destroyed ? waiting.length : 1)) begin()
  }

  app.addHook('onRequest', async ({ raw, routeOptions }, reply) => {
    const { socket } = raw
    const connection = known.get(socket)
    if (!connection) return
    await turns.get(raw)
    // There is no client left to answer.
    if (socket.destroyed) reply.hijack()
    else if (connection.isExtra && routeOptions.url?.startsWith('/health/') !== true) {
      throw new ServiceError('TOO_MANY_CONNECTIONS', 'All connections of this instance are in use.', {
        headers: { connection: 'close' }
      })
    }
  })
})

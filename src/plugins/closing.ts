import { type IncomingMessage, type ServerResponse } from 'node:http'
import { type Socket } from 'node:net'
import { type FastifyInstance } from 'fastify'
import { forAllRoutes } from './for-all-routes.ts'
import { hook, payloadHook } from './hooks.ts'
import { ServiceError } from '../errors.ts'

/**
 * Bounds the time of closing. Requests in progress have `graceMs` to be answered; then their connections are destroyed. A new
 * request on an open connection is refused with SHUTTING_DOWN. Connections on which nothing has been received are closed at
 * once; Node does so with idle keep-alive connections. The server's own limits for heads and bodies still apply.
 */
export const closing = forAllRoutes<{ graceMs: number }>(async (app: FastifyInstance, { graceMs }) => {
  let isClosing = false
  /** The unanswered requests of each connection. */
  const sockets = new Map<Socket, Set<IncomingMessage>>()
  app.server.on('connection', (socket: Socket) => {
    sockets.set(socket, new Set())
    socket.once('close', () => sockets.delete(socket))
  })
  app.server.prependListener('request', (request: IncomingMessage, response: ServerResponse) => {
    const unanswered = sockets.get(request.socket)
    unanswered?.add(request)
    response.once('close', () => unanswered?.delete(request))
  })

  /** Closes connections that have sent parts of requests only. */
  function closeIncomplete({ bodies }: { bodies: boolean }): void {
    for (const [socket, unanswered] of sockets) {
      const isHead = unanswered.size === 0
      if (isHead || (bodies && [...unanswered].every(({ complete }) => !complete))) socket.destroy()
    }
  }

  app.addHook('preClose', async () => {
    isClosing = true
    // Node ends its own checks when a server closes; 0 is no limit.
    const { headersTimeout, requestTimeout } = app.server
    const limits: [number, () => void][] = [
      [graceMs, () => app.server.closeAllConnections()],
      [headersTimeout || graceMs, () => closeIncomplete({ bodies: false })],
      [requestTimeout || graceMs, () => closeIncomplete({ bodies: true })]
    ]
    const timers = limits.map(([ms, run]) => setTimeout(run, ms))
    app.server.once('close', () => timers.forEach(timer => clearTimeout(timer)))
    // Browsers open connections in advance, which would delay closing.
    for (const socket of sockets.keys()) if (socket.bytesRead === 0) socket.destroy()
  })
  app.addHook(
    'onRequest',
    hook(() => {
      if (isClosing) throw new ServiceError('SHUTTING_DOWN', 'This instance no longer accepts requests.')
    })
  )
  app.addHook(
    'onSend',
    payloadHook((_, reply) => {
      if (isClosing) reply.header('connection', 'close')
    })
  )
  // An answer may end after Node has closed the idle connections.
  app.addHook(
    'onResponse',
    hook(() => {
      if (isClosing) setImmediate(() => app.server.closeIdleConnections())
    })
  )
})

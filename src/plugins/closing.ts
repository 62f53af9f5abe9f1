import { type Socket } from 'node:net'
import { type FastifyInstance } from 'fastify'
import { forAllRoutes } from './for-all-routes.ts'
import { hook, payloadHook } from './hooks.ts'
import { ServiceError } from '../errors.ts'

/**
 * Bounds the time of closing. Requests in progress have `graceMs` to be answered; then their connections are destroyed. A new
 * request on an open connection is refused with SHUTTING_DOWN. Connections on which nothing has been received are closed at
 * once; Node does so with idle keep-alive connections.
 */
export const closing = forAllRoutes<{ graceMs: number }>(async (app: FastifyInstance, { graceMs }) => {
  let isClosing = false
  const sockets = new Set<Socket>()
  app.server.on('connection', (socket: Socket) => {
    sockets.add(socket)
    socket.once('close', () => sockets.delete(socket))
  })
  app.addHook('preClose', async () => {
    isClosing = true
    const timer = setTimeout(() => app.server.closeAllConnections(), graceMs)
    app.server.once('close', () => clearTimeout(timer))
    // Browsers open connections in advance, which would delay closing.
    for (const socket of sockets) if (socket.bytesRead === 0) socket.destroy()
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

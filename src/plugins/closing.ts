import { type Socket } from 'node:net'
import { type FastifyInstance } from 'fastify'
import fp from 'fastify-plugin'
import { ServiceError } from '../errors.ts'

/**
 * Lets closing end. Requests under way have `graceMs` to be answered; after that their connections are cut. A request that
 * comes while closing, on a connection that was opened before, is refused with SHUTTING_DOWN. Connections on which nothing
 * has been received yet are closed at once, as Node does with those that were kept alive.
 */
export const closing = fp<{ graceMs: number }>(async (app: FastifyInstance, { graceMs }) => {
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
    // Browsers open connections in advance, which would hold the closing up.
    for (const socket of sockets) if (socket.bytesRead === 0) socket.destroy()
  })
  app.addHook('onRequest', async () => {
    if (isClosing) throw new ServiceError('SHUTTING_DOWN', 'This instance takes no more requests.')
  })
  app.addHook('onSend', async (_, reply) => {
    if (isClosing) reply.header('connection', 'close')
  })
  // An answer may have begun before and end after Node has closed what was idle.
  app.addHook('onResponse', async () => {
    if (isClosing) setImmediate(() => app.server.closeIdleConnections())
  })
})

import { setMaxListeners } from 'node:events'
import { type Socket } from 'node:net'
import { type FastifyInstance, type FastifyRequest } from 'fastify'
import { forAllRoutes } from './for-all-routes.ts'

declare module 'fastify' {
  interface FastifyRequest {
    /** Aborts when the client's connection or this service closes, so that nobody waits for the answer any more. */
    readonly gone: AbortSignal
  }
}

/**
 * Adds `request.gone`, for everything that delays or streams an answer. Fastify's own `request.signal` does not suffice: it
 * aborts when the body has been read, and not when the service closes.
 */
export const clientGone = forAllRoutes(async (app: FastifyInstance) => {
  // All requests of a connection share one signal.
  const connections = new Map<Socket, AbortController>()
  let isClosing = false

  function goneOf({ raw: { socket } }: FastifyRequest): AbortSignal {
    const known = connections.get(socket)
    if (known) return known.signal
    const gone = new AbortController()
    // Everything that waits on the connection adds a listener, so many of them are not a leak.
    setMaxListeners(0, gone.signal)
    if (isClosing || socket.destroyed) {
      gone.abort()
      return gone.signal
    }
    connections.set(socket, gone)
    socket.once('close', () => {
      connections.delete(socket)
      gone.abort()
    })
    return gone.signal
  }

  app.decorateRequest('gone', {
    getter() {
      return goneOf(this)
    }
  })
  // Closing would otherwise wait for delayed answers.
  app.addHook('preClose', async () => {
    isClosing = true
    for (const gone of connections.values()) gone.abort()
  })
})

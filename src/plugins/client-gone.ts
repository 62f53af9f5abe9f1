import { setMaxListeners } from 'node:events'
import { type Socket } from 'node:net'
import { type FastifyInstance, type FastifyRequest } from 'fastify'
import fp from 'fastify-plugin'

declare module 'fastify' {
  interface FastifyRequest {
    /** Aborts when the client's connection has closed, or this service is closing: the answer is no longer awaited. */
    readonly gone: AbortSignal
  }
}

/**
 * `request.gone`, for everything that holds an answer or streams one. Fastify's own `request.signal` does not do: a body that
 * has been read counts as the end there, and closing does not count at all.
 */
export const clientGone = fp(async (app: FastifyInstance) => {
  // All requests of a connection share one signal: they come to nothing together.
  const connections = new Map<Socket, AbortController>()
  let isClosing = false

  function goneOf({ raw: { socket } }: FastifyRequest): AbortSignal {
    const known = connections.get(socket)
    if (known) return known.signal
    const gone = new AbortController()
    // Everything that waits on the connection listens to it: many listeners are no leak.
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
  // Closing would otherwise wait for what waits here.
  app.addHook('preClose', async () => {
    isClosing = true
    for (const gone of connections.values()) gone.abort()
  })
})

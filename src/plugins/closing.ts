import { type FastifyInstance } from 'fastify'
import fp from 'fastify-plugin'

/**
 * Lets closing end: a connection whose request is under way would be kept alive after its answer, and one whose request
 * never becomes complete would stay for ever. Requests under way have `graceMs`, longer than any call of CloudFront.
 */
export const closing = fp<{ graceMs: number }>(async (app: FastifyInstance, { graceMs }) => {
  let isClosing = false
  app.addHook('preClose', async () => {
    isClosing = true
    const timer = setTimeout(() => app.server.closeAllConnections(), graceMs)
    app.server.once('close', () => clearTimeout(timer))
  })
  app.addHook('onSend', async (_, reply) => {
    if (isClosing) reply.header('connection', 'close')
  })
  // An answer may have begun before and end after Node has closed what was idle.
  app.addHook('onResponse', async () => {
    if (isClosing) setImmediate(() => app.server.closeIdleConnections())
  })
})

import { Transform } from 'node:stream'
import { type FastifyInstance, type FastifyRequest } from 'fastify'
import { forAllRoutes } from './for-all-routes.ts'
import { payloadHook } from './hooks.ts'
import { type Account, createByteBudget } from '../byte-budget.ts'

/** Bodies up to this size are not counted: with one per connection, they take at most 32 MB. */
const SMALL_BYTES = 16_384

/**
 * Limits the bodies of all requests in progress, from their first byte until their answer: beyond the limit a request is 503
 * OVERLOADED. Bytes count when they arrive, so that announcing large bodies does not use up the limit.
 */
export const bodyBudget = forAllRoutes<{ maxBytes?: number | undefined }>(
  async (app: FastifyInstance, { maxBytes }) => {
    const budget = createByteBudget({ maxBytes })
    const accounts = new WeakMap<FastifyRequest, Account>()

    app.addHook('preParsing', (request, _, payload, done) => {
      const announced = request.headers['content-length']
      if (
        announced === undefined ? request.headers['transfer-encoding'] === undefined : Number(announced) <= SMALL_BYTES
      ) {
        done(null, payload)
        return
      }
      const account = budget.open()
      accounts.set(request, account)
      const counted = new Transform({
        transform(chunk: Buffer, _encoding, counted) {
          try {
            account.add(chunk.length)
          } catch (error) {
            counted(error as Error)
            return
          }
          counted(null, chunk)
        }
      })
      // A pipeline would destroy the connection before the answer with the error is sent.
      payload.on('error', error => counted.destroy(error))
      done(null, payload.pipe(counted))
    })

    // Also after the client has left, because the handler keeps the body until it has ended.
    app.addHook(
      'onSend',
      payloadHook(request => {
        accounts.get(request)?.close()
      })
    )
  }
)

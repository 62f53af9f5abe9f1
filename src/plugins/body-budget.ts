import { Transform } from 'node:stream'
import { type FastifyInstance, type FastifyRequest } from 'fastify'
import fp from 'fastify-plugin'
import { type Account, createByteBudget } from '../byte-budget.ts'

/** Bodies up to this size are always read: as many as there can be connections are 32 MB. */
const SMALL_BYTES = 16_384

/**
 * Bounds the bodies of all requests under way, from their first byte until their answer: beyond that a request is 503
 * OVERLOADED. Bytes count as they come, not as they are announced, so that announcing large bodies does not use up the bound.
 */
export const bodyBudget = fp<{ maxBytes?: number | undefined }>(async (app: FastifyInstance, { maxBytes }) => {
  const budget = createByteBudget({ maxBytes })
  const accounts = new WeakMap<FastifyRequest, Account>()

  app.addHook('preParsing', async (request, _, payload) => {
    const announced = request.headers['content-length']
    if (
      announced === undefined ? request.headers['transfer-encoding'] === undefined : Number(announced) <= SMALL_BYTES
    ) {
      return payload
    }
    const account = budget.open()
    accounts.set(request, account)
    const counted = new Transform({
      transform(chunk: Buffer, _encoding, done) {
        try {
          account.add(chunk.length)
        } catch (error) {
          done(error as Error)
          return
        }
        done(null, chunk)
      }
    })
    // Unlike a pipeline, which would take the connection away from the answer that says what was wrong.
    payload.on('error', error => counted.destroy(error))
    return payload.pipe(counted)
  })

  // Also where the client has left: what the handler works with is kept until it has ended.
  app.addHook('onSend', async request => {
    accounts.get(request)?.close()
  })
})

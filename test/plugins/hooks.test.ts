import fastify, { type FastifyReply } from 'fastify'
import { expect, test } from 'vitest'
import { hook, payloadHook } from '../../src/plugins/hooks.ts'

const later = async () => new Promise<void>(resolve => void setImmediate(resolve))

/** The status of GET / on a server with these hooks, and whether its handler ran. */
async function answerWith(
  add: (app: ReturnType<typeof fastify>) => void
): Promise<{ status: number; handled: boolean }> {
  const app = fastify()
  let handled = false
  add(app)
  app.get('/', async () => {
    handled = true
    return { ok: true }
  })
  const { statusCode: status } = await app.inject('/')
  return { status, handled }
}

test.each([
  ['at once', () => undefined],
  ['later', later]
])('a hook that ends %s lets the request go on, once', async (_, run) => {
  const seen: string[] = []
  const answer = await answerWith(app => {
    app.addHook('onRequest', hook(run))
    app.addHook('onRequest', async () => void seen.push('next'))
    app.addHook('onSend', payloadHook(run))
  })
  expect([answer, seen]).toEqual([{ status: 200, handled: true }, ['next']])
})

test.each([
  ['an error', new Error('no')],
  ['nothing', undefined]
])('a hook that fails with %s keeps the handler from running', async (_, reason) => {
  // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors
  const rejects = async () => Promise.reject(reason)
  const throws = () => {
    throw new Error('no')
  }
  for (const run of [rejects, throws]) {
    expect(await answerWith(app => app.addHook('onRequest', hook(run)))).toEqual({ status: 500, handled: false })
  }
})

test('an answer that cannot be written after the last hook is 500, and not the end of the process', async () => {
  const uncaught: unknown[] = []
  const note = (error: unknown) => uncaught.push(error)
  process.on('unhandledRejection', note)
  const { status } = await answerWith(app => {
    app.addHook('onSend', async (_request: unknown, reply: FastifyReply) => void reply.header('x-odd', 'a\u0001b'))
    app.addHook('onSend', payloadHook(later))
  })
  await later()
  process.off('unhandledRejection', note)
  expect([status, uncaught]).toEqual([500, []])
})

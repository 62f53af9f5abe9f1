import { once } from 'node:events'
import { connect } from 'node:net'
import { type FastifyInstance } from 'fastify'
import { expect, onTestFinished, test, vi } from 'vitest'
import { bodyBudget } from '../../src/plugins/body-budget.ts'
import { deferred } from '../jobs/start-engine.ts'
import { startRoutes } from './start-routes.ts'

const BODY = JSON.stringify({ text: 'x'.repeat(100_000) })

/** Room for two such bodies, and a route that answers when the test says so. */
async function start() {
  const answer = deferred<void>()
  let handled = 0
  const { app } = await startRoutes(
    (app: FastifyInstance) => {
      void app.register(bodyBudget, { maxBytes: 250_000 })
      void app.register(async app => {
        app.post('/held', async () => {
          handled += 1
          await answer.promise
          return { done: true }
        })
        app.get('/at-once', async () => ({ done: true }))
      })
    },
    { bodyLimit: 1_000_000 }
  )
  const url = await app.listen({ host: '127.0.0.1', port: 0 })
  const post = (body: string | ReadableStream = BODY) =>
    fetch(`${url}/held`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body,
      ...(body instanceof ReadableStream && { duplex: 'half' })
    })
  const atHandler = (count: number) => vi.waitFor(() => expect(handled).toBe(count), { timeout: 5_000, interval: 5 })
  return { url, post, answer: () => answer.resolve(), atHandler }
}

test('bodies beyond the bound are 503 OVERLOADED with Retry-After; small ones and what has no body are answered', async () => {
  const { url, post, answer, atHandler } = await start()
  const accepted = [post(), post()]
  await atHandler(2)
  const streamed = () =>
    new ReadableStream({
      start(controller) {
        controller.enqueue(new TextEncoder().encode(BODY))
        controller.close()
      }
    })
  for (const body of [BODY, streamed()]) {
    const refused = await post(body)
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([503, '5'])
    expect(await refused.json()).toMatchObject({ code: 'OVERLOADED', retryable: true })
  }
  const small = post('{}')
  await atHandler(3)
  expect((await fetch(`${url}/at-once`)).status).toBe(200)

  answer()
  for (const each of [...accepted, small]) expect((await each).status).toBe(200)
  for (const each of [post(), post()]) expect((await each).status).toBe(200)
})

test('one body alone is read however large it is', async () => {
  const { post, answer } = await start()
  answer()
  expect((await post(JSON.stringify({ text: 'x'.repeat(900_000) }))).status).toBe(200)
})

test('the rest of a refused body does not count', async () => {
  const { post, answer } = await start()
  answer()
  for (let round = 0; round < 5; round += 1) {
    expect((await post(JSON.stringify({ text: 'x'.repeat(1_100_000) }))).status).toBe(413)
    const streamed = new ReadableStream({
      start(controller) {
        for (let part = 0; part < 20; part += 1) controller.enqueue(new TextEncoder().encode(BODY))
        controller.close()
      }
    })
    expect([413, undefined]).toContain(
      await post(streamed).then(
        ({ status }) => status,
        () => undefined
      )
    )
  }
  const answers = await Promise.all([post(), post()])
  expect(answers.map(({ status }) => status)).toEqual([200, 200])
})

test('bodies of disconnected clients do not count', async () => {
  const { url, post, answer } = await start()
  answer()
  const { port, hostname } = new URL(url)
  for (let round = 0; round < 5; round += 1) {
    const socket = connect({ port: Number(port), host: hostname })
    onTestFinished(() => void socket.destroy())
    socket.write(`POST /held HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 200000\r\n\r\n`)
    socket.write('x'.repeat(100_000))
    await once(socket, 'drain')
    const closed = once(socket, 'close')
    socket.destroy()
    await closed
  }
  await vi.waitFor(async () => {
    const answers = await Promise.all([post(), post()])
    expect(answers.map(({ status }) => status)).toEqual([200, 200])
  })
})

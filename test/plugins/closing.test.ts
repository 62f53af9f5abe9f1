import { once } from 'node:events'
import { Agent, get, type IncomingMessage } from 'node:http'
import { connect } from 'node:net'
import Fastify from 'fastify'
import { expect, onTestFinished, test } from 'vitest'
import { closing } from '../../src/plugins/closing.ts'

/** Something that a test waits for. */
function event() {
  let happen = () => {}
  const happened = new Promise<void>(resolve => (happen = resolve))
  return { happened, happen: () => happen() }
}

async function start(graceMs: number) {
  const app = Fastify({ forceCloseConnections: 'idle' })
  const [arrived, closingBegan, answer] = [event(), event(), event()]
  await app.register(closing, { graceMs })
  app.addHook('preClose', async () => closingBegan.happen())
  app.get('/held', async () => {
    arrived.happen()
    await answer.happened
    return 'done'
  })
  const url = new URL(await app.listen({ port: 0, host: '127.0.0.1' }))
  return { app, port: Number(url.port), arrived, closingBegan, answer }
}

test('a request under way is answered, and its kept-alive connection does not hold the closing up', async () => {
  const { app, port, arrived, closingBegan, answer } = await start(60_000)
  const agent = new Agent({ keepAlive: true })
  onTestFinished(() => agent.destroy())
  const request = get({ port, host: '127.0.0.1', path: '/held', agent })
  await arrived.happened
  const closed = app.close()
  await closingBegan.happened
  answer.happen()
  const [response] = (await once(request, 'response')) as [IncomingMessage]
  expect(response.statusCode).toBe(200)
  expect(response.headers.connection).toBe('close')
  response.resume()
  await closed
})

test('a request that never becomes complete is cut off when the time is over', async () => {
  const { app, port } = await start(50)
  const socket = connect({ port, host: '127.0.0.1' })
  socket.on('error', () => socket.destroy())
  socket.write('POST /held HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\n{')
  const answered = once(app.server, 'request')
  await answered
  await app.close()
  expect(app.server.listening).toBe(false)
})

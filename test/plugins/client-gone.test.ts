import { once } from 'node:events'
import { Agent, get, request } from 'node:http'
import { connect } from 'node:net'
import Fastify from 'fastify'
import { expect, onTestFinished, test } from 'vitest'
import { clientGone } from '../../src/plugins/client-gone.ts'

/** A route that holds its answer for as long as somebody waits for it. */
async function start() {
  const app = Fastify({ forceCloseConnections: 'idle' })
  onTestFinished(() => app.close())
  const signals: AbortSignal[] = []
  await app.register(clientGone)
  app.route({
    method: ['GET', 'POST'],
    url: '/held',
    async handler(request) {
      const { gone } = request
      signals.push(gone)
      app.server.emit('held')
      if (!gone.aborted) await once(gone, 'abort')
      return 'nobody waits any longer'
    }
  })
  app.get('/at-once', async request => {
    signals.push(request.gone)
    return 'done'
  })
  const { port } = new URL(await app.listen({ host: '127.0.0.1', port: 0 }))
  return { app, signals, address: { host: '127.0.0.1', port: Number(port) } }
}

test('a wait ends when its client leaves, also one whose body was read', async () => {
  const { app, signals, address } = await start()
  for (const method of ['GET', 'POST']) {
    const held = once(app.server, 'held')
    const waiting = request({ ...address, path: '/held', method, headers: { 'content-type': 'application/json' } })
    waiting.on('error', () => undefined).end(method === 'POST' ? '{"a":1}' : undefined)
    await held
    const gone = signals.at(-1)
    expect(gone?.aborted).toBe(false)
    const left = once(gone as AbortSignal, 'abort')
    waiting.destroy()
    await left
  }
})

test('closing ends every wait, those of requests behind one another on one connection too', async () => {
  const { app, signals, address } = await start()
  const socket = connect(address)
  onTestFinished(() => void socket.destroy())
  socket.write('GET /held HTTP/1.1\r\nHost: x\r\n\r\n'.repeat(30))
  while (signals.length < 30) await once(app.server, 'held')
  expect(signals.some(({ aborted }) => aborted)).toBe(false)
  await app.close()
  expect(signals.every(({ aborted }) => aborted)).toBe(true)
})

test('an answer ends nothing: the next request of the connection is waited for', async () => {
  const { signals, address } = await start()
  const agent = new Agent({ keepAlive: true, maxSockets: 1 })
  onTestFinished(() => agent.destroy())
  for (let round = 0; round < 3; round += 1) {
    const [response] = await once(get({ ...address, path: '/at-once', agent }), 'response')
    await once(response.resume(), 'end')
  }
  expect(signals.map(({ aborted }) => aborted)).toEqual([false, false, false])
})

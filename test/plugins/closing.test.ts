import { once } from 'node:events'
import { Agent, get, type IncomingMessage } from 'node:http'
import { connect, type Socket } from 'node:net'
import Fastify from 'fastify'
import { expect, onTestFinished, test, vi } from 'vitest'
import { CLOSING_GRACE_MS } from '../../src/app.ts'
import { callTimeouts } from '../../src/cloudfront/client.ts'
import { closing } from '../../src/plugins/closing.ts'
import { startApp } from '../helpers/start-app.ts'

/** Something that a test waits for. */
function event() {
  let happen = () => {}
  const happened = new Promise<void>(resolve => (happen = resolve))
  return { happened, happen: () => happen() }
}

async function start(graceMs: number, { headersTimeout = 60_000, requestTimeout = 0 } = {}) {
  const http = { headersTimeout, requestTimeout }
  const app = Fastify({ forceCloseConnections: 'idle', requestTimeout, http })
  const [arrived, closingBegan, answer] = [event(), event(), event()]
  await app.register(closing, { graceMs })
  app.addHook('preClose', async () => closingBegan.happen())
  app.get('/held', async () => {
    arrived.happen()
    await answer.happened
    return 'done'
  })
  app.post('/read', async ({ body }) => body)
  const url = new URL(await app.listen({ port: 0, host: '127.0.0.1' }))
  return { app, port: Number(url.port), arrived, closingBegan, answer }
}

test('a request in progress is answered, and its kept-alive connection does not delay closing', async () => {
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

test('a request that is held up for longer than the time is cut off, and the closing ends', async () => {
  const { app, port, arrived } = await start(50)
  const request = get({ port, host: '127.0.0.1', path: '/held' })
  const cut = once(request, 'error')
  await arrived.happened
  await app.close()
  expect(await cut).toMatchObject([{ code: 'ECONNRESET' }])
})

test('a silent connection does not delay closing', async () => {
  const { app, port } = await start(60_000)
  const opened = once(app.server, 'connection')
  const socket = connect({ port, host: '127.0.0.1' })
  const ended = once(socket, 'close')
  await opened
  await app.close()
  await ended
})

test.each([
  ['head', { headersTimeout: 50 }, 'GET /held HTTP/1.1\r\nHost: x\r\n'],
  [
    'body',
    { headersTimeout: 50, requestTimeout: 50 },
    'POST /read HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 10\r\n\r\n{'
  ]
])('half a %s delays closing for no longer than Node would wait for the rest', async (_, limits, half) => {
  const { app, port, closingBegan } = await start(60_000, limits)
  const opened = once(app.server, 'connection')
  const socket = connect({ port, host: '127.0.0.1' })
  const ended = once(socket.resume(), 'close')
  socket.on('error', () => undefined)
  const [accepted] = (await opened) as [Socket]
  const arrived = half.startsWith('POST') ? once(app.server, 'request') : once(accepted, 'data')
  socket.write(half)
  await arrived
  await app.close()
  await Promise.all([ended, closingBegan.happened])
})

test('the time is enough for an edit, which is two calls of CloudFront', () => {
  expect(CLOSING_GRACE_MS).toBeGreaterThan(2 * callTimeouts.deadlineMs)
})

test('while closing, an edit in progress is completed, and a new request is refused with 503', async () => {
  const { app, url, request, emulator } = await startApp()
  const created = await request.post('/distributions').send({ origins: [{ domainName: 'www.example.com' }] })
  const { host, port, hostname } = new URL(url)
  // The head of this one is not complete before the closing has begun.
  const late = connect({ port: Number(port), host: hostname })
  onTestFinished(() => void late.destroy())
  late.write(`GET /distributions HTTP/1.1\r\nHost: ${host}\r\n`)
  const { hold } = emulator.faults.add({ kind: 'hold', operations: ['GetDistributionConfig'] })
  emulator.calls.clear()
  const edited = request.put(`/distributions/${created.body.id}/error-pages/404`).send({ errorCachingMinTtl: 5 })
  const answer = edited.then(response => response)
  await hold.untilHeld()

  const closed = app.close()
  late.write('\r\n')
  const [refusal] = (await once(late, 'data')) as [Buffer]
  expect(refusal.toString()).toMatch(/^HTTP\/1\.1 503 /)
  expect(refusal.toString()).toMatch(/\r\nconnection: close\r\n/i)
  expect(refusal.toString()).toContain('"code":"SHUTTING_DOWN"')
  hold.release()
  const { status, text, headers } = await answer
  expect([status, headers.connection], text).toEqual([201, 'close'])
  await closed
  expect(emulator.calls.count('UpdateDistribution')).toBe(1)
})

test('an answer that closing ends early says that its connection is closed', async () => {
  const { app, url, request, emulator } = await startApp()
  const answer = fetch(`${url}/distributions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', prefer: 'wait=60' },
    body: JSON.stringify({ origins: [{ domainName: 'www.example.com' }] })
  })
  await vi.waitFor(() => expect(emulator.calls.count('GetDistribution')).toBeGreaterThan(0), { timeout: 15_000 })
  // By now that is answered, and nothing is in progress but the wait.
  expect((await request.get('/operations')).status).toBe(200)
  await app.close()
  const { status, headers } = await answer
  expect([status, headers.get('connection')]).toEqual([201, 'close'])
})

import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { connect, type Socket } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { createHttpOrigins } from '../../../src/emulator/edge/http-origin.ts'
import { OriginExchange } from '../../../src/emulator/edge/origin-exchange.ts'
import { CACHING_OPTIMIZED } from '../sample-config.ts'
import { inFrontOf, localOrigin, startEdge } from './start-edge.ts'
import { startRawOrigin } from './start-tcp.ts'

const UNTIL_CLOSE =
  'HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Type: text/javascript\r\nCache-Control: max-age=60\r\n\r\n'
/** The last byte is one more than may wait for its reader. */
const MORE_THAN_MAY_WAIT = 64 * 1024 + 1

/** The answer of an origin; nobody reads its body yet. */
async function unreadAnswer(port: number) {
  const origins = createHttpOrigins()
  onTestFinished(() => origins.close())
  return origins.ask(
    { protocol: 'http', hostname: 'origin.localhost', port },
    {
      method: 'GET',
      target: '/a',
      headers: [],
      connectTimeoutMs: 10_000,
      readTimeoutMs: 10_000,
      cancellation: undefined
    }
  )
}

async function lengthOf(chunks: AsyncIterable<Buffer>): Promise<number> {
  let length = 0
  for await (const chunk of chunks) length += chunk.length
  return length
}

test('the end of the connection ends an answer without a length, however slowly that is read', async () => {
  const sockets: Socket[] = []
  const port = await startRawOrigin(socket => {
    sockets.push(socket)
    socket.end(UNTIL_CLOSE + 'a'.repeat(MORE_THAN_MAY_WAIT))
  })
  const { body } = await unreadAnswer(port)
  // The other side ends the connection when it has seen its end.
  await expect.poll(() => sockets[0]?.closed).toBe(true)
  expect(await lengthOf(body.read())).toBe(MORE_THAN_MAY_WAIT)
})

test('an answer that comes faster than it is compressed, and ends its connection, is stored', async () => {
  // Only an answer with a length is compressed, and random text takes long.
  const script = randomBytes(150_000).toString('base64')
  const head = UNTIL_CLOSE.replace('Connection: close', `Connection: close\r\nContent-Length: ${script.length}`)
  const port = await startRawOrigin(socket => void socket.end(head + script))
  const { distribution } = await startEdge()
  const { get } = await distribution(config => {
    inFrontOf(localOrigin(port))(config)
    Object.assign(config.DefaultCacheBehavior, { CachePolicyId: CACHING_OPTIMIZED, Compress: true })
  })
  for (const cache of ['Miss', 'Hit']) {
    const { headers, status } = await get('/a.js', { headers: { 'Accept-Encoding': 'br' } })
    expect([status, headers['content-encoding'], headers['x-cache']]).toEqual([200, 'br', `${cache} from cloudfront`])
  }
})

test('an answer without a length that a reset cuts off is passed on as far as it came, and not stored', async () => {
  const sockets: Socket[] = []
  const port = await startRawOrigin(socket => {
    sockets.push(socket)
    socket.write(`${UNTIL_CLOSE}hello`)
  })
  const { distribution, emulator, port: edgePort } = await startEdge()
  const { host } = await distribution(inFrontOf(localOrigin(port)))
  const viewer = connect(edgePort, '127.0.0.1').setEncoding('latin1')
  viewer.write(`GET /a HTTP/1.1\r\nHost: ${host}\r\n\r\n`)
  let received = ''
  for await (const text of viewer) {
    received += text as string
    if (received.includes('hello')) sockets.forEach(reset)
    // The end of a chunked answer.
    expect(received).not.toContain('\r\n0\r\n')
  }
  expect(received).toContain('hello')
  expect(emulator.edge?.cacheSize().objects).toBe(0)
})

test('a reset cuts off an answer that waits for its reader', async () => {
  const sockets: Socket[] = []
  const port = await startRawOrigin(socket => {
    sockets.push(socket)
    socket.write(UNTIL_CLOSE + 'a'.repeat(MORE_THAN_MAY_WAIT))
  })
  const { body } = await unreadAnswer(port)
  assert(body instanceof OriginExchange)
  await expect.poll(() => body.connection?.paused).toBe(body)
  sockets.forEach(reset)
  await expect(lengthOf(body.read())).rejects.toThrow('ECONNRESET')
})

test('an origin that sends interim answers only: 504', async () => {
  const port = await startRawOrigin(socket => {
    const timer = setInterval(() => socket.write('HTTP/1.1 103 Early Hints\r\n\r\n'), 100)
    socket.on('close', () => clearInterval(timer))
  })
  const { distribution } = await startEdge()
  const { get } = await distribution(inFrontOf(localOrigin(port)))
  expect((await get('/a')).status).toBe(504)
})

test('an answer in a transfer coding other than chunked: 502', async () => {
  const port = await startRawOrigin(socket =>
    socket.end('HTTP/1.1 200 OK\r\nCache-Control: max-age=60\r\nTransfer-Encoding: gzip\r\n\r\nencoded')
  )
  const { distribution } = await startEdge()
  const { get } = await distribution(inFrontOf(localOrigin(port)))
  expect(await get('/a')).toMatchObject({ status: 502, text: expect.not.stringContaining('encoded') as unknown })
})

test('an origin that sends 100 Continue unasked: 502, and the explanation says so', async () => {
  const port = await startRawOrigin(socket =>
    socket.write('HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok')
  )
  const { distribution } = await startEdge()
  const { get } = await distribution(inFrontOf(localOrigin(port)))
  const { status, headers } = await get('/a', { headers: { 'X-Frontage-Edge': '1' } })
  expect([status, headers['x-frontage-edge']]).toEqual([502, expect.stringContaining('100 Continue unasked')])
})

/** `resetAndDestroy` would send an end first; what it sets makes this a reset alone. */
function reset(socket: Socket): void {
  Object.assign(socket, { resetAndClosing: true }).destroy()
}

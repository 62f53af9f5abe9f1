import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { type IncomingMessage, request as httpRequest } from 'node:http'
import { connect, type Socket } from 'node:net'
import * as CF from '@aws-sdk/client-cloudfront'
import { describe, expect, onTestFinished, test } from 'vitest'
import { type WebSocketLimits } from '../../../src/emulator/edge/web-sockets.ts'
import { inFrontOf, localOrigin, startEdge, startOrigin } from './start-edge.ts'

const CACHING_DISABLED = '4135ea2d-6df8-44a3-9df3-4b5a84be39ad'
const ALL_VIEWER = '216adef6-5c7f-47e4-b989-5492eafa07d3'
const KEY = 'dGhlIHNhbXBsZSBub25jZQ=='

/** RFC 6455, 1.3. */
function acceptOf(key: string): string {
  return createHash('sha1').update(`${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest('base64')
}

/** An origin which greets on every WebSocket and sends back what it gets; without a key it refuses. */
async function startSockets() {
  const origin = await startOrigin((_request, response) => response.end('page'))
  const asked: IncomingMessage[] = []
  const sockets: Socket[] = []
  origin.server.on('upgrade', (request: IncomingMessage, socket: Socket, head: Buffer) => {
    asked.push(request)
    sockets.push(socket)
    socket.on('error', () => socket.destroy())
    const key = request.headers['sec-websocket-key']
    if (key === undefined) {
      socket.end('HTTP/1.1 400 Bad Request\r\nContent-Length: 6\r\nX-Why: no key\r\n\r\nno key')
      return
    }
    const lines = ['Upgrade: websocket', 'Connection: Upgrade', `Sec-WebSocket-Accept: ${acceptOf(key)}`]
    socket.write(`HTTP/1.1 101 Switching Protocols\r\n${lines.join('\r\n')}\r\n\r\nhello`)
    socket.write(head)
    socket.pipe(socket)
  })
  onTestFinished(() => sockets.forEach(socket => socket.destroy()))
  return { ...origin, asked, sockets }
}

async function startSite(behavior: Partial<CF.DefaultCacheBehavior> = {}, webSockets: WebSocketLimits = {}) {
  const origin = await startSockets()
  const started = await startEdge({ edge: { webSockets } })
  const { host, get } = await started.distribution(config => {
    inFrontOf(localOrigin(origin.port))(config)
    config.DefaultCacheBehavior = {
      ...config.DefaultCacheBehavior,
      CachePolicyId: CACHING_DISABLED,
      OriginRequestPolicyId: ALL_VIEWER,
      ...behavior
    }
  })
  return {
    ...started,
    ...origin,
    get,
    open: () => open(started.port, host),
    requests: () => started.emulator.edge?.lastRequests(10)
  }
}

/** What a viewer gets for the handshake of a WebSocket. */
async function open(port: number, host: string, headers: Record<string, string> = {}) {
  const sent = httpRequest({
    port,
    host: '127.0.0.1',
    path: '/chat?room=1',
    headers: {
      Host: host,
      Connection: 'Upgrade',
      Upgrade: 'websocket',
      'Sec-WebSocket-Key': KEY,
      'Sec-WebSocket-Version': '13',
      ...headers
    }
  })
  sent.end()
  const [answer, socket, head] = (await Promise.race([once(sent, 'upgrade'), once(sent, 'response')])) as [
    IncomingMessage,
    Socket | undefined,
    Buffer | undefined
  ]
  onTestFinished(() => void answer.socket.destroy())
  let text = head?.toString() ?? ''
  const from = socket ?? answer
  from.on('data', (chunk: Buffer) => (text += chunk.toString())).on('error', () => undefined)
  return { answer, socket: socket ?? answer.socket, text: () => text }
}

describe('a WebSocket', () => {
  test('is opened at the origin, and bytes go both ways', async () => {
    const { open, asked, requests, emulator } = await startSite()
    const { answer, socket, text } = await open()
    expect(answer.statusCode).toBe(101)
    expect(answer.headers).toMatchObject({
      upgrade: 'websocket',
      connection: 'Upgrade',
      'sec-websocket-accept': acceptOf(KEY),
      'x-cache': 'Miss from cloudfront',
      via: expect.stringContaining('(CloudFront)') as string
    })
    expect(asked[0]?.url).toBe('/chat?room=1')
    expect(asked[0]?.headers).toMatchObject({
      upgrade: 'websocket',
      connection: 'Upgrade',
      'sec-websocket-key': KEY,
      'sec-websocket-version': '13'
    })
    socket.write('a'.repeat(1000))
    await expect.poll(text).toBe(`hello${'a'.repeat(1000)}`)
    socket.end()
    await expect.poll(requests).toEqual([expect.objectContaining({ status: 101, result: 'Miss' })])
    expect(emulator.edge?.cacheSize().objects).toBe(0)
  })

  test('is never answered from the cache, nor by another’s', async () => {
    const ForwardedValues: CF.ForwardedValues = { QueryString: false, Cookies: { Forward: 'none' } }
    const cached = { CachePolicyId: undefined, OriginRequestPolicyId: undefined, ForwardedValues, MinTTL: 60 }
    const { open, get, asked } = await startSite(cached)
    expect((await get('/chat')).text).toBe('page')
    const all = await Promise.all([open(), open()])
    expect(all.map(({ answer }) => answer.statusCode)).toEqual([101, 101])
    expect(asked).toHaveLength(2)
  })

  test('is 503 when so many are open, until one of them ends', async () => {
    const { open } = await startSite({}, { openMax: 1 })
    const first = await open()
    expect(first.answer.statusCode).toBe(101)
    expect((await open()).answer.statusCode).toBe(503)
    first.socket.destroy()
    await expect.poll(async () => (await open()).answer.statusCode).toBe(101)
  })

  test('ends when nothing is sent for long', async () => {
    const { open, sockets } = await startSite({}, { idleMs: 200 })
    const { socket } = await open()
    await once(socket, 'close')
    await expect.poll(() => sockets[0]?.destroyed).toBe(true)
  })

  test('ends at the origin when the viewer leaves', async () => {
    const { open, sockets } = await startSite()
    for (const leave of [(socket: Socket) => socket.end(), (socket: Socket) => socket.resetAndDestroy()]) {
      const { socket } = await open()
      leave(socket)
      await expect.poll(() => sockets.at(-1)?.destroyed).toBe(true)
    }
  })

  test('ends at the viewer when the origin does, with what it has sent by then', async () => {
    const { open, sockets } = await startSite()
    const { socket, text } = await open()
    sockets[0]?.end('bye')
    await once(socket, 'close')
    expect(text()).toBe('hellobye')
    const other = await open()
    sockets[1]?.resetAndDestroy()
    await once(other.socket, 'close')
  })

  test('ends when the edge does', async () => {
    const { open, emulator } = await startSite()
    const { socket } = await open()
    const closed = once(socket, 'close')
    await emulator.close()
    await closed
  })
})

describe('a WebSocket that is not opened', () => {
  test('shows what the origin has answered, and the connection ends', async () => {
    const { open, asked } = await startSite({ OriginRequestPolicyId: undefined })
    const { answer, text } = await open()
    await once(answer, 'end')
    expect([answer.statusCode, text()]).toEqual([400, 'no key'])
    expect(answer.headers).toMatchObject({ 'x-why': 'no key', connection: 'close', 'x-cache': 'Error from cloudfront' })
    // The policies do not name it.
    expect(asked[0]?.headers).not.toHaveProperty('sec-websocket-key')
  })

  test('is redirected, refused and failed like every request', async () => {
    const { port, sockets, ...site } = await startSite()
    const redirecting = await site.distribution(config => {
      inFrontOf(localOrigin(port))(config)
      config.DefaultCacheBehavior.ViewerProtocolPolicy = 'redirect-to-https'
    })
    const edge = Number(new URL(site.edgeUrl).port)
    const { answer: redirect } = await open(edge, redirecting.host, { 'X-Forwarded-Proto': 'http' })
    expect([redirect.statusCode, redirect.headers.connection]).toEqual([301, 'close'])
    expect((await open(edge, 'unknown.example')).answer.statusCode).toBe(403)
    const { server, port: nobody } = await startOrigin(() => undefined)
    await new Promise(resolve => server.close(resolve))
    const unreachable = await site.distribution(inFrontOf(localOrigin(nobody)))
    expect((await open(edge, unreachable.host)).answer.statusCode).toBe(502)
    expect(sockets).toEqual([])
  })

  test('is 504 where the origin is silent', async () => {
    const origin = await startOrigin(() => undefined)
    origin.server.on('upgrade', (_request, socket: Socket) => void socket.on('error', () => undefined))
    const { distribution, port } = await startEdge()
    const { host } = await distribution(inFrontOf(localOrigin(origin.port)))
    expect((await open(port, host)).answer.statusCode).toBe(504)
  })

  test('breaks off where the origin’s answer does not go on', async () => {
    const origin = await startOrigin(() => undefined)
    origin.server.on('upgrade', (_request, socket: Socket) => {
      socket.on('error', () => undefined).write('HTTP/1.1 403 Forbidden\r\nContent-Length: 9\r\n\r\nhalf')
    })
    const { distribution, port } = await startEdge()
    const { host } = await distribution(inFrontOf(localOrigin(origin.port)))
    const { answer, text } = await open(port, host)
    await expect(once(answer, 'end')).rejects.toThrow('aborted')
    expect([answer.statusCode, answer.complete, text()]).toEqual([403, false, 'half'])
  })

  test('is a plain request where it is an upgrade to something else', async () => {
    const { get, asked, seen } = await startSite({
      AllowedMethods: { Quantity: 7, Items: ['GET', 'HEAD', 'OPTIONS', 'PUT', 'POST', 'PATCH', 'DELETE'] }
    })
    const headers = { Connection: 'Upgrade, HTTP2-Settings', Upgrade: 'h2c', 'HTTP2-Settings': 'AAMAAABkAAQAAP__' }
    expect((await get('/a', { headers })).text).toBe('page')
    expect((await get('/b', { method: 'POST', body: 'x', headers })).text).toBe('page')
    expect(asked).toEqual([])
    expect(seen.map(request => request.headers.upgrade)).toEqual([undefined, undefined])
  })

  test('shows a large answer as a whole, and ends', async () => {
    const page = 'x'.repeat(300_000)
    const origin = await startOrigin(() => undefined)
    origin.server.on('upgrade', (_request, socket: Socket) => {
      socket.on('error', () => undefined)
      socket.end(`HTTP/1.1 200 OK\r\nContent-Length: ${page.length}\r\n\r\n${page}`)
    })
    const { distribution, port } = await startEdge()
    const { host } = await distribution(inFrontOf(localOrigin(origin.port)))
    const { answer, text } = await open(port, host)
    await once(answer, 'end')
    expect(text()).toBe(page)
    await once(answer.socket, 'close')
  })

  test('behind an answer that is not finished ends the connection, and nothing else', async () => {
    const { port, distribution, edgeUrl } = await startSite()
    const { host, get } = await distribution(inFrontOf(localOrigin(port)))
    const upgrade = `GET /b HTTP/1.1\r\nHost: ${host}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n`
    for (const second of [upgrade, `CONNECT ${host}:443 HTTP/1.1\r\nHost: ${host}\r\n\r\n`]) {
      const socket = connect(Number(new URL(edgeUrl).port), '127.0.0.1')
      socket.on('error', () => undefined)
      socket.resume().write(`GET /a HTTP/1.1\r\nHost: ${host}\r\n\r\n${second}`)
      await once(socket, 'close')
      expect((await get('/')).status).toBe(200)
    }
  })

  test('lets nothing that was sent behind it be taken for a request', async () => {
    const { port, seen, distribution, edgeUrl } = await startSite()
    const { host } = await distribution(inFrontOf(localOrigin(port)))
    const socket = connect(Number(new URL(edgeUrl).port), '127.0.0.1')
    socket.on('error', () => undefined).resume()
    const h2c = 'Connection: Upgrade\r\nUpgrade: h2c\r\n'
    socket.write(`GET /first HTTP/1.1\r\nHost: ${host}\r\n${h2c}\r\n`)
    socket.write(`POST /second HTTP/1.1\r\nHost: ${host}\r\nContent-Length: 40\r\n\r\n`)
    await once(socket, 'data')
    socket.write(`GET /smuggled HTTP/1.1\r\nHost: ${host}\r\n\r\n`)
    await once(socket, 'close')
    expect(seen.map(({ url }) => url)).not.toContain('/smuggled')
  })

  test('is not opened by a function that answers 101', async () => {
    const { port, client, distribution, edgeUrl } = await startSite()
    const code = 'function handler() { return { statusCode: 101 } }'
    const { ETag, FunctionSummary } = await client.send(
      new CF.CreateFunctionCommand({
        Name: 'switching',
        FunctionConfig: { Comment: '', Runtime: 'cloudfront-js-2.0' },
        FunctionCode: Buffer.from(code)
      })
    )
    await client.send(new CF.PublishFunctionCommand({ Name: 'switching', IfMatch: ETag }))
    const { host } = await distribution(config => {
      inFrontOf(localOrigin(port))(config)
      config.DefaultCacheBehavior.FunctionAssociations = {
        Quantity: 1,
        Items: [{ EventType: 'viewer-request', FunctionARN: FunctionSummary?.FunctionMetadata?.FunctionARN }]
      }
    })
    const { answer } = await open(Number(new URL(edgeUrl).port), host)
    expect([answer.statusCode, answer.headers.connection]).toEqual([502, 'close'])
  })
})

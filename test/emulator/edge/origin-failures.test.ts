import { type ServerResponse } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import type * as CF from '@aws-sdk/client-cloudfront'
import { expect, onTestFinished, test } from 'vitest'
import { listOf } from '../sample-config.ts'
import { temporaryFolder } from '../temporary-folder.ts'
import { SELF_SIGNED } from './self-signed.ts'
import { inFrontOf, localOrigin, startEdge, startOrigin } from './start-edge.ts'
import { listen, startTcp } from './start-tcp.ts'

/** At a port where TLS is expected. */
function overTls(port: number): CF.Origin {
  const { CustomOriginConfig, ...origin } = localOrigin(80)
  return {
    ...origin,
    CustomOriginConfig: { HTTPPort: 80, ...CustomOriginConfig, HTTPSPort: port, OriginProtocolPolicy: 'https-only' }
  }
}

async function statusOf(origin: CF.Origin) {
  const { distribution, emulator } = await startEdge()
  const { get } = await distribution(inFrontOf(origin))
  const { status, text } = await get('/a')
  return { status, text, objects: emulator.edge?.cacheSize().objects }
}

test('an origin that gives no answer is tried ConnectionAttempts times for GET and HEAD, and once for other methods', async () => {
  const origin = await startOrigin(request => request.socket.destroy())
  const { distribution } = await startEdge()
  const { get } = await distribution(config => {
    inFrontOf(localOrigin(origin.port, { ConnectionAttempts: 3 }))(config)
    config.DefaultCacheBehavior.AllowedMethods = {
      ...listOf<CF.Method>('GET', 'HEAD', 'OPTIONS', 'PUT', 'POST', 'PATCH', 'DELETE'),
      CachedMethods: listOf<CF.Method>('GET', 'HEAD')
    }
  })
  for (const [method, tries] of [
    ['GET', 3],
    ['HEAD', 3],
    ['POST', 1],
    ['OPTIONS', 1]
  ] as const) {
    const path = `/${method}`
    expect((await get(path, { method })).status).toBe(502)
    expect([method, origin.seen.filter(({ url }) => url === path).length]).toEqual([method, tries])
  }
})

test.each([301, 302, 303, 307, 308])('a redirect of the origin, %i, is passed on and not followed', async status => {
  const origin = await startOrigin((request, response) => {
    if (request.url === '/to') response.end('followed')
    else response.writeHead(status, { Location: '/to' }).end('moved')
  })
  const { distribution } = await startEdge()
  const { get } = await distribution(inFrontOf(localOrigin(origin.port)))
  const got = await get('/from')
  expect([got.status, got.headers.location, got.text]).toEqual([status, '/to', 'moved'])
  expect(origin.seen.map(({ url }) => url)).toEqual(['/from'])
})

test('an origin where TLS is expected and not spoken: 502', async () => {
  const origin = await startOrigin((_request, response) => response.end('plain'))
  expect(await statusOf(overTls(origin.port))).toMatchObject({ status: 502 })
})

test('an origin whose answer is not HTTP: 502', async () => {
  const port = await startTcp(socket => void socket.end('SSH-2.0-OpenSSH_9.2\r\n'))
  expect(await statusOf(localOrigin(port))).toMatchObject({ status: 502 })
})

test('an origin whose answer has a head of more than 32 KB: 502', async () => {
  const origin = await startOrigin((_request, response) => response.setHeader('X-Long', 'x'.repeat(40_000)).end('ok'))
  expect(await statusOf(localOrigin(origin.port))).toMatchObject({ status: 502 })
})

test('an origin that cannot be connected to within ConnectionTimeout: 504', async () => {
  // The connection is accepted, and TLS never begins.
  const port = await startTcp(() => undefined)
  expect(await statusOf(overTls(port))).toMatchObject({ status: 504 })
})

/** An answer that is never complete, though it never falls silent for long. */
function endless(response: ServerResponse) {
  const drip = setInterval(() => response.write('x'), 50)
  response.on('close', () => clearInterval(drip))
}

const hasted = (origin: CF.Origin): CF.Origin => ({ ...origin, ConnectionAttempts: 3, ResponseCompletionTimeout: 2 })

test('an answer that is not complete within ResponseCompletionTimeout ends there, and is not stored', async () => {
  const origin = await startOrigin((_request, response) => endless(response))
  const { distribution, emulator } = await startEdge()
  const { get } = await distribution(inFrontOf(hasted(localOrigin(origin.port))))
  await expect(get('/a')).rejects.toThrow('aborted')
  expect([origin.seen.length, emulator.edge?.cacheSize().objects]).toEqual([1, 0])
})

test('ResponseCompletionTimeout is for all attempts together: 504', async () => {
  const origin = await startOrigin(() => undefined)
  expect(await statusOf(hasted(localOrigin(origin.port)))).toMatchObject({ status: 504 })
  expect(origin.seen).toHaveLength(1)
})

test('a chunked answer that breaks off is passed on as far as it came, and not stored', async () => {
  const origin = await startOrigin((_request, response) => {
    response.write('half')
    setImmediate(() => response.destroy())
  })
  const { distribution, emulator } = await startEdge()
  const { get } = await distribution(inFrontOf(localOrigin(origin.port)))
  await expect(get('/a')).rejects.toThrow('aborted')
  expect(emulator.edge?.cacheSize().objects).toBe(0)
})

test('OriginReadTimeout also counts between packets: the answer breaks off, and is not stored', async () => {
  const origin = await startOrigin((_request, response) => void response.write('half'))
  const { distribution, emulator } = await startEdge()
  const { get } = await distribution(inFrontOf(localOrigin(origin.port)))
  await expect(get('/a')).rejects.toThrow('aborted')
  expect(emulator.edge?.cacheSize().objects).toBe(0)
})

test('a self-signed certificate is accepted of an origin on this machine', async () => {
  const server = createTlsServer(SELF_SIGNED, (_request, response) => response.end('secret'))
  const port = await listen(server)
  onTestFinished(() => server.closeAllConnections())
  expect(await statusOf(overTls(port))).toMatchObject({ status: 200, text: 'secret' })
})

test('the website of a bucket is not a bucket: 502, and the log names the setting', async () => {
  const { distribution, log } = await startEdge({ buckets: { folder: temporaryFolder() } })
  const { get } = await distribution(
    inFrontOf(localOrigin(80, { DomainName: 'site.s3-website-us-east-1.amazonaws.com' }))
  )
  expect((await get('/a')).status).toBe(502)
  expect(log.filter(({ level }) => level === 'warn').map(({ message }) => message)).toEqual([
    expect.stringContaining('LOCAL_EDGE_ORIGINS')
  ])
})

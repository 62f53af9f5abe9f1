import { once } from 'node:events'
import { type AddressInfo, type Socket } from 'node:net'
import { expect, test, vi } from 'vitest'
import { connections, type ConnectionOptions } from '../../src/plugins/connections.ts'
import { connectRaw, get } from '../helpers/raw-client.ts'
import { deferred } from '../jobs/start-engine.ts'
import { startRoutes } from './start-routes.ts'

/** More than the system buffers for a connection. */
const LARGE_BYTES = 16 * 1024 * 1024

const HEAD_OF_SENT =
  'POST /sent HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 4\r\n\r\n'

/** A route that answers when it is told to, one that answers at once, and a health check. */
async function start(options: ConnectionOptions) {
  const begun: string[] = []
  const release = deferred<void>()
  const { app } = await startRoutes(app => {
    void app.register(connections, options)
    void app.register(async app => {
      app.get('/held/:name', async ({ params }) => {
        begun.push((params as { name: string }).name)
        await release.promise
        return (params as { name: string }).name
      })
      app.get('/now', async () => 'now')
      app.post('/sent', { onRequest: async () => void begun.push('sent') }, async () => 'sent')
      app.get('/large', async () => Buffer.alloc(LARGE_BYTES))
      app.get('/health/live', async () => 'alive')
    })
  })
  await app.listen({ host: '127.0.0.1', port: 0 })
  const url = `http://127.0.0.1:${(app.server.address() as AddressInfo).port}`
  const sockets: Socket[] = []
  app.server.on('connection', socket => sockets.push(socket))
  const open = async () => new Promise<number>(resolve => app.server.getConnections((_, count) => resolve(count)))
  return { url, begun, release, sockets, open }
}

test('the requests of one connection are carried out one after another, and answered in their order', async () => {
  const { url, begun, release } = await start({})
  const client = await connectRaw(url)
  client.send(get('/held/one') + get('/now?%zz') + get('/held/two') + get('/%') + get('/now'))
  await vi.waitFor(() => expect(begun).toEqual(['one']))
  expect(await (await fetch(`${url}/now`)).text()).toBe('now')
  expect(begun).toEqual(['one'])
  release.resolve()
  const text = await client.received('\r\n\r\nnow')
  expect(begun).toEqual(['one', 'two'])
  expect(text.match(/\r\n\r\n(one|two|now)|HTTP\/1.1 4\d\d/g)).toEqual([
    ...['\r\n\r\none', 'HTTP/1.1 400', '\r\n\r\ntwo', 'HTTP/1.1 400', '\r\n\r\nnow']
  ])
})

test('a connection with too many pipelined requests is closed, and none of its waiting requests is executed', async () => {
  const { url, begun, release } = await start({ unansweredMax: 3 })
  const client = await connectRaw(url)
  client.send(get('/held/one'))
  await vi.waitFor(() => expect(begun).toEqual(['one']))
  client.send(get('/held/two') + get('/held/three') + get('/held/four'))
  expect(await client.received()).toBe('')
  release.resolve()
  expect((await fetch(`${url}/now`)).status).toBe(200)
  expect(begun).toEqual(['one'])
})

test('a client that closes while its requests wait has none of them carried out', async () => {
  const { url, begun, release, open } = await start({})
  const client = await connectRaw(url)
  client.send(get('/held/one') + get('/held/two'))
  await vi.waitFor(() => expect(begun).toEqual(['one']))
  client.socket.destroy()
  await vi.waitFor(async () => expect(await open()).toBe(0))
  release.resolve()
  expect((await fetch(`${url}/now`)).status).toBe(200)
  expect(begun).toEqual(['one'])
})

test('silent connections make room for new ones, the oldest first; then idle ones do, and those that are answered never', async () => {
  const { url, begun, release } = await start({ max: 4, silentMs: 0 })
  const held = await connectRaw(url)
  held.send(get('/held/one'))
  await vi.waitFor(() => expect(begun).toEqual(['one']))
  const idle = await connectRaw(url)
  idle.send(get('/now'))
  await idle.received('\r\n\r\nnow')
  const silent = [await connectRaw(url), await connectRaw(url), await connectRaw(url), await connectRaw(url)]
  expect(await silent[0]?.received()).toBe('')
  expect(await silent[1]?.received()).toBe('')
  expect((await fetch(`${url}/health/live`)).status).toBe(200)
  expect(await silent[2]?.received()).toBe('')

  // Those that remain: held, idle, the last silent one, and that of fetch.
  for (const client of [silent[3], idle]) client?.send(get('/held/two'))
  await vi.waitFor(() => expect(begun).toEqual(['one', 'two', 'two']))
  expect((await fetch(`${url}/health/live`)).status).toBe(200)
  release.resolve()
  expect(await held.received('\r\n\r\none')).toContain('200')
})

test('where every connection is being answered, health checks still are, and everything else is 503 TOO_MANY_CONNECTIONS', async () => {
  const { url, begun, release, open } = await start({ max: 2, reserve: 2 })
  for (const name of ['one', 'two']) (await connectRaw(url)).send(get(`/held/${name}`))
  await vi.waitFor(() => expect(begun).toEqual(['one', 'two']))
  // Silent ones do not take the reserve, either.
  for (let n = 0; n < 4; n += 1) await connectRaw(url)
  const check = await connectRaw(url)
  check.send(get('/health/live'))
  expect(await check.received('alive')).toContain('200 OK')
  const refused = await fetch(`${url}/now`)
  expect([refused.status, refused.headers.get('retry-after'), refused.headers.get('connection')]).toEqual([
    ...[503, '2', 'close']
  ])
  expect(await refused.json()).toMatchObject({ code: 'TOO_MANY_CONNECTIONS' })
  expect(await open()).toBeLessThanOrEqual(4)
  release.resolve()
  await vi.waitFor(async () => expect((await fetch(`${url}/now`)).status).toBe(200))
})

test('requests whose body does not come make room for others, the oldest first, before those that are being answered', async () => {
  const { url, begun, release } = await start({ max: 3, reserve: 0, stalledMs: 0 })
  const held = await connectRaw(url)
  held.send(get('/held/one'))
  await vi.waitFor(() => expect(begun).toEqual(['one']))
  const slow = [await connectRaw(url), await connectRaw(url)]
  for (const client of slow) client.send(`${HEAD_OF_SENT}"s`)
  await vi.waitFor(() => expect(begun).toEqual(['one', 'sent', 'sent']))

  expect((await fetch(`${url}/now`, { headers: { connection: 'close' } })).status).toBe(200)
  expect(await slow[0]?.received()).toBe('')
  slow[1]?.send('l"')
  expect(await slow[1]?.received('\r\n\r\nsent')).toContain('200')
  release.resolve()
  expect(await held.received('\r\n\r\none')).toContain('200')
})

test('a connection that has just been opened is not closed in the place of one whose request does not come', async () => {
  const { url, begun } = await start({ max: 2, reserve: 0, silentMs: 60_000, stalledMs: 0 })
  const slow = await connectRaw(url)
  slow.send(`${HEAD_OF_SENT}"s`)
  await vi.waitFor(() => expect(begun).toEqual(['sent']))
  const caller = await connectRaw(url)
  await connectRaw(url)
  expect(await slow.received()).toBe('')
  caller.send(get('/now'))
  expect(await caller.received('\r\n\r\nnow')).toContain('200')
})

test('answers that are not read make room for other connections, the oldest first', async () => {
  const { url, open } = await start({ max: 2, reserve: 0, stalledMs: 0 })
  const slow = [await connectRaw(url), await connectRaw(url)]
  for (const client of slow) {
    client.send(get('/large'))
    await once(client.socket, 'readable')
  }
  expect(await open()).toBe(2)

  expect((await fetch(`${url}/now`, { headers: { connection: 'close' } })).status).toBe(200)
  expect((await slow[0]?.received())?.length).toBeLessThan(LARGE_BYTES)
  expect((await slow[1]?.received('\0'.repeat(LARGE_BYTES)))?.length).toBeGreaterThan(LARGE_BYTES)
})

test('an answer of which nothing is read for a while ends its connection', async () => {
  const { url, open } = await start({ unreadMs: 50 })
  const slow = await connectRaw(url)
  slow.send(get('/large'))
  await once(slow.socket, 'readable')
  await vi.waitFor(async () => expect(await open()).toBe(0))
  expect((await slow.received()).length).toBeLessThan(LARGE_BYTES)
})

test('a request that takes long may follow another one on its connection', async () => {
  const { url, begun, release, sockets } = await start({ unreadMs: 10_000 })
  const client = await connectRaw(url)
  client.send(get('/now') + get('/held/one'))
  await client.received('\r\n\r\nnow')
  await vi.waitFor(() => expect(begun).toEqual(['one']))
  expect(sockets.map(socket => socket.timeout)).toEqual([0])
  release.resolve()
  expect(await client.received('\r\n\r\none')).toContain('one')
})

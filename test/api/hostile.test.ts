import { expect, test, vi } from 'vitest'
import { connectRaw, get } from '../helpers/raw-client.ts'
import { startApp } from '../helpers/start-app.ts'
import { startProcess } from '../helpers/start-process.ts'

const inHeapOf = (megabytes: number) => [process.execPath, `--max-old-space-size=${megabytes}`, 'dist/server.js']

test('four connections with 1,500 pipelined requests each do not kill a process with a small heap', async () => {
  const { url } = await startProcess({}, inHeapOf(128))
  const clients = await Promise.all([1, 2, 3, 4].map(async () => connectRaw(url)))
  for (const client of clients) client.send(get('/openapi.json').repeat(1_500))
  for (let n = 0; n < 20; n += 1) expect((await fetch(`${url}/health/live`)).status).toBe(200)
  await Promise.all(clients.map(async client => client.received()))
  expect((await fetch(`${url}/health/live`)).status).toBe(200)
})

test('a refused connection is closed even if the client keeps its half open', async () => {
  const { app, url } = await startApp()
  const client = await connectRaw(url)
  client.send('nonsense\r\n\r\n')
  expect(await client.received('MALFORMED_REQUEST')).toMatch(/^HTTP\/1.1 400 /)
  const open = async () => new Promise<number>(resolve => app.server.getConnections((_, count) => resolve(count)))
  await vi.waitFor(async () => expect(await open()).toBe(0), { timeout: 10_000 })
})

test('2,500 silent connections block neither a health check nor a write', async () => {
  const { url, request } = await startApp()
  const silent = []
  for (let n = 0; n < 2_500; n += 1) silent.push(await connectRaw(url))
  await request.get('/health/ready').expect(200)
  await request
    .post('/distributions')
    .send({ origins: [{ domainName: 'www.example.com' }] })
    .expect(201)
  // The oldest made room.
  expect(await silent[0]?.received()).toBe('')
})

import { once } from 'node:events'
import { createServer, type RequestListener } from 'node:http'
import { type AddressInfo } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { followEdge } from '../src/edge-address.ts'
import { createLocalCloudFront } from '../src/emulator/local-cloudfront.ts'
import { createLogger } from '../src/plugins/logger.ts'

const logger = createLogger({ level: 'silent', format: 'json', destination: process.stderr })

async function startLocal(edge: { port: number } | undefined) {
  const local = createLocalCloudFront({ logger, edge })
  onTestFinished(() => local.close())
  return local.listen()
}

async function startServer(listener: RequestListener) {
  const server = createServer(listener)
  await once(server.listen(0, '127.0.0.1'), 'listening')
  onTestFinished(() => void server.close())
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

test('a local CloudFront returns the address of its edge, and one without viewers does not', async () => {
  const { url, edge } = await startLocal({ port: 0 })
  expect((await followEdge(url))()).toBe(edge)
  const without = await startLocal(undefined)
  expect((await followEdge(without.url))()).toBeUndefined()
})

test('the last answer is used during an outage, and refreshed after ten seconds', async () => {
  let now = 0
  let status = 503
  let body = 'starting'
  const endpoint = await startServer((request, response) => {
    if (status === 0) request.socket.destroy()
    else response.writeHead(status).end(body)
  })
  const edge = await followEdge(endpoint, () => now)
  const later = () => {
    now += 10_001
    return edge()
  }
  expect(edge()).toBeUndefined()
  status = 200
  body = '{"url":"http://127.0.0.1:1"}'
  now += 10_000
  expect(edge()).toBeUndefined()
  await expect.poll(later).toBe('http://127.0.0.1:1')
  body = '{"url":"http://127.0.0.1:2"}'
  await expect.poll(later).toBe('http://127.0.0.1:2')
  status = 0
  expect(later()).toBe('http://127.0.0.1:2')
  status = 404
  await expect.poll(later).toBeUndefined()
})

test.each(['[]', '{"url":1}', '{"url":"no address"}', 'null', '<html>'])('%s is no address', async body => {
  const endpoint = await startServer((_, response) => response.end(body))
  expect((await followEdge(endpoint))()).toBeUndefined()
})

test('without a server: undefined', async () => {
  expect((await followEdge('http://127.0.0.1:1'))()).toBeUndefined()
})

import { once } from 'node:events'
import { createServer, type ServerResponse } from 'node:http'
import { type AddressInfo } from 'node:net'
import { CreateInvalidationCommand, GetDistributionCommand } from '@aws-sdk/client-cloudfront'
import { describe, expect, onTestFinished, test } from 'vitest'
import { ANSWER_BYTES_MAX } from '../../src/cloudfront/answer-reader.ts'
import { type CallTimeouts, createCloudFrontClient, localCredentials } from '../../src/cloudfront/client.ts'

const PIECE = Buffer.alloc(64 * 1024, 'x')
/** What may lie in the buffers of two sockets. */
const IN_BUFFERS = 16 * 1024 * 1024

/** A server that answers each request with this status and then lets `write` send what it likes, for as long as it is heard. */
async function startServer(status: number, write: (response: ServerResponse) => void) {
  let requests = 0
  const closed: Promise<unknown>[] = []
  const server = createServer((request, response) => {
    requests += 1
    request.resume()
    closed.push(once(response, 'close'))
    response.writeHead(status, { 'content-type': 'text/xml' })
    write(response)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests: () => requests,
    /** Resolves when every connection has been let go. */
    closed: () => Promise.all(closed)
  }
}

function startClient(endpoint: string, timeouts: Partial<CallTimeouts> = {}) {
  const client = createCloudFrontClient({ endpoint, credentials: localCredentials, timeouts })
  onTestFinished(() => client.destroy())
  return client
}

const read = () => new GetDistributionCommand({ Id: 'E1234567890ABC' })
const write = () =>
  new CreateInvalidationCommand({
    DistributionId: 'E1234567890ABC',
    InvalidationBatch: { CallerReference: 'r', Paths: { Quantity: 1, Items: ['/*'] } }
  })

describe('an answer without an end', () => {
  test.each([
    ['a read', 200, read],
    ['a write', 201, write],
    ['a refusal', 400, write]
  ])('of %s (%i) is aborted at its bound, with an unknown outcome', async (_, status, command) => {
    let sent = 0
    const server = await startServer(status, function send(response) {
      while (!response.destroyed) {
        sent += PIECE.length
        if (!response.write(PIECE)) {
          response.once('drain', () => send(response))
          return
        }
      }
    })
    const call = startClient(server.endpoint, { deadlineMs: 5_000 }).send(command() as never)
    await expect(call).rejects.toMatchObject({ name: 'ServiceError', code: 'CLOUDFRONT_BAD_ANSWER' })
    await server.closed()
    expect(server.requests()).toBe(1)
    expect(sent).toBeGreaterThan(ANSWER_BYTES_MAX)
    expect(sent).toBeLessThan(ANSWER_BYTES_MAX + IN_BUFFERS)
  })

  test('that sends a byte now and then is ended by the deadline, with its connection', async () => {
    const server = await startServer(200, response => {
      const dripping = setInterval(() => response.write('<'), 20)
      response.once('close', () => clearInterval(dripping))
    })
    const call = startClient(server.endpoint, { requestMs: 200, deadlineMs: 500 }).send(read())
    await expect(call).rejects.toMatchObject({ code: 'CLOUDFRONT_TIMEOUT' })
    await server.closed()
  })
})

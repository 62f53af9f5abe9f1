import { type IncomingMessage, type ServerResponse } from 'node:http'
import { type FastifyInstance } from 'fastify'
import { inject, onTestFinished } from 'vitest'
import { operationsCalledFor } from '../../src/plugins/request-context.ts'
import { createContract, type Exchange } from './contract.ts'

/** Made once for each test file, when a first answer is held against it: all apps have the same routes. */
let contract: ReturnType<typeof createContract> | undefined

/**
 * Every answer that the app gives over HTTP is held against the OpenAPI document; what differs fails the test that got the
 * answer, when that ends. `app.inject` goes past HTTP, and past this.
 */
export function holdToContract(app: FastifyInstance): void {
  const exchanges: Exchange[] = []
  app.server.prependListener('request', (request: IncomingMessage, response: ServerResponse) => {
    record(request, response, exchange => exchanges.push(exchange))
  })
  onTestFinished(() => {
    if (exchanges.length === 0) return
    contract ??= createContract(JSON.parse(inject('openApiDocument')) as object)
    const violations = new Set(exchanges.flatMap(contract))
    if (violations.size === 0) return
    throw new Error(`the OpenAPI document says something else:\n${[...violations].join('\n')}`)
  })
}

/** Keeps what is written, and hands it on when the answer is over. */
function record(request: IncomingMessage, response: ServerResponse, done: (exchange: Exchange) => void): void {
  const chunks: Buffer[] = []
  const keep = (chunk: unknown) => {
    if (typeof chunk === 'string') chunks.push(Buffer.from(chunk))
    if (chunk instanceof Uint8Array) chunks.push(Buffer.from(chunk))
  }
  let headers: Exchange['headers'] = {}
  const writeHead = response.writeHead.bind(response) as (...given: unknown[]) => ServerResponse
  const write = response.write.bind(response) as (...given: unknown[]) => boolean
  const end = response.end.bind(response) as (...given: unknown[]) => ServerResponse
  // Headers that go straight to writeHead are in no list that could be asked for later.
  response.writeHead = (...given: unknown[]) => {
    headers = { ...response.getHeaders(), ...(given.at(-1) as object) }
    return writeHead(...given)
  }
  response.write = (...given: unknown[]) => {
    keep(given[0])
    return write(...given)
  }
  response.end = (...given: unknown[]) => {
    keep(given[0])
    return end(...given)
  }
  const { method = '', url = '' } = request
  response.once('close', () => {
    if (!response.headersSent) return
    const body = response.writableFinished ? Buffer.concat(chunks).toString() : undefined
    done({ method, url, status: response.statusCode, headers, body, called: operationsCalledFor(request) })
  })
}

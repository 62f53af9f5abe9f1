import { request as httpRequest, type IncomingHttpHeaders } from 'node:http'
import * as CF from '@aws-sdk/client-cloudfront'
import { onTestFinished } from 'vitest'
import { operations, type Operation } from '../../../src/cloudfront/model/shapes.ts'
import { type Call, type Handlers } from '../../../src/emulator/wire/handlers.ts'
import { createWireServer, type WireServerOptions } from '../../../src/emulator/wire/server.ts'

export type AnyHandler = (input: Record<string, unknown>, call: Call) => unknown

/** One function for every operation. It cannot be typed for all of them at once, which is why tests of one use `Handlers`. */
export function handleAll(handler: AnyHandler): Handlers {
  return Object.fromEntries([...operations.keys()].map(name => [name, handler]))
}

/** A wire on a free port with a client of its own; both are closed when the test has finished. */
export async function startWire(options: Partial<WireServerOptions>) {
  const logged: { fields: object; message: string }[] = []
  const server = createWireServer({
    handlers: {},
    log: { debug: () => undefined, error: (fields, message) => logged.push({ fields, message }) },
    ...options
  })
  const { url, port } = await server.listen()
  const client = createClient(url)
  onTestFinished(async () => {
    client.destroy()
    await server.close({ graceMs: 0 })
  })
  return { server, url, port, client, logged }
}

export function createClient(endpoint: string, more: Partial<CF.CloudFrontClientConfig> = {}): CF.CloudFrontClient {
  const credentials = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'secret' }
  return new CF.CloudFrontClient({ endpoint, region: 'eu-west-1', credentials, maxAttempts: 1, ...more })
}

type AnyCommand = Parameters<CF.CloudFrontClient['send']>[0]

/** Any operation by its name; the SDK does not validate what it sends, so any input is taken. */
export function commandOf(name: string, input: object): AnyCommand {
  const Command = CF[`${name}Command` as keyof typeof CF] as unknown as new (input: object) => AnyCommand
  return new Command(input)
}

/** The SDK's output without `$metadata`. */
export async function sendAny(client: CF.CloudFrontClient, name: string, input: object) {
  const { $metadata, ...output } = (await client.send(commandOf(name, input))) as unknown as Record<string, unknown>
  return { metadata: $metadata as { httpStatusCode: number; requestId: string }, output }
}

export interface RawRequest {
  readonly method?: string
  readonly path: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string | Uint8Array
}

export interface RawAnswer {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  readonly body: Buffer
  readonly text: string
  /** Of an error document. */
  readonly code: string | undefined
  readonly message: string | undefined
}

export const SIGNED = { Authorization: 'AWS4-HMAC-SHA256 Credential=a/20200101/eu-west-1/cloudfront/aws4_request' }

/** Sends exactly this over HTTP, signed unless the headers say something about it. */
export async function sendRaw(
  port: number,
  { method = 'GET', path, headers = SIGNED, body }: RawRequest
): Promise<RawAnswer> {
  return new Promise((resolve, reject) => {
    const request = httpRequest({ port, host: '127.0.0.1', method, path, headers }, response => {
      const chunks: Buffer[] = []
      response.on('data', (chunk: Buffer) => chunks.push(chunk))
      response.on('error', reject)
      response.on('end', () => {
        const bytes = Buffer.concat(chunks)
        const text = bytes.toString()
        const code = /<Code>(.*?)<\/Code>/.exec(text)?.[1]
        const message = /<Message>(.*?)<\/Message>/s.exec(text)?.[1]
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body: bytes, text, code, message })
      })
    })
    request.on('error', reject)
    request.end(body)
  })
}

interface SdkRequest {
  readonly method: string
  readonly path: string
  readonly query: Record<string, string>
  readonly headers: Record<string, string>
  readonly body?: string
}

/** What the SDK puts on the wire for an input, without sending it. */
export async function serialize({ name }: Operation, input: object): Promise<Required<RawRequest>> {
  const captured: Required<RawRequest>[] = []
  const client = createClient('http://127.0.0.1:1', {
    requestHandler: {
      async handle({ method, path, query, headers, body }: SdkRequest) {
        const search = Object.entries(query).map(
          ([key, value]) => `${encodeURIComponent(key)}=${encodeURIComponent(value)}`
        )
        const target = search.length > 0 ? `${path}?${search.join('&')}` : path
        captured.push({ method, path: target, headers, body: body ?? '' })
        throw new Error('captured')
      }
    }
  })
  await client.send(commandOf(name, input)).catch(() => undefined)
  client.destroy()
  const [request] = captured
  if (!request) throw new Error(`the SDK did not send ${name}`)
  return request
}

import { once } from 'node:events'
import { type AddressInfo, createServer, type Socket } from 'node:net'
import { onTestFinished } from 'vitest'

/** What a broken or a well-behaved CloudFront does with one request, byte by byte. */
export type Reaction =
  | {
      readonly kind: 'answer'
      readonly status: number
      readonly headers?: Record<string, string>
      readonly body?: string
    }
  /** Sends this, then closes the connection. */
  | { readonly kind: 'raw'; readonly bytes: string }
  /** Sends this, then nothing more, with the connection open. */
  | { readonly kind: 'stall'; readonly bytes: string }
  | { readonly kind: 'reset' }

export interface UpstreamRequest {
  readonly method: string
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

export interface Upstream {
  readonly url: string
  readonly requests: UpstreamRequest[]
}

/** A server on a TCP socket, for what no HTTP library would send. It reacts to its n-th request, counted from 0. */
export async function startUpstream(react: (request: UpstreamRequest, index: number) => Reaction): Promise<Upstream> {
  const requests: UpstreamRequest[] = []
  const sockets = new Set<Socket>()
  const server = createServer(socket => {
    sockets.add(socket)
    let received = ''
    // The client may have gone away, which is what half of the tests are about.
    socket.on('error', () => socket.destroy())
    socket.on('close', () => sockets.delete(socket))
    socket.setEncoding('utf8').on('data', chunk => {
      received += String(chunk)
      const request = completeRequest(received)
      if (!request) return
      received = ''
      requests.push(request)
      perform(socket, react(request, requests.length - 1))
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(async () => {
    for (const socket of sockets) socket.destroy()
    server.close()
    await once(server, 'close')
  })
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, requests }
}

function completeRequest(text: string): UpstreamRequest | undefined {
  const end = text.indexOf('\r\n\r\n')
  if (end < 0) return undefined
  const [start = '', ...lines] = text.slice(0, end).split('\r\n')
  const headers = Object.fromEntries(
    lines.map(line => [line.slice(0, line.indexOf(':')).toLowerCase(), line.slice(line.indexOf(':') + 1).trim()])
  )
  const body = text.slice(end + 4)
  if (Buffer.byteLength(body) < Number(headers['content-length'] ?? 0)) return undefined
  const [method = '', path = ''] = start.split(' ')
  return { method, path, headers, body }
}

function perform(socket: Socket, reaction: Reaction): void {
  if (reaction.kind === 'reset') socket.resetAndDestroy()
  else if (reaction.kind === 'raw') socket.end(reaction.bytes)
  else if (reaction.kind === 'stall') socket.write(reaction.bytes)
  else socket.write(httpAnswer(reaction.status, reaction.body ?? '', reaction.headers))
}

/** An HTTP answer as text; a `content-length` among the headers replaces the true one. */
export function httpAnswer(status: number, body: string, headers: Record<string, string> = {}): string {
  const all = { 'content-length': String(Buffer.byteLength(body)), 'x-amzn-requestid': 'upstream-1', ...headers }
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`)
  return `HTTP/1.1 ${status} Reason\r\n${lines.join('')}\r\n${body}`
}

/** CloudFront's error document. */
export function errorDocument(code: string, message: string): string {
  return (
    '<?xml version="1.0"?><ErrorResponse xmlns="http://cloudfront.amazonaws.com/doc/2020-05-31/">' +
    `<Error><Type>Sender</Type><Code>${code}</Code><Message>${message}</Message></Error>` +
    '<RequestId>upstream-1</RequestId></ErrorResponse>'
  )
}

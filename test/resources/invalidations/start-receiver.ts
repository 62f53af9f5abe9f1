import { createHmac } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http'
import { type AddressInfo } from 'node:net'
import { onTestFinished } from 'vitest'

export const SECRET = Buffer.from('a secret of at least thirty-two bytes')

export interface Received {
  readonly headers: IncomingHttpHeaders
  readonly body: string
}

/** A receiver of webhooks on a free port, which answers its n-th request, counted from 0, as told; else 204. */
export async function startReceiver(
  answer: (response: ServerResponse, index: number) => void = response => response.writeHead(204).end()
) {
  const received: Received[] = []
  const server = createServer((request, response) => {
    let body = ''
    request.setEncoding('utf8').on('data', chunk => (body += String(chunk)))
    request.on('end', () => {
      received.push({ headers: request.headers, body })
      answer(response, received.length - 1)
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const close = async () => {
    if (!server.listening) return
    server.close()
    server.closeAllConnections()
    await once(server, 'close')
  }
  onTestFinished(close)
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`
  return { received, host, url: `http://${host}/hooks`, close }
}

/** Verifies as a receiver would, from the specification of Standard Webhooks and nothing of ours. */
export function isSigned({ headers, body }: Received, secret: Buffer = SECRET): boolean {
  const content = `${String(headers['webhook-id'])}.${String(headers['webhook-timestamp'])}.${body}`
  const signature = createHmac('sha256', secret).update(content).digest('base64')
  return String(headers['webhook-signature']).split(' ').includes(`v1,${signature}`)
}

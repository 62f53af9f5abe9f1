import { type ClientRequest, type IncomingMessage, type RequestOptions } from 'node:http'
import { type Duplex } from 'node:stream'
import { headerList, headerValue } from '../../delivery/headers.ts'
import { type Body, EMPTY_BODY } from './body.ts'
import { failureOf, type HttpRequest, isLocalName, isLoopback, onLoopback } from './http-origin.ts'
import { type OriginAnswer, OriginFailure } from './origin-answer.ts'
import { type OriginTarget } from './origin-map.ts'

const HEADERS_BYTES_MAX = 32 * 1024

/**
 * One attempt at an upgrade, on an HTTP/1.1 connection of its own. Resolves with 101 and that connection, or with any other answer, which
 * the viewer must see but undici would reject. Rejects with an OriginFailure, or, once it is cancelled, with any error.
 */
export async function askUpgrade(target: OriginTarget, request: HttpRequest): Promise<OriginAnswer> {
  const { request: open } = target.protocol === 'https' ? await import('node:https') : await import('node:http')
  return new Promise((resolve, reject) => {
    const fail = (error: NodeJS.ErrnoException) =>
      reject(request.cancellation?.isCancelled || error instanceof OriginFailure ? error : failureOf(error))
    try {
      const sent = open(optionsFor(target, request))
      boundSilence(sent, request)
      sent.on('error', fail)
      sent.on('upgrade', (answer, socket: Duplex, head: Buffer) => {
        if (head.length > 0) socket.unshift(head)
        const { headers } = read(answer)
        const body: Body = {
          length: undefined,
          read: () => EMPTY_BODY.read(),
          cancel: () => void socket.destroy(),
          leave: () => undefined
        }
        resolve({ status: 101, headers, body, upgraded: socket })
      })
      sent.on('response', answer => {
        answer.setTimeout(request.readTimeoutMs, () =>
          answer.destroy(new Error('the origin sent nothing for too long'))
        )
        resolve(read(answer))
      })
      sent.end()
    } catch (error) {
      // Node throws for what it refuses to send.
      fail(error as NodeJS.ErrnoException)
    }
  })
}

function optionsFor(
  target: OriginTarget,
  { method, target: path, headers, cancellation }: HttpRequest
): RequestOptions {
  const { hostname, port } = target
  return {
    host: hostname,
    port,
    method,
    path,
    headers: headers.flat(),
    agent: false,
    maxHeaderSize: HEADERS_BYTES_MAX,
    ...(cancellation && { signal: cancellation.signal }),
    ...(isLocalName(hostname) && { lookup: onLoopback }),
    // Servers on this machine usually have a self-signed certificate.
    ...(target.protocol === 'https' && { rejectUnauthorized: !isLoopback(hostname) })
  }
}

/** The timeouts until the connection, and from then until the answer. */
function boundSilence(sent: ClientRequest, { connectTimeoutMs, readTimeoutMs }: HttpRequest): void {
  const giveUp = (what: string) => () => void sent.destroy(new OriginFailure('timeout', what))
  let timer = setTimeout(giveUp('no connection in time'), connectTimeoutMs)
  sent.on('socket', socket => {
    socket.once('encrypted' in socket ? 'secureConnect' : 'connect', () => {
      clearTimeout(timer)
      timer = setTimeout(giveUp('no answer in time'), readTimeoutMs)
    })
  })
  for (const event of ['upgrade', 'response', 'close']) sent.once(event, () => clearTimeout(timer))
}

function read(answer: IncomingMessage): OriginAnswer {
  const headers = headerList(answer.rawHeaders)
  const stated = /^\d+$/.exec(headerValue(headers, 'content-length') ?? '')?.[0]
  const cancel = () => void answer.destroy()
  // An error after cancellation has no other listener.
  answer.on('error', () => undefined)
  return {
    status: answer.statusCode ?? 0,
    headers,
    body: { length: stated === undefined ? undefined : Number(stated), read: () => answer, cancel, leave: cancel }
  }
}

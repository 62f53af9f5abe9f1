import { type IncomingMessage, STATUS_CODES } from 'node:http'
import { type Socket } from 'node:net'
import { type ViewerRequest } from '../../delivery/viewer-request.ts'
import { type Clock } from '../clock.ts'
import { readRequest } from './incoming.ts'
import { edgePage } from './page.ts'
import { requestId } from './request-id.ts'
import { type RequestLog } from './request-log.ts'
import { edgeAnswer, headOf } from './send.ts'

export interface RefusalsDeps {
  /** The edge's name in `Via`. */
  readonly name: string
  readonly clock: Clock
  readonly requestLog: RequestLog
  readonly viewerProtocol: 'http' | 'https'
}

export interface Refusal {
  readonly status: number
  /** The sentence on the page. */
  readonly message: string
  /** The reason, for the log. */
  readonly detail: string
}

/** How long a refused viewer may take to disconnect. */
const LEAVING_MS = 1000

/** Answers what is not HTTP, or a request whose socket Node has detached, with an error page, and ends the connection. */
export function createRefusals({ name, clock, requestLog, viewerProtocol }: RefusalsDeps) {
  return (socket: Socket, refusal: Refusal, incoming?: IncomingMessage): void => {
    const { status, message } = refusal
    if (!socket.writable) {
      socket.destroy()
      return
    }
    const request = incoming ? readRequest(incoming, viewerProtocol) : unread(socket, viewerProtocol)
    const answer = edgeAnswer({ ...refusal, errorType: 'InvalidRequest' }, request.id)
    const page = Buffer.from(edgePage(status, message, request.id))
    const lines = headOf(answer, { request, name, close: true, nowMs: clock.now() })
    const head = [`HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}`]
    for (let at = 0; at < lines.length; at += 2) head.push(`${lines[at]}: ${lines[at + 1]}`)
    const sent = Buffer.concat([Buffer.from(`${head.join('\r\n')}\r\n\r\n`), page])
    socket.end(sent)
    const deadline = setTimeout(() => socket.destroy(), LEAVING_MS)
    socket.once('close', () => clearTimeout(deadline))
    // A connection that a browser opened in advance and never used is not a request.
    if (socket.bytesRead === 0) return
    const bodyBytes = incoming ? 0 : socket.bytesRead
    requestLog.add({
      request,
      wanted: undefined,
      answer,
      status,
      bytes: sent.length,
      bodyBytes,
      milliseconds: 0,
      firstByteMs: 0
    })
  }
}

/** All that is known of an unreadable request is its sender. */
function unread(socket: Socket, protocol: 'http' | 'https'): ViewerRequest {
  return {
    method: '',
    httpVersion: '',
    protocol,
    host: '',
    target: '',
    path: '',
    query: undefined,
    headers: [],
    address: (socket.remoteAddress ?? '').replace(/^::ffff:/, ''),
    port: socket.remotePort ?? 0,
    id: requestId()
  }
}

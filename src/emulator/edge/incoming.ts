import { IncomingMessage } from 'node:http'
import { headerList, headerValue } from '../../delivery/headers.ts'
import { asksForWebSocket, type ViewerRequest } from '../../delivery/viewer-request.ts'
import { requestId } from './request-id.ts'

/**
 * A viewer's request, which leaves HTTP for a WebSocket only [RFC 6455, 4.1]. An upgrade to anything else is not taken up, as a server may
 * do [RFC 9110, 7.8]: curl offers HTTP/2 by one. Node decides by this member.
 */
export class ViewerMessage extends IncomingMessage {
  private offered: unknown
  /** Of its body, so many have arrived. */
  bodyBytes = 0

  override push(chunk: Buffer | null, encoding?: BufferEncoding): boolean {
    this.bodyBytes += chunk?.length ?? 0
    return super.push(chunk, encoding)
  }

  /**
   * Whether it offers to upgrade to anything. Node stops reading at its end, and what it has read of the next request is lost:
   * the connection must not be used again if the offer is not taken up.
   */
  get offersUpgrade(): boolean {
    return Boolean(this.offered)
  }

  get upgrade(): boolean {
    return Boolean(this.offered) && (this.method === 'CONNECT' || this.isWebSocket())
  }

  set upgrade(offered: boolean | null) {
    this.offered = offered
  }

  private isWebSocket(): boolean {
    const { method = '', httpVersion, rawHeaders } = this
    return asksForWebSocket({ method, httpVersion, headers: headerList(rawHeaders) })
  }
}

/** As it has arrived; whose host it names is found out later. */
export function readRequest(incoming: IncomingMessage, viewerProtocol: 'http' | 'https'): ViewerRequest {
  const headers = headerList(incoming.rawHeaders)
  const stated = headerValue(headers, 'x-forwarded-proto')
  return {
    method: incoming.method ?? '',
    httpVersion: incoming.httpVersion,
    protocol: stated === 'http' || stated === 'https' ? stated : viewerProtocol,
    host: '',
    target: incoming.url ?? '',
    path: '',
    query: undefined,
    headers,
    address: (incoming.socket.remoteAddress ?? '').replace(/^::ffff:/, ''),
    port: incoming.socket.remotePort ?? 0,
    id: requestId()
  }
}

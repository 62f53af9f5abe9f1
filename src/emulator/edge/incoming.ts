import { IncomingMessage } from 'node:http'
import { headerList, headerValue } from '../../delivery/headers.ts'
import { asksForWebSocket, type ViewerRequest } from '../../delivery/viewer-request.ts'
import { requestId } from './request-id.ts'

/**
 * A viewer's request. Only upgrades to a WebSocket are accepted [RFC 6455, 4.1]; others, such as curl's offer of HTTP/2, are ignored,
 * as a server may [RFC 9110, 7.8]. Node decides by the member `upgrade`.
 */
export class ViewerMessage extends IncomingMessage {
  private offered: unknown
  /** How much of its body has arrived. */
  bodyBytes = 0

  override push(chunk: Buffer | null, encoding?: BufferEncoding): boolean {
    this.bodyBytes += chunk?.length ?? 0
    return super.push(chunk, encoding)
  }

  /**
   * Whether it offers any upgrade. Node then stops reading at its end and loses what it has read of the next request, so the
   * connection must not be used again if the offer is declined.
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

/** The request as it arrived; host, path and query are filled in later. */
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

import { IncomingMessage } from 'node:http'
import {
  connectionHeaders,
  type HeaderList,
  headerList,
  headerValue,
  withoutCookies,
  withoutHeaders
} from '../../delivery/headers.ts'
import { STAGING_COOKIE } from '../../delivery/staging.ts'
import { type ViewerRequest } from '../../delivery/viewer-request.ts'
import { requestId } from './request-id.ts'

/** They are for the edge, and go no further. */
const OF_THE_EDGE = new Set(['x-forwarded-proto', 'x-frontage-edge'])

/** The viewer's own headers, without what is for the edge or for the connection alone. `Host` chooses, whatever `Connection` says. */
export function ofViewer(headers: HeaderList): HeaderList {
  const hopByHop = connectionHeaders(headers)
  const own = withoutHeaders(headers, name => OF_THE_EDGE.has(name) || (hopByHop.has(name) && name !== 'host'))
  return withoutCookies(own, name => name === STAGING_COOKIE)
}

/**
 * A viewer's request, which leaves HTTP for a WebSocket only [RFC 6455, 4.1]. An upgrade to anything else is not taken up, as a server may
 * do [RFC 9110, 7.8]: curl offers HTTP/2 by one. Node decides by this member.
 */
export class ViewerMessage extends IncomingMessage {
  private offered: unknown

  /**
   * Whether it offers to upgrade to anything. Node stops reading at its end, and what it has read of the next request is lost: the connection
   * must not be used again if the offer is not taken up.
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
    const { method, httpVersion, headers } = this
    return method === 'GET' && httpVersion === '1.1' && headers.upgrade?.toLowerCase() === 'websocket'
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

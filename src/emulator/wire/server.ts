import { randomUUID } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { type AddressInfo } from 'node:net'
import { enumValues, memberTypings } from '../../cloudfront/model/typings-of.ts'
import { encodeFault } from './error-document.ts'
import { createExchange, sendAnswer } from './exchange.ts'
import { fault, type Handlers } from './handlers.ts'
import { type WireHooks, type WireLog } from './hooks.ts'
import { isAllowedHost, isForeignWrite } from './hosts.ts'
import { type Typing } from './request.ts'

export type { Answer, WireCall, WireHooks, WireLog } from './hooks.ts'

export interface WireServerOptions {
  readonly handlers: Handlers
  readonly log: WireLog
  readonly hooks?: WireHooks
  /** Answers every path under `/_local/`; `url` is the request's, complete. What it throws is logged and answered 500. */
  readonly control?: (request: IncomingMessage, response: ServerResponse, url: URL) => Promise<void>
  /** Host names without port accepted beside the loopback ones, e.g. `local-cloudfront` in a container network. */
  readonly allowedHosts?: readonly string[]
  /** The values a string member may have; by default what the SDK's typings say. */
  readonly enumOf?: Typing['enumOf']
  /** A longer request body is refused with 413; 16 MiB by default, so that 3,000 paths of 4,000 characters fit. */
  readonly bodyBytesMax?: number
  readonly requestId?: () => string
}

export interface WireServer {
  /** Binds (port 0 takes any free one) and answers with the URL; rejects when the port is taken. */
  listen(address?: { host?: string; port?: number }): Promise<{ url: string; port: number }>
  /** Ends idle connections, waits for calls under way, at most `graceMs` (1 s by default), then drops them. May be repeated. */
  close(options?: { graceMs?: number }): Promise<void>
}

// A client that is slow on purpose holds a connection for as long as these allow, no longer.
const LIMITS = {
  headersTimeout: 10_000,
  requestTimeout: 60_000,
  connectionsCheckingInterval: 5_000,
  // Longer than SDKs keep an idle connection, so that they rarely write into one which is just being closed.
  keepAliveTimeout: 65_000,
  maxHeaderSize: 32 * 1024
}

/** CloudFront's REST-XML API over HTTP: everything between the socket and the handlers, for all operations of the model. */
export function createWireServer(options: WireServerOptions): WireServer {
  const { handlers, log, hooks = {}, control, allowedHosts = [], requestId = randomUUID } = options
  const typing: Typing = {
    enumOf: options.enumOf ?? enumValues,
    isFloat: (structureName, memberName) => memberTypings(structureName, memberName).float === true
  }
  const bodyBytesMax = options.bodyBytesMax ?? 16 * 1024 * 1024
  const exchange = createExchange({ handlers, log, hooks, typing, bodyBytesMax })

  const underWay = new Set<ServerResponse>()

  const server = createServer(LIMITS, (request, response) => {
    const id = requestId()
    // A connection that breaks while an answer is being written concerns the client alone.
    response.on('error', error => log.debug({ err: error, requestId: id }, 'an answer could not be sent'))
    underWay.add(response)
    response.on('close', () => underWay.delete(response))
    if (!server.listening) endConnection(response)
    void answer(request, response, id)
  })

  async function answer(request: IncomingMessage, response: ServerResponse, id: string): Promise<void> {
    if (!isAllowedHost(request.headers.host, allowedHosts)) {
      const refusal = fault('AccessDenied', 'The local CloudFront answers on loopback host names only.')
      sendAnswer(response, encodeFault(refusal, id), id)
    } else if (isForeignWrite(request.method, request.headers)) {
      const refusal = fault('AccessDenied', 'No web page of another origin may change the local CloudFront.')
      sendAnswer(response, encodeFault(refusal, id), id)
    } else if (control && request.url?.startsWith('/_local/')) {
      await answerControl(control, request, response, id)
    } else {
      await exchange(request, response, id)
    }
  }

  async function answerControl(
    take: NonNullable<typeof control>,
    request: IncomingMessage,
    response: ServerResponse,
    id: string
  ): Promise<void> {
    try {
      await take(request, response, new URL(request.url ?? '', `http://${request.headers.host ?? ''}`))
    } catch (error) {
      log.error({ err: error, requestId: id, url: request.url }, 'answering a control request failed')
      if (response.headersSent) response.destroy()
      else sendAnswer(response, encodeFault(fault('InternalError'), id), id)
    }
  }

  return {
    async listen({ host = '127.0.0.1', port = 0 } = {}) {
      await new Promise<void>((resolve, reject) => {
        server.once('error', reject)
        server.listen(port, host, () => {
          server.off('error', reject)
          resolve()
        })
      })
      // An address of a socket is only a string for a Unix socket.
      const { port: bound } = server.address() as AddressInfo
      const name = host.includes(':') ? `[${host}]` : host
      return { url: `http://${name}:${bound}`, port: bound }
    },

    async close({ graceMs = 1000 } = {}) {
      // Of a server that is closed already the callback is given an error, which says just that.
      const closed = new Promise<void>(resolve => server.close(() => resolve()))
      for (const response of underWay) endConnection(response)
      const impatience = setTimeout(() => server.closeAllConnections(), graceMs)
      await closed
      clearTimeout(impatience)
    }
  }
}

/** A connection that its client keeps open would be waited for when the server closes. */
function endConnection(response: ServerResponse): void {
  if (!response.headersSent) response.setHeader('Connection', 'close')
}

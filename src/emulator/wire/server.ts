import { randomUUID } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { type AddressInfo } from 'node:net'
import { enumValues, memberTypings } from '../../cloudfront/model/typings-of.ts'
import { ambiguityOf } from '../../delivery/framing.ts'
import { headerList } from '../../delivery/headers.ts'
import { encodeFault } from './error-document.ts'
import { createExchange, type Exchange, type ExchangeOptions, sendAnswer } from './exchange.ts'
import { fault, type Handlers } from './handlers.ts'
import { type WireHooks, type WireLog } from './hooks.ts'
import { isAllowedHost, isForeignWrite, takeAbsoluteForm } from './hosts.ts'
import { type Typing } from './request.ts'
import { restXml } from './rest-xml.ts'

export type { Answer, SeenCall, WireHooks, WireLog } from './hooks.ts'

export interface WireServerOptions {
  readonly handlers: Handlers
  readonly log: WireLog
  readonly hooks?: WireHooks
  /** Services other than CloudFront's own API, by the prefix of their paths. */
  readonly services?: Readonly<Record<string, (options: ExchangeOptions) => Exchange>>
  /** Answers every path under `/_local/`; `url` is absolute. What it throws is logged and answered with 500. */
  readonly control?: (request: IncomingMessage, response: ServerResponse, url: URL) => Promise<void>
  /** Host names without port that are accepted besides loopback ones, e.g. `local-cloudfront` in a container network. */
  readonly allowedHosts?: readonly string[]
  /** The allowed values of string members; by default those of the SDK's typings. */
  readonly enumOf?: Typing['enumOf']
  /** A longer request body is refused with 413; 16 MiB by default, so that 3,000 paths of 4,000 characters fit. */
  readonly bodyBytesMax?: number
  readonly requestId?: () => string
}

interface WireServer {
  /** Binds (port 0 means any free one) and resolves with the URL; rejects if the port is taken. */
  listen(address?: { host?: string; port?: number }): Promise<{ url: string; port: number }>
  /** Closes idle connections, waits up to `graceMs` (1 s by default) for calls in progress, then drops them. Safe to repeat. */
  close(options?: { graceMs?: number }): Promise<void>
}

// These bound how long a deliberately slow client can hold a connection.
const LIMITS = {
  headersTimeout: 10_000,
  requestTimeout: 60_000,
  connectionsCheckingInterval: 5_000,
  // Longer than SDKs keep an idle connection, so that they rarely write to one that is being closed.
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
  const cloudFront = createExchange(restXml({ handlers, typing, bodyBytesMax }), { log, hooks })
  const services = Object.entries(options.services ?? {}).map(
    ([prefix, create]) => [prefix, create({ log, hooks })] as const
  )
  const exchangeOf = (url = ''): Exchange => services.find(([prefix]) => url.startsWith(prefix))?.[1] ?? cloudFront

  const unfinished = new Set<ServerResponse>()

  const server = createServer(LIMITS, (request, response) => {
    const id = requestId()
    // A connection that breaks while an answer is being written is only the client's concern.
    response.on('error', error => log.debug({ err: error, requestId: id }, 'an answer could not be sent'))
    unfinished.add(response)
    response.on('close', () => unfinished.delete(response))
    if (!server.listening) endConnection(response)
    void answer(request, response, id)
  })

  async function answer(request: IncomingMessage, response: ServerResponse, id: string): Promise<void> {
    takeAbsoluteForm(request)
    const ambiguity = ambiguityOf(headerList(request.rawHeaders))
    if (ambiguity !== undefined) {
      endConnection(response)
      sendAnswer(response, encodeFault(fault('InvalidArgument', ambiguity), id), id)
    } else if (!isAllowedHost(request.headers.host, allowedHosts)) {
      const refusal = fault('AccessDenied', 'The local CloudFront answers on loopback host names only.')
      sendAnswer(response, encodeFault(refusal, id), id)
    } else if (isForeignWrite(request.method, request.headers)) {
      const refusal = fault('AccessDenied', 'No web page of another origin may change the local CloudFront.')
      sendAnswer(response, encodeFault(refusal, id), id)
    } else if (control && request.url?.startsWith('/_local/')) {
      await answerControl(control, request, response, id)
    } else {
      await exchangeOf(request.url)(request, response, id)
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
      // If the server is already closed, the callback gets an error that says only that.
      const closed = new Promise<void>(resolve => server.close(() => resolve()))
      for (const response of unfinished) endConnection(response)
      const deadline = setTimeout(() => server.closeAllConnections(), graceMs)
      await closed
      clearTimeout(deadline)
    }
  }
}

/** Otherwise closing the server would wait for connections that clients keep open. */
function endConnection(response: ServerResponse): void {
  if (!response.headersSent) response.setHeader('Connection', 'close')
}

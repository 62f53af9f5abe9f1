import { randomBytes } from 'node:crypto'
import { createServer, type ServerResponse } from 'node:http'
import { type AddressInfo, type Socket } from 'node:net'
import { BAD_REQUEST, HEAD_TOO_LONG } from '../../delivery/viewer-request.ts'
import { type Clock } from '../clock.ts'
import { type Store } from '../store.ts'
import { type BucketSettings } from '../bucket-settings.ts'
import { createAccessLog } from './access-log.ts'
import { createEdgeFunctions, type EdgeFunctionsDeps } from './functions.ts'
import { ViewerMessage } from './incoming.ts'
import { createDueInvalidations } from './invalidations.ts'
import { createObjectCache } from './object-cache.ts'
import { createOriginAccess } from './origin-access.ts'
import { readOriginMap } from './origin-map.ts'
import { createOrigins } from './origins.ts'
import { createRefusals, type Refusal } from './refusals.ts'
import { createRequestLog } from './request-log.ts'
import { createRetriever } from './retrieve.ts'
import { createRoutes } from './routes.ts'
import { createSigningKeys } from './signing-keys.ts'
import { createViewers } from './viewers.ts'
import { createWebSockets, type WebSocketLimits } from './web-sockets.ts'

export interface EdgeSettings {
  readonly host?: string | undefined
  /** 0, the default, takes any free port. */
  readonly port?: number | undefined
  /** Whether a port that cannot be used is an error, rather than a warning. */
  readonly required?: boolean | undefined
  /** Where hosts of origins are reached: `host=http://127.0.0.1:9000,*.example.com=https://127.0.0.1:9443`. */
  readonly origins?: string | undefined
  /** The protocol of requests without `X-Forwarded-Proto`. */
  readonly viewerProtocol?: 'http' | 'https' | undefined
  /** Whether an access log is written; needs `accessLogDir`. */
  readonly accessLog?: boolean | undefined
  /** Of all objects together. */
  readonly cacheBytesMax?: number | undefined
  /** Of a viewer's request; CloudFront's own limit by default. */
  readonly bodyBytesMax?: number | undefined
  readonly webSockets?: WebSocketLimits | undefined
}

export interface EdgeLog {
  debug(fields: object, message: string): void
  warn(fields: object, message: string): void
  error(fields: object, message: string): void
}

export interface EdgeDeps extends EdgeSettings {
  readonly store: Store
  readonly clock: Clock
  readonly buckets: BucketSettings | undefined
  readonly keyValueStores: EdgeFunctionsDeps['keyValueStores']
  /** Where an access log is written; undefined for nowhere. */
  readonly accessLogDir: string | undefined
  readonly log: EdgeLog
}

/** The edge's port cannot be listened on; the message is one sentence that names the setting. */
export class EdgePortError extends Error {
  override readonly name = 'EdgePortError'
}

export type Edge = ReturnType<typeof createEdge>

const CACHE_BYTES = 128 * 1024 * 1024

const LIMITS = {
  maxHeaderSize: 32 * 1024,
  // A request without a host is refused later, like one with two: with a page and a line in the log.
  requireHostHeader: false,
  insecureHTTPParser: false,
  // These bound how long a deliberately slow viewer can hold a connection; a body may take as long as it needs.
  headersTimeout: 10_000,
  requestTimeout: 0,
  connectionsCheckingInterval: 5_000,
  keepAliveTimeout: 65_000
}

/**
 * The data plane of the local CloudFront: one port that serves viewers as the deployed distributions say, with a cache in memory.
 * Create it before the store is opened. It opens nothing before `listen`.
 */
export function createEdge({ store, clock, buckets, keyValueStores, accessLogDir, log, ...settings }: EdgeDeps) {
  const { host = '127.0.0.1', port = 0, cacheBytesMax = CACHE_BYTES } = settings
  const logError = (error: unknown, requestId?: string) =>
    log.error({ err: error, requestId }, 'a viewer could not be answered')
  const name = `${randomBytes(16).toString('hex')}.cloudfront.net`
  const warn = (fields: object, message: string) => log.warn(fields, message)
  const origins = createOrigins({
    map: readOriginMap(settings.origins ?? ''),
    buckets,
    signingOf: createOriginAccess(store),
    edgeName: name,
    warn
  })
  const cache = createObjectCache(cacheBytesMax)
  const limits = { objectBytesMax: Math.floor(cacheBytesMax / 4), arrivingBytesMax: cacheBytesMax }
  const retriever = createRetriever({ cache, origins, clock, ...limits })
  const accessLog = settings.accessLog && accessLogDir !== undefined ? createAccessLog(accessLogDir, warn) : undefined
  const requestLog = createRequestLog({ clock, accessLog })
  const viewerProtocol = settings.viewerProtocol ?? 'https'
  const refuse = createRefusals({ name, clock, requestLog, viewerProtocol })
  const viewers = createViewers({
    routes: createRoutes({ store, clock }),
    retriever,
    signingKeys: createSigningKeys(store),
    functions: createEdgeFunctions({ store, clock, keyValueStores, warn }),
    invalidations: createDueInvalidations({ store, clock }),
    clock,
    requestLog,
    viewerProtocol,
    bodyBytesMax: settings.bodyBytesMax,
    name,
    logError,
    warn
  })

  /** The unfinished answers of each connection. */
  const answers = new WeakMap<Socket, ServerResponse[]>()
  function answer(request: ViewerMessage, response: ServerResponse): Promise<void> {
    return viewers(request, response).catch((error: unknown) => {
      logError(error)
      response.destroy()
    })
  }
  const webSockets = createWebSockets({ answer, refuse, ...settings.webSockets })
  // A connection that breaks while an answer is being written is only the viewer's concern.
  const onBroken = (error: Error) => log.debug({ err: error }, 'an answer could not be sent to a viewer')
  const isAnswering = (socket: Socket) => (answers.get(socket)?.length ?? 0) > 0
  function serve(request: ViewerMessage, response: ServerResponse): void {
    // Not a Set: when one grows, V8 leaves a table behind that keeps answers alive until a full collection.
    let ofConnection = answers.get(request.socket)
    if (!ofConnection) answers.set(request.socket, (ofConnection = unfinishedOf(request.socket)))
    ofConnection.push(response)
    response.on('close', () => {
      const at = ofConnection.indexOf(response)
      if (at >= 0) ofConnection.splice(at, 1)
    })
    response.on('error', onBroken)
    void answer(request, response)
  }
  const server = createServer({ ...LIMITS, IncomingMessage: ViewerMessage }, serve)
  // Node would refuse every expectation but 100-continue; CloudFront removes the header.
  server.on('checkExpectation', serve)
  server.on('upgrade', (request, socket: Socket, head) => {
    // Node has detached the connection, and would not finish the answers to earlier requests.
    if (isAnswering(socket)) socket.destroy()
    else webSockets.serve(request, socket, head)
  })
  server.on('clientError', (error: NodeJS.ErrnoException, socket: Socket) => {
    // A refusal in the middle of an answer would be read as a part of it, and one before it as the answer itself.
    if ([...(answers.get(socket) ?? [])].some(({ headersSent, req }) => headersSent || req.complete)) socket.destroy()
    else refuse(socket, unreadable(error))
  })
  server.on('connect', (request, socket: Socket) => {
    // Node has detached the socket, and handles neither its errors nor its end.
    socket.on('error', () => socket.destroy()).resume()
    if (isAnswering(socket)) socket.destroy()
    else refuse(socket, { status: 400, message: BAD_REQUEST, detail: 'CONNECT is not served' }, request)
  })

  let url: string | undefined

  return {
    /** Undefined before it listens. */
    url: () => url,
    /** Resolves with the URL. Rejects with an EdgePortError. */
    async listen(): Promise<string> {
      await new Promise<void>((resolve, reject) => {
        server.once('error', error => reject(portError(error, port)))
        server.listen(port, host, resolve)
      })
      const { port: bound } = server.address() as AddressInfo
      url = `http://${host.includes(':') ? `[${host}]` : host}:${bound}`
      return url
    },
    lastRequests: requestLog.last,
    cacheSize: () => cache.size,
    /** Forgets everything that was cached. */
    clear(): void {
      retriever.clear()
      requestLog.clear()
    },
    /** Lets answers in progress finish for up to `graceMs`. Safe to repeat. */
    async close({ graceMs = 1000 } = {}): Promise<void> {
      const closed = new Promise<void>(resolve => server.close(() => resolve()))
      server.closeIdleConnections()
      webSockets.close()
      const deadline = setTimeout(() => server.closeAllConnections(), graceMs)
      await closed
      clearTimeout(deadline)
      await origins.close()
      accessLog?.flush()
    }
  }
}

/** The unfinished answers of a connection; when it closes, none of them has a viewer any more. */
function unfinishedOf(socket: Socket): ServerResponse[] {
  const unfinished: ServerResponse[] = []
  socket.once('close', () => {
    // Node tells only the answer that has the connection, and never those that wait behind it.
    for (const response of [...unfinished]) if (!response.socket) response.destroy().emit('close')
  })
  return unfinished
}

/** Why Node could not read a request. */
function unreadable({ code, message }: NodeJS.ErrnoException): Refusal {
  if (code === 'HPE_HEADER_OVERFLOW') return { status: 431, message: HEAD_TOO_LONG, detail: message }
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT') return { status: 408, message: BAD_REQUEST, detail: message }
  return { status: 400, message: BAD_REQUEST, detail: message }
}

function portError(error: NodeJS.ErrnoException, port: number): Error {
  const { code } = error
  if (code === 'EADDRINUSE') {
    const advice = 'choose another one, or 0 for any free one.'
    return new EdgePortError(`LOCAL_EDGE_PORT: port ${port} is in use by another process; ${advice}`, { cause: error })
  }
  if (code === 'EACCES') {
    return new EdgePortError(`LOCAL_EDGE_PORT: port ${port} needs more permissions than this process has.`, {
      cause: error
    })
  }
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND') {
    return new EdgePortError('LOCAL_EDGE_HOST is not an address of this machine.', { cause: error })
  }
  return error
}

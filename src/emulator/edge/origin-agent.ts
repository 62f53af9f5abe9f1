import { type Socket } from 'node:net'
import { type Agent, type buildConnector, type Dispatcher } from 'undici'
import { type OriginConnection, type OriginExchange } from './origin-exchange.ts'

export interface OriginAgentOptions {
  readonly connect: buildConnector.BuildOptions
  readonly maxHeaderSize: number
}

export interface OriginRequest extends Dispatcher.DispatchOptions {
  /** The handler, which undici hides from its clients behind an adapter. */
  readonly exchange: OriginExchange
}

/**
 * The connections to origins; they take OriginRequests. undici is loaded with the first of them, since most runs of the local CloudFront
 * serve no viewer.
 */
export async function createOriginAgent({ connect, maxHeaderSize }: OriginAgentOptions): Promise<Agent> {
  const { Agent, Client, Pool, buildConnector } = await import('undici')
  const connectSocket = buildConnector(connect)

  /** A client has one connection at a time, and one request on it. */
  function createClient(origin: URL, options: object): Dispatcher {
    const connection: OriginConnection = { paused: undefined }
    const client = new Client(origin, {
      ...options,
      connect: (to, callback) =>
        connectSocket(to, (...result) => {
          const [, socket] = result
          if (socket) prepare(socket, connection)
          callback(...result)
        })
    })
    const dispatch = client.dispatch.bind(client)
    client.dispatch = (request, handler) => {
      const { exchange } = request as OriginRequest
      exchange.connection = connection
      return dispatch(request, handler)
    }
    return client
  }

  return new Agent({
    maxHeaderSize,
    factory: (origin, options) => new Pool(origin, { ...options, factory: createClient })
  })
}

/**
 * Where the end of the connection ends an answer, undici 7 asserts that the answer is not paused: nothing could catch that. It also takes
 * a reset for such an end (nodejs/undici#5360). These listeners come before undici's own.
 */
function prepare(socket: Socket, connection: OriginConnection): void {
  // Everything has been read when the end is reported.
  socket.on('end', () => connection.paused?.resume())
  socket.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'ECONNRESET') error.code = 'UND_ERR_SOCKET'
  })
}

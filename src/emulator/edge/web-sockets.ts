import { ServerResponse } from 'node:http'
import { type Socket } from 'node:net'
import { type Duplex, finished } from 'node:stream'
import { type ViewerMessage } from './incoming.ts'
import { type Refusal } from './refusals.ts'

export interface WebSocketLimits {
  /** How many may be open; each takes two connections. */
  readonly openMax?: number | undefined
  /** How long nothing may be sent in either direction [C]. */
  readonly idleMs?: number | undefined
}

export interface WebSocketsDeps extends WebSocketLimits {
  /** Answers a viewer; resolves when all is over. */
  readonly answer: (request: ViewerMessage, response: ServerResponse) => Promise<void>
  readonly refuse: (socket: Socket, refusal: Refusal, request: ViewerMessage) => void
}

const OPEN_MAX = 1000
const IDLE_MS = 10 * 60 * 1000
/** How long one side may take to close after the other. */
const LEAVING_MS = 1000

const TOO_MANY: Refusal = {
  status: 503,
  message: 'The request could not be processed.',
  detail: 'too many WebSockets are open'
}

export type WebSockets = ReturnType<typeof createWebSockets>

/**
 * The connections that viewers ask to upgrade, from the request to the end. Node has detached them: their errors and their end are
 * handled here alone.
 */
export function createWebSockets({ answer, refuse, openMax = OPEN_MAX, idleMs = IDLE_MS }: WebSocketsDeps) {
  const open = new Set<Socket>()
  let isClosing = false
  return {
    /** Handles the server's event `upgrade`. */
    serve(request: ViewerMessage, socket: Socket, head: Buffer): void {
      socket.on('error', () => socket.destroy())
      if (isClosing) {
        socket.destroy()
        return
      }
      if (open.size >= openMax) {
        socket.resume()
        refuse(socket, TOO_MANY, request)
        return
      }
      open.add(socket)
      socket.on('close', () => open.delete(socket))
      // What the viewer sent before the answer belongs to the WebSocket.
      if (head.length > 0) socket.unshift(head)
      const response = new ServerResponse(request)
      response.assignSocket(socket)
      // Node does this itself only for sockets that it has not detached.
      const onDrain = () => response.emit('drain')
      socket.on('drain', onDrain).setTimeout(idleMs, () => socket.destroy())
      response.on('finish', () => {
        socket.off('drain', onDrain)
        response.detachSocket(socket)
        if (response.statusCode !== 101) leave(socket)
      })
      void answer(request, response)
    },
    /** Ends all of them. */
    close(): void {
      isClosing = true
      for (const socket of open) socket.destroy()
    }
  }
}

/** Passes bytes both ways until either side has ended. Resolves with how many the origin has sent, when both are closed. */
export async function connectBoth(viewer: Socket, origin: Duplex): Promise<number> {
  let bytes = 0
  origin.on('data', (chunk: Buffer) => {
    bytes += chunk.length
  })
  origin.on('error', () => origin.destroy())
  let deadline: NodeJS.Timeout | undefined
  function startDeadline(): void {
    deadline ??= setTimeout(() => {
      viewer.destroy()
      origin.destroy()
    }, LEAVING_MS)
  }
  await Promise.all([passOn(viewer, origin, startDeadline), passOn(origin, viewer, startDeadline)])
  clearTimeout(deadline)
  viewer.destroy()
  origin.destroy()
  return bytes
}

/** Resolves when `from` is over. What it has sent by then still arrives. */
function passOn(from: Duplex, to: Duplex, onEnd: () => void): Promise<void> {
  from.pipe(to)
  from.once('end', onEnd)
  return new Promise(resolve => {
    finished(from, () => {
      to.end()
      onEnd()
      resolve()
    })
  })
}

function leave(socket: Socket): void {
  socket.end()
  const deadline = setTimeout(() => socket.destroy(), LEAVING_MS)
  socket.once('close', () => clearTimeout(deadline))
  // Without reading, its own end would not be noticed.
  socket.resume()
}

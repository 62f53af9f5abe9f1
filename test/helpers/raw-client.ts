import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { onTestFinished } from 'vitest'

export interface RawClient {
  readonly socket: Socket
  send(text: string): void
  /** All that came, once it holds the text; without a text, once the server has closed the connection. */
  received(until?: string): Promise<string>
}

/** A client that speaks no HTTP of its own, reads nothing before it is asked what came, and never closes its half. */
export async function connectRaw(url: string): Promise<RawClient> {
  const { hostname, port } = new URL(url)
  const socket = connect({ host: hostname, port: Number(port), allowHalfOpen: true })
  // A reset is a way of closing, too.
  socket.on('error', () => socket.destroy())
  onTestFinished(() => {
    socket.destroy()
  })
  await once(socket, 'connect')
  let text = ''
  let ended = false
  const end = () => (ended = true)
  socket.once('end', end).once('close', end)
  return {
    socket,
    send: sent => void socket.write(sent),
    async received(until) {
      if (socket.listenerCount('data') === 0) socket.on('data', chunk => (text += String(chunk)))
      while (!ended && (until === undefined || !text.includes(until))) {
        await new Promise<void>(resolve => {
          const events = ['data', 'end', 'close']
          const happened = () => {
            for (const event of events) socket.off(event, happened)
            resolve()
          }
          for (const event of events) socket.on(event, happened)
        })
      }
      return text
    }
  }
}

export const get = (path: string) => `GET ${path} HTTP/1.1\r\nHost: localhost\r\n\r\n`

import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import { onTestFinished } from 'vitest'

/**
 * Forwards to a PostgreSQL server. Can cut every connection or let all fall silent, or cut the one on which a statement is
 * about to be answered.
 */
export async function startPostgresProxy(target: URL) {
  const sockets = new Set<Socket>()
  let cut = false
  let silent = false
  let unanswered: string | undefined
  const server = createServer(client => {
    if (cut) return void client.destroy()
    const upstream = connect(Number(target.port), target.hostname)
    for (const socket of [client, upstream]) {
      sockets.add(socket)
      socket
        .on('error', () => socket.destroy())
        .on('close', () => {
          client.destroy()
          upstream.destroy()
        })
    }
    let losesAnswer = false
    client.on('data', (chunk: Buffer) => {
      if (unanswered !== undefined && chunk.includes(unanswered)) {
        unanswered = undefined
        losesAnswer = true
      }
      if (!silent) upstream.write(chunk)
    })
    upstream.on('data', (chunk: Buffer) => {
      if (losesAnswer) client.destroy()
      else if (!silent) client.write(chunk)
    })
    client.on('end', () => !silent && upstream.end())
    upstream.on('end', () => !silent && client.end())
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const close = () => {
    for (const socket of sockets) socket.destroy()
    sockets.clear()
  }
  onTestFinished(() => {
    close()
    server.close()
  })
  const url = new URL(target)
  url.hostname = '127.0.0.1'
  url.port = String((server.address() as AddressInfo).port)
  return {
    url: url.href,
    cut() {
      cut = true
      close()
    },
    mend() {
      cut = false
    },
    /** Nothing passes any more, and nobody is told. */
    silence() {
      silent = true
    },
    /** The server does what the next message with this text says; the connection breaks before its answer arrives. */
    loseAnswerTo(text: string) {
      unanswered = text
    }
  }
}

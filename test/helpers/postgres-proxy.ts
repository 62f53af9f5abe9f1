import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import { onTestFinished } from 'vitest'

/** PostgreSQL's message that ends a connection which it has no room for. */
const TOO_MANY = (() => {
  const fields = 'SFATAL\0VFATAL\0C53300\0Msorry, too many clients already\0\0'
  const length = Buffer.alloc(4)
  length.writeInt32BE(4 + fields.length)
  return Buffer.concat([Buffer.from('E'), length, Buffer.from(fields)])
})()

/**
 * Forwards to a PostgreSQL server. Can cut every connection or let all fall silent, cut or silence the one on which a
 * statement is about to be answered, or refuse those that say something.
 */
export async function startPostgresProxy(target: URL) {
  const sockets = new Set<Socket>()
  let cut = false
  let silent = false
  let unanswered: string | undefined
  let silencing: { text: string; resolve: () => void } | undefined
  let refused: string | undefined
  const server = createServer(client => {
    if (cut) return void client.destroy()
    const upstream = connect(Number(target.port), target.hostname)
    for (const socket of [client, upstream]) {
      sockets.add(socket)
      socket
        .on('error', () => socket.destroy())
        .on('close', () => {
          if (!silent) client.destroy()
          upstream.destroy()
        })
    }
    let losesAnswer = false
    let isSilent = false
    client.on('data', (chunk: Buffer) => {
      if (refused !== undefined && chunk.includes(refused)) {
        client.end(TOO_MANY)
        return void upstream.destroy()
      }
      if (unanswered !== undefined && chunk.includes(unanswered)) {
        unanswered = undefined
        losesAnswer = true
      }
      if (silencing && chunk.includes(silencing.text)) {
        silencing.resolve()
        silencing = undefined
        isSilent = true
      }
      if (!silent && !isSilent) upstream.write(chunk)
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
    },
    /**
     * Nothing passes any more on the connection whose next message has this text, and nobody is told. Resolves when
     * that message has come.
     */
    silenceAt: (text: string) => new Promise<void>(resolve => (silencing = { text, resolve })),
    /** Each connection on which somebody sends this text ends, as where the server has no room for it. */
    refuse(text: string) {
      refused = text
    }
  }
}

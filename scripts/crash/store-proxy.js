// @ts-check
import { once } from 'node:events'
import { connect, createServer } from 'node:net'
import pg from 'pg'

/** The server's answer to a COMMIT: CommandComplete with its tag (PostgreSQL documentation, "Message Formats"). */
const COMMITTED = Buffer.from('C\0\0\0\x0bCOMMIT\0', 'latin1')
const COMMIT_MS_MAX = 10_000

/**
 * A proxy between one instance of Frontage and its PostgreSQL, which causes failures of networks and servers.
 * @typedef {Awaited<ReturnType<typeof startStoreProxy>>} StoreProxy
 * @param {string} databaseUrl
 */
export async function startStoreProxy(databaseUrl) {
  const { hostname, port } = new URL(databaseUrl)
  /** @type {Set<import('node:net').Socket>} */
  const sockets = new Set()
  /** The ports by which the server knows this instance's connections. @type {Set<number>} */
  const ports = new Set()
  /** @type {(() => void) | undefined} */
  let onLostCommit

  const server = createServer(near => {
    const far = connect({ host: hostname, port: Number(port) })
    let own = 0
    far.once('connect', () => ports.add((own = far.localPort ?? 0)))
    const cut = () => {
      near.destroy()
      far.destroy()
      ports.delete(own)
    }
    near.on('data', bytes => far.write(bytes))
    far.on('data', bytes => {
      const lost = onLostCommit
      if (lost === undefined || !bytes.includes(COMMITTED)) {
        near.write(bytes)
        return
      }
      onLostCommit = undefined
      cut()
      lost()
    })
    for (const socket of [near, far]) {
      sockets.add(socket)
      socket.on('error', cut)
      socket.on('close', () => {
        sockets.delete(socket)
        cut()
      })
    }
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = /** @type {import('node:net').AddressInfo} */ (server.address())
  const url = new URL(databaseUrl)
  url.hostname = '127.0.0.1'
  url.port = String(address.port)

  return {
    url: url.href,

    /** Cuts the connection of the next transaction after its COMMIT, before the answer. Resolves with how many it cut. */
    async loseCommit() {
      return new Promise(resolve => {
        const settle = (/** @type {number} */ count) => {
          clearTimeout(timer)
          onLostCommit = undefined
          resolve(count)
        }
        const timer = setTimeout(() => settle(0), COMMIT_MS_MAX)
        onLostCommit = () => settle(1)
      })
    },

    /** Ends the session that listens for notifications, as an operator or a failover would. Resolves with how many there were. */
    async killListener() {
      const admin = new pg.Client({ connectionString: databaseUrl })
      await admin.connect()
      try {
        const { rows } = await admin.query(
          `SELECT pg_terminate_backend(pid) AS ended FROM pg_stat_activity
           WHERE client_port = ANY ($1) AND query ~ '^(UN)?LISTEN '`,
          [[...ports]]
        )
        return rows.filter(({ ended }) => ended).length
      } finally {
        await admin.end()
      }
    },

    async stop() {
      for (const socket of sockets) socket.destroy()
      server.close()
      await once(server, 'close')
    }
  }
}

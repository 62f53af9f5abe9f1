// @ts-check
import { once } from 'node:events'
import { connect, createServer } from 'node:net'

const ONE_WAY_MS_MIN = 10
const ONE_WAY_MS_MAX = 80

/**
 * Simulates network latency between Frontage and its CloudFront, in both directions: a process is often killed between
 * CloudFront's effect and its answer, and what a dead process has sent still arrives.
 * @param {string} target
 */
export async function startLatencyProxy(target) {
  const { hostname, port } = new URL(target)
  /** @type {Set<import('node:net').Socket>} */
  const sockets = new Set()
  // A connection stays half open while its last bytes are in transit.
  const server = createServer({ allowHalfOpen: true }, near => {
    const far = connect({ host: hostname, port: Number(port), allowHalfOpen: true })
    const oneWayMs = ONE_WAY_MS_MIN + Math.random() * (ONE_WAY_MS_MAX - ONE_WAY_MS_MIN)
    forward(near, far, oneWayMs)
    forward(far, near, oneWayMs)
    for (const socket of [near, far]) {
      sockets.add(socket)
      socket.on('close', () => sockets.delete(socket))
    }
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = /** @type {import('node:net').AddressInfo} */ (server.address())
  return {
    url: `http://127.0.0.1:${address.port}`,
    async stop() {
      for (const socket of sockets) socket.destroy()
      server.close()
      await once(server, 'close')
    }
  }
}

/** The delay is constant for each connection, which keeps its bytes in order. @param {import('node:net').Socket} from @param {import('node:net').Socket} to @param {number} ms */
function forward(from, to, ms) {
  const later = (/** @type {() => void} */ action) => setTimeout(() => !to.destroyed && action(), ms)
  from.on('data', bytes => later(() => to.write(bytes)))
  from.on('end', () => later(() => to.end()))
  // A killed process resets its connections, but what it had sent before still arrives.
  from.on('error', () => later(() => to.end()))
}

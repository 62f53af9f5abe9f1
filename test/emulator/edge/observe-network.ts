import { type AsyncHook, createHook } from 'node:async_hooks'
import { onTestFinished } from 'vitest'

/** What Node makes for each look-up of a name, each question to a DNS server, and each connection over TCP. */
const LOOKUPS = new Set(['GETADDRINFOREQWRAP', 'QUERYWRAP'])
const CONNECTION = 'TCPCONNECTWRAP'

interface Made {
  readonly hostname?: string
  readonly address?: string
  readonly port?: number
}

/** Observes what this process really looks up and connects to from now on, whichever module does it. */
export function observeNetwork() {
  const lookups: Made[] = []
  const connections: Made[] = []
  const hook: AsyncHook = createHook({
    init(_id, type, _trigger, resource: Made) {
      if (LOOKUPS.has(type)) lookups.push(resource)
      else if (type === CONNECTION) connections.push(resource)
    }
  }).enable()
  onTestFinished(() => void hook.disable())
  return {
    /** The names. */
    lookups: () => lookups.map(({ hostname }) => hostname),
    /** `address:port` */
    connections: () => connections.map(({ address, port }) => `${address}:${port}`)
  }
}

import pg from 'pg'
import { endClient } from './end-client.ts'
import { asStoreError } from './unavailable.ts'

const RECONNECT_MS = 1_000

/**
 * A dedicated connection for notifications, opened by the first listener. When it breaks, it is reopened, with an attempt
 * every second; then every listener receives an empty payload, because it may have missed some.
 */
export function createListener({
  connection,
  logger
}: {
  connection: pg.ClientConfig
  logger?: { warn(details: object, message: string): void } | undefined
}) {
  const listeners = new Map<string, Set<(payload: string) => void>>()
  /** The open connection, or the one being opened. */
  let current: Promise<pg.Client> | undefined
  let live: pg.Client | undefined
  let retry: NodeJS.Timeout | undefined
  let closed = false

  async function connect(): Promise<pg.Client> {
    const client = new pg.Client(connection)
    client.on('notification', ({ channel, payload = '' }) => {
      for (const onMessage of listeners.get(channel) ?? []) onMessage(payload)
    })
    const lost = (error?: Error) => {
      if (closed || live !== client) return
      live = undefined
      current = undefined
      logger?.warn({ err: error }, 'the connection for notifications broke')
      reconnect()
    }
    client.on('error', lost)
    client.on('end', () => lost())
    try {
      await client.connect()
      for (const channel of listeners.keys()) await client.query(`LISTEN ${client.escapeIdentifier(channel)}`)
      live = client
    } catch (error) {
      await endClient(client)
      throw error
    }
    return client
  }

  /** If even this fails, the connection is broken and is closed. */
  async function unlisten(client: pg.Client, channel: string): Promise<void> {
    try {
      await client.query(`UNLISTEN ${client.escapeIdentifier(channel)}`)
    } catch (error) {
      if (asStoreError(error) === error) throw error
      await endClient(client)
    }
  }

  function reconnect(): void {
    retry ??= setTimeout(() => {
      retry = undefined
      if (closed || listeners.size === 0) return
      connected().then(
        () => {
          for (const [, all] of listeners) for (const onMessage of all) onMessage('')
        },
        () => reconnect()
      )
    }, RECONNECT_MS).unref()
  }

  function connected(): Promise<pg.Client> {
    current ??= connect().catch((error: unknown) => {
      current = undefined
      throw asStoreError(error)
    })
    return current
  }

  return {
    async listen(channel: string, onMessage: (payload: string) => void): Promise<() => Promise<void>> {
      const isNew = !listeners.has(channel)
      const listening = current
      const all = listeners.get(channel) ?? new Set()
      listeners.set(channel, all.add(onMessage))
      try {
        const client = await connected()
        // A connection that was just opened already listens to all channels.
        if (isNew && listening !== undefined) await client.query(`LISTEN ${client.escapeIdentifier(channel)}`)
      } catch (error) {
        all.delete(onMessage)
        if (all.size === 0) listeners.delete(channel)
        const known = asStoreError(error)
        // The connection is broken: the next listener opens another one.
        if (known !== error && live) await endClient(live)
        throw known
      }
      return async () => {
        all.delete(onMessage)
        if (all.size > 0 || listeners.get(channel) !== all) return
        listeners.delete(channel)
        if (!closed && live) await unlisten(live, channel)
      }
    },

    async close(): Promise<void> {
      closed = true
      clearTimeout(retry)
      const client = await current?.catch(() => undefined)
      if (client) await endClient(client)
    }
  }
}

import { type Socket } from 'node:net'
import { setTimeout } from 'node:timers/promises'
import type pg from 'pg'

/** How long the server may take to close the connection. */
const CLOSE_MS_MAX = 2_000

/** Closes a connection, and destroys its socket if the server does not close it in time. Never rejects. */
export async function endClient(client: pg.Client): Promise<void> {
  const waiting = new AbortController()
  const late = setTimeout(CLOSE_MS_MAX, undefined, { signal: waiting.signal, ref: false }).then(
    () => socketOf(client).destroy(),
    () => undefined
  )
  // Errors of a broken connection do not matter any more.
  await Promise.race([client.end().catch(() => undefined), late])
  waiting.abort()
}

function socketOf(client: pg.Client): Socket {
  return (client as unknown as { connection: { stream: Socket } }).connection.stream
}

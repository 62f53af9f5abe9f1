import { type Socket } from 'node:net'
import { setTimeout } from 'node:timers/promises'
import type pg from 'pg'

/** How long a server may take to close a connection that was said goodbye to. */
const GOODBYE_MS = 2_000

/** Ends a connection. Where the server does not close it in time, it is cut. */
export async function endClient(client: pg.Client): Promise<void> {
  const waiting = new AbortController()
  const late = setTimeout(GOODBYE_MS, undefined, { signal: waiting.signal, ref: false }).then(
    () => socketOf(client).destroy(),
    () => undefined
  )
  // Of a connection that is broken already the end is all that is wanted.
  await Promise.race([client.end().catch(() => undefined), late])
  waiting.abort()
}

function socketOf(client: pg.Client): Socket {
  return (client as unknown as { connection: { stream: Socket } }).connection.stream
}

import { randomUUID } from 'node:crypto'

/** How many ids of one millisecond are in order. */
const PER_MS = 4_096

/**
 * UUIDs of version 7 (RFC 9562): each is greater than those before it in this process, even within a millisecond and after the
 * clock was set back.
 */
export function createRecordIds({ now }: { now: () => number }): () => string {
  let last = 0
  return () => {
    last = Math.max(now() * PER_MS, last + 1)
    const ms = Math.floor(last / PER_MS)
    const time = ms.toString(16).padStart(12, '0')
    const inOrder = (last % PER_MS).toString(16).padStart(3, '0')
    // Its last 64 bits are those of a random UUID, of which Node keeps a supply.
    return `${time.slice(0, 8)}-${time.slice(8)}-7${inOrder}${randomUUID().slice(18)}`
  }
}

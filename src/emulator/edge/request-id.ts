import { randomFillSync } from 'node:crypto'

const BYTES = 40
/** Filled at once, since each call to the system costs more than the bytes. */
const pool = Buffer.alloc(BYTES * 128)
let used = pool.length

/** An `X-Amz-Cf-Id`: 56 characters, of which the last two are equals signs. */
export function requestId(): string {
  if (used === pool.length) {
    randomFillSync(pool)
    used = 0
  }
  used += BYTES
  return `${pool.toString('base64url', used - BYTES, used)}==`
}

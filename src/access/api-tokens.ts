import { createHash, timingSafeEqual } from 'node:crypto'
import { type Caller, callerId } from './caller.ts'
import { EVERYTHING } from './grant.ts'

/** The first admins, whose token hashes are a setting: they can do everything, including creating tokens for others. */
export function createApiTokens(hashes: readonly string[]) {
  const known = hashes.map(hash => {
    const name = `API_TOKENS ${hash.slice(0, 8)}`
    const caller: Caller = { id: callerId(`token ${hash}`), name, kind: 'api-token', grant: EVERYTHING }
    return { bytes: Buffer.from(hash, 'hex'), caller }
  })

  return {
    /** Compares with every hash in constant time, so that timing reveals nothing about them. */
    find(token: string): Caller | undefined {
      const presented = createHash('sha256').update(token).digest()
      let found: Caller | undefined
      for (const { bytes, caller } of known) if (timingSafeEqual(presented, bytes)) found = caller
      return found
    }
  }
}

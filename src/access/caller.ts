import { hash } from 'node:crypto'
import { type CallerBudget } from './budget.ts'
import { type Grant } from './grant.ts'

/** Who makes a request, and what they may do. */
export interface Caller {
  /**
   * The key by which limits, fair shares and idempotency keys are counted. It is stored, so it is a hash, which reveals neither
   * token nor address.
   */
  readonly id: string
  /** For people, in logs and records; never a token. */
  readonly name: string
  readonly kind: CallerKind
  readonly grant: Grant
  /** What the caller may use, where that is limited. */
  readonly budget?: CallerBudget | undefined
}

/**
 * `address`: callers need not identify themselves; `api-token`: one of API_TOKENS; `token`: one that an admin created; `jwt`: one
 * of an issuer.
 */
export type CallerKind = 'address' | 'api-token' | 'token' | 'jwt'

/** The same for the same identity, whatever key it is requested for. */
export function callerId(identity: string): string {
  return hash('sha256', identity, 'base64url').slice(0, 22)
}

/** A caller who is known by address only. */
export function callerAt(ip: string, grant: Grant): Caller {
  const address = withoutPrefix(ip)
  return { id: callerId(`address ${address}`), name: address, kind: 'address', grant }
}

/** A server that listens on IPv6 sees IPv4 addresses in mapped form, and `localhost` may resolve to either. */
function withoutPrefix(ip: string): string {
  return ip === '::1' ? '127.0.0.1' : ip.replace(/^::ffff:/i, '')
}

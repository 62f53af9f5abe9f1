import { hash } from 'node:crypto'
import { type CallerBudget } from './budget.ts'
import { type Grant } from './grant.ts'

/** Who makes a request, and what he may do. */
export interface Caller {
  /**
   * Limits, fair shares and idempotency keys are counted by it. It is stored, so it is a hash, of which neither token nor
   * address can be read.
   */
  readonly id: string
  /** For people, in logs and records; never a token. */
  readonly name: string
  readonly kind: CallerKind
  readonly grant: Grant
  /** What he may use, where that is limited. */
  readonly budget?: CallerBudget | undefined
}

/** `address`: nobody has to say who he is; `api-token`: one of API_TOKENS; `token`: one that an admin made; `jwt`: one of an issuer. */
export type CallerKind = 'address' | 'api-token' | 'token' | 'jwt'

/** The same for the same identity, whatever it is asked for. */
export function callerId(identity: string): string {
  return hash('sha256', identity, 'base64url').slice(0, 22)
}

/** A caller who is known by its address alone. */
export function callerAt(ip: string, grant: Grant): Caller {
  const address = withoutPrefix(ip)
  return { id: callerId(`address ${address}`), name: address, kind: 'address', grant }
}

/** A server that listens on IPv6 sees IPv4 addresses in another form; `localhost` may lead a client to either. */
function withoutPrefix(ip: string): string {
  return ip === '::1' ? '127.0.0.1' : ip.replace(/^::ffff:/i, '')
}

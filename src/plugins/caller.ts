import { hash } from 'node:crypto'
import { type FastifyRequest } from 'fastify'

declare module 'fastify' {
  interface FastifyRequest {
    /** The configured SHA-256 hash that the request's bearer token has; undefined where no token was asked for. */
    tokenHash: string | undefined
  }
}

/**
 * The caller: the token that was accepted, however its header was spelt, or else the address. Limits, fair shares and
 * idempotency keys are counted by it. It is stored, so it is a hash, of which neither token nor address can be read.
 */
export function callerOf({ tokenHash, ip }: FastifyRequest): string {
  const identity = tokenHash === undefined ? `address ${withoutPrefix(ip)}` : `token ${tokenHash}`
  return hash('sha256', identity, 'base64url').slice(0, 22)
}

/** A server that listens on IPv6 sees IPv4 addresses in another form; `localhost` may lead a client to either. */
function withoutPrefix(ip: string): string {
  return ip === '::1' ? '127.0.0.1' : ip.replace(/^::ffff:/i, '')
}

import { createHash, timingSafeEqual } from 'node:crypto'
import { type FastifyInstance, type FastifyRequest } from 'fastify'
import fp from 'fastify-plugin'
import { ServiceError } from '../errors.ts'
import type {} from './caller.ts'

export interface AuthenticationOptions {
  /** SHA-256 hashes of the tokens, in hexadecimal. Without any, only this machine may call. */
  readonly tokenHashes: readonly string[]
}

/**
 * Bearer tokens on every route but the health checks, the documentation and the problems explained. Without tokens the Host header must name this
 * machine, and no web page of another origin may write: otherwise any page in the user's browser could call.
 */
export const authentication = fp<AuthenticationOptions>(async (app: FastifyInstance, { tokenHashes }) => {
  const hashes = tokenHashes.map(hash => Buffer.from(hash, 'hex'))
  app.decorateRequest('tokenHash', undefined)
  app.addHook('onRequest', async request => {
    if (hashes.length === 0) refuseOtherSites(request)
    else if (!isPublic(request)) request.tokenHash = requireToken(request, hashes)
  })
})

/** The hash of the token that is accepted. Throws UNAUTHENTICATED. */
function requireToken(request: FastifyRequest, hashes: readonly Buffer[]): string {
  const [, token] = /^Bearer +([^\s]+) *$/i.exec(request.headers.authorization ?? '') ?? []
  const realm = 'Bearer realm="frontage"'
  if (token === undefined) {
    throw new ServiceError('UNAUTHENTICATED', 'The Authorization header holds no bearer token.', {
      headers: { 'www-authenticate': realm }
    })
  }
  const matched = findHash(token, hashes)
  if (!matched) {
    throw new ServiceError('UNAUTHENTICATED', 'The token is not known.', {
      headers: { 'www-authenticate': `${realm}, error="invalid_token"` }
    })
  }
  return matched.toString('hex')
}

/** Compares with every hash in constant time, so that the time tells neither which one matched nor how far. */
function findHash(token: string, hashes: readonly Buffer[]): Buffer | undefined {
  const presented = createHash('sha256').update(token).digest()
  let found: Buffer | undefined
  for (const hash of hashes) if (timingSafeEqual(presented, hash)) found = hash
  return found
}

/** What holds nothing of the account. */
const PUBLIC: ReadonlySet<string> = new Set(['/', '/openapi.json', '/docs', '/problems'])

function isPublic(request: FastifyRequest): boolean {
  const url = request.routeOptions.url ?? ''
  return PUBLIC.has(url) || ['/docs/', '/health/', '/problems/'].some(prefix => url.startsWith(prefix))
}

const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[::1\])(:\d+)?$/i
const SAFE = new Set(['GET', 'HEAD', 'OPTIONS'])

function refuseOtherSites(request: FastifyRequest): void {
  const { host, origin } = request.headers
  // A name that an attacker's DNS points to 127.0.0.1 arrives with that name as Host.
  if (host === undefined || !LOOPBACK.test(host)) {
    throw new ServiceError('MISDIRECTED_HOST', 'Without tokens only localhost and 127.0.0.1 are served.')
  }
  const foreign =
    request.headers['sec-fetch-site'] === 'cross-site' || (origin !== undefined && origin !== `http://${host}`)
  if (foreign && !SAFE.has(request.method)) {
    throw new ServiceError('CROSS_SITE_REQUEST', 'Without tokens no web page of another origin may change anything.')
  }
}

import { hash } from 'node:crypto'
import { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify'
import { forAllRoutes } from './for-all-routes.ts'
import { hook, payloadHook } from './hooks.ts'
import { bearerToken } from './authentication.ts'
import { beyond, type RateLimitOptions } from './rate-limit.ts'

/** How many accepted tokens are remembered, as hashes. */
const ACCEPTED_MAX = 10_000

export interface WrongTokensOptions extends Pick<RateLimitOptions, 'wrongTokens' | 'windowSeconds'> {
  /** SHA-256, in hexadecimal digits. */
  readonly apiTokenHashes: readonly string[]
}

/**
 * Counts refused tokens by address, and answers 429 RATE_LIMITED beyond the limit before checking another: a flood of
 * made-up tokens would cost signature checks and queries. Tokens that were accepted before, and those of API_TOKENS,
 * are still served, so that nobody behind the same address is locked out. Each instance counts separately. Must be
 * registered before authentication.
 */
export const wrongTokens = forAllRoutes<WrongTokensOptions>(async (app: FastifyInstance, options) => {
  const { wrongTokens: most, windowSeconds } = options
  const always = new Set(options.apiTokenHashes)
  if (most === 0) return
  // By address; for IPv6 by /64 network, since one client usually has all of it.
  const limiter = app.createRateLimit({ max: most, timeWindow: windowSeconds * 1_000 })
  const accepted = new Set<string>()

  app.addHook(
    'onRequest',
    hook(request => {
      const { authorization } = request.headers
      if (authorization === undefined || request.routeOptions.config.scope === 'public') return undefined
      return refuseGuesses(request, authorization)
    })
  )

  async function refuseGuesses(request: FastifyRequest, authorization: string): Promise<void> {
    const counted = await limiter(request, { increment: false })
    if (counted.isAllowed || counted.remaining > 0 || isKnown(keyOf(authorization))) return
    const detail = `Too many requests with invalid tokens came from this address: at most ${most} in ${windowSeconds} seconds are answered.`
    throw beyond(detail, counted)
  }

  app.addHook(
    'onSend',
    payloadHook((request, reply) => {
      const { authorization } = request.headers
      if (authorization === undefined || request.routeOptions.config.scope === 'public') return undefined
      return count(request, reply, authorization)
    })
  )

  async function count(request: FastifyRequest, reply: FastifyReply, authorization: string): Promise<void> {
    const isRefused = reply.statusCode === 401
    if (isRefused) await limiter(request)
    if (!isRefused && request.caller.kind === 'address') return
    const key = keyOf(authorization)
    accepted.delete(key)
    if (isRefused) return
    accepted.add(key)
    if (accepted.size > ACCEPTED_MAX) forgetOldest()
  }

  function isKnown(key: string): boolean {
    return accepted.has(key) || always.has(key)
  }

  function forgetOldest(): void {
    const [oldest = ''] = accepted
    accepted.delete(oldest)
  }
})

/** The hash of the token itself, however the header is spelled. */
function keyOf(authorization: string): string {
  return hash('sha256', bearerToken(authorization) ?? authorization)
}

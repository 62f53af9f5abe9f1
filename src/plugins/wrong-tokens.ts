import { hash } from 'node:crypto'
import { type FastifyInstance } from 'fastify'
import { forAllRoutes } from './for-all-routes.ts'
import { bearerToken } from './authentication.ts'
import { beyond, type RateLimitOptions } from './rate-limit.ts'

/** So many tokens that were accepted are remembered, as hashes. */
const ACCEPTED_MAX = 10_000

export interface WrongTokensOptions extends Pick<RateLimitOptions, 'wrongTokens' | 'windowSeconds'> {
  /** SHA-256, in hexadecimal digits. */
  readonly apiTokenHashes: readonly string[]
}

/**
 * Counts the tokens that are refused, by address, and answers 429 RATE_LIMITED beyond the limit before anything is done for another
 * one: a flood of made-up tokens costs signatures to verify and questions to the store. What was accepted before goes on, so that
 * whoever shares the address (a balancer's, where TRUSTED_PROXIES does not name it) is not locked out; the tokens of the setting
 * API_TOKENS always do. Each instance counts by itself. To be registered before authentication.
 */
export const wrongTokens = forAllRoutes<WrongTokensOptions>(async (app: FastifyInstance, options) => {
  const { wrongTokens: most, windowSeconds } = options
  const always = new Set(options.apiTokenHashes)
  if (most === 0) return
  // By the address, of IPv6 by its network of 64 bits: whoever has one of those has them all.
  const limiter = app.createRateLimit({ max: most, timeWindow: windowSeconds * 1_000 })
  const accepted = new Set<string>()

  app.addHook('onRequest', async request => {
    const { authorization } = request.headers
    if (authorization === undefined || request.routeOptions.config.scope === 'public') return
    const counted = await limiter(request, { increment: false })
    if (counted.isAllowed || counted.remaining > 0 || isKnown(keyOf(authorization))) return
    const detail = `From one address ${most} requests with a token that is not good are answered in ${windowSeconds} seconds.`
    throw beyond(detail, counted.ttlInSeconds)
  })

  app.addHook('onSend', async (request, reply) => {
    const { authorization } = request.headers
    if (authorization === undefined || request.routeOptions.config.scope === 'public') return
    const isRefused = reply.statusCode === 401
    if (isRefused) await limiter(request)
    if (!isRefused && request.caller.kind === 'address') return
    const key = keyOf(authorization)
    accepted.delete(key)
    if (isRefused) return
    accepted.add(key)
    if (accepted.size > ACCEPTED_MAX) forgetOldest()
  })

  function isKnown(key: string): boolean {
    return accepted.has(key) || always.has(key)
  }

  function forgetOldest(): void {
    const [oldest = ''] = accepted
    accepted.delete(oldest)
  }
})

/** The hash of the token itself, however the header is spelt. */
function keyOf(authorization: string): string {
  return hash('sha256', bearerToken(authorization) ?? authorization)
}

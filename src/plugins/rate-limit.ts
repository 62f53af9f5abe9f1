import rateLimiter from '@fastify/rate-limit'
import { type FastifyInstance } from 'fastify'
import fp from 'fastify-plugin'
import { ServiceError } from '../errors.ts'

export interface RateLimitOptions {
  /** Of one caller in the window; 0 for no limit. */
  readonly requests: number
  readonly windowSeconds: number
}

/** So many callers are remembered; the one that has not called for longest is forgotten first. */
const CALLERS_MAX = 20_000

/**
 * Counts the requests of each caller and answers 429 RATE_LIMITED beyond the limit, so that one program that has run wild does
 * not take the service from all others. Each instance counts by itself. What is public, health checks among it, is not counted.
 * To be registered after authentication: by the address alone, whoever shares one with a wrong token could be locked out.
 */
export const rateLimit = fp<RateLimitOptions>(async (app: FastifyInstance, { requests, windowSeconds }) => {
  if (requests === 0) return
  await app.register(rateLimiter, {
    global: false,
    max: requests,
    timeWindow: windowSeconds * 1_000,
    cache: CALLERS_MAX,
    keyGenerator: request => request.caller.id
  })
  const limiter = app.createRateLimit()

  app.addHook('onRequest', async (request, reply) => {
    if (request.routeOptions.config.scope === 'public') return
    const counted = await limiter(request)
    if (counted.isAllowed) return
    // draft-ietf-httpapi-ratelimit-headers-07, section 5. `RateLimit-Reset` is a number of seconds from now.
    reply.header('ratelimit-limit', counted.max)
    reply.header('ratelimit-remaining', counted.remaining)
    reply.header('ratelimit-reset', counted.ttlInSeconds)
    if (!counted.isExceeded) return
    throw new ServiceError('RATE_LIMITED', `A caller may send ${requests} requests in ${windowSeconds} seconds.`, {
      headers: { 'retry-after': String(Math.max(1, counted.ttlInSeconds)) }
    })
  })
})

import rateLimiter from '@fastify/rate-limit'
import { type FastifyInstance } from 'fastify'
import { forAllRoutes } from './for-all-routes.ts'
import { ServiceError } from '../errors.ts'
import { RateWindows } from './rate-windows.ts'

export interface RateLimitOptions {
  /** Requests per caller and window; 0 for no limit. */
  readonly requests: number
  readonly windowSeconds: number
  /** Refused tokens per address and window; 0 for no limit. */
  readonly wrongTokens: number
}

/** The counters of both limits. */
export const rateCounters = forAllRoutes(async (app: FastifyInstance) => {
  await app.register(rateLimiter, { global: false, store: RateWindows })
})

/**
 * Counts the requests of each caller and answers 429 RATE_LIMITED beyond the limit, so that a runaway program does not
 * affect other callers. Each instance counts separately. Public routes, such as health checks, are not counted. Must be
 * registered after authentication, because callers may share an address.
 */
export const rateLimit = forAllRoutes<RateLimitOptions>(async (app: FastifyInstance, { requests, windowSeconds }) => {
  if (requests === 0) return
  const limiter = app.createRateLimit({
    max: requests,
    timeWindow: windowSeconds * 1_000,
    keyGenerator: request => request.caller.id
  })

  app.addHook('onRequest', async (request, reply) => {
    if (request.routeOptions.config.scope === 'public') return
    const counted = await limiter(request)
    if (counted.isAllowed) return
    reply.headers(limitHeaders(counted))
    if (!counted.isExceeded) return
    throw beyond(`A caller may send ${requests} requests in ${windowSeconds} seconds.`, counted)
  })
})

interface Counted {
  readonly max: number
  readonly remaining: number
  readonly ttlInSeconds: number
}

/**
 * As in draft-ietf-httpapi-ratelimit-headers-06, the last one with separate fields; few programs read the single field of
 * later ones yet. `RateLimit-Reset` is a number of seconds from now.
 */
function limitHeaders({ max, remaining, ttlInSeconds }: Counted) {
  return {
    'ratelimit-limit': String(max),
    'ratelimit-remaining': String(remaining),
    'ratelimit-reset': String(ttlInSeconds)
  }
}

export function beyond(detail: string, counted: Counted): ServiceError {
  const headers = { ...limitHeaders(counted), 'retry-after': String(Math.max(1, counted.ttlInSeconds)) }
  return new ServiceError('RATE_LIMITED', detail, { headers })
}

import cors from '@fastify/cors'
import { type FastifyInstance } from 'fastify'
import { forAllRoutes } from './for-all-routes.ts'

/** The headers of answers that pages may read. */
const EXPOSED = [
  ...['ETag', 'Location', 'Link', 'Retry-After', 'Preference-Applied', 'Idempotency-Replayed', 'X-Request-Id'],
  ...['X-Frontage-Backend', 'RateLimit-Limit', 'RateLimit-Remaining', 'RateLimit-Reset']
]

/**
 * Allows web pages of these origins to send requests with a token (Fetch Standard, "CORS protocol"); without any, no
 * page of another origin can read answers. Credentials that browsers add themselves are not allowed. Must be registered
 * before authentication, since preflights (`OPTIONS`) have no token.
 */
export const crossOrigin = forAllRoutes<{ origins: readonly string[] }>(async (app: FastifyInstance, { origins }) => {
  if (origins.length === 0) return
  await app.register(cors, {
    origin: [...origins],
    methods: ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'],
    exposedHeaders: EXPOSED,
    credentials: false,
    maxAge: 600
  })
})

import cors from '@fastify/cors'
import { type FastifyInstance } from 'fastify'
import { forAllRoutes } from './for-all-routes.ts'

/** What a page may read of an answer besides its body. */
const EXPOSED = [
  ...['ETag', 'Location', 'Link', 'Retry-After', 'Preference-Applied', 'Idempotency-Replayed', 'X-Request-Id'],
  ...['X-Frontage-Backend', 'RateLimit-Limit', 'RateLimit-Remaining', 'RateLimit-Reset']
]

/**
 * Lets web pages of these very origins call with a token of their own (Fetch Standard, "CORS protocol"); without any, no page
 * of another origin can read an answer. Credentials that a browser adds by itself are never asked for. To be registered before
 * authentication: a browser asks beforehand (`OPTIONS`) without a token.
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

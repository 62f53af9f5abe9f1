import cors from '@fastify/cors'
import { type FastifyInstance, type FastifyRequest } from 'fastify'
import { forAllRoutes } from './for-all-routes.ts'
import { payloadHook } from './hooks.ts'

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
  const options = {
    origin: [...origins],
    methods: ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'],
    exposedHeaders: EXPOSED,
    credentials: false,
    maxAge: 600
  }
  await app.register(cors, () => async (request: FastifyRequest) => ({ ...options, preflight: isPreflight(request) }))
  // A route's own Vary would replace that of CORS (Fetch Standard, "CORS protocol and HTTP caches").
  app.addHook(
    'onSend',
    payloadHook((_, reply) => {
      const vary = String(reply.getHeader('vary') ?? '')
      if (!/(^|,)\s*(origin|\*)\s*(,|$)/i.test(vary)) reply.header('vary', vary === '' ? 'Origin' : `${vary}, Origin`)
    })
  )
})

/** Any other OPTIONS is a request like those of other methods. */
function isPreflight({ method, headers }: FastifyRequest): boolean {
  return method === 'OPTIONS' && headers.origin !== undefined && headers['access-control-request-method'] !== undefined
}

import helmet from '@fastify/helmet'
import { type FastifyInstance } from 'fastify'
import fp from 'fastify-plugin'

/** The answers of an API need nothing of a page; /docs brings a policy of its own, see openapi.ts. */
export const securityHeaders = fp(async (app: FastifyInstance) => {
  await app.register(helmet, {
    contentSecurityPolicy: {
      useDefaults: false,
      directives: { 'default-src': ["'none'"], 'frame-ancestors': ["'none'"] }
    },
    // TLS ends in front of this service: whoever ends it decides whether the name is HTTPS only.
    strictTransportSecurity: false,
    xFrameOptions: { action: 'deny' }
  })
  app.addHook('onSend', async (request, reply) => {
    // Configurations are as private as the account they describe, and change behind any cache.
    if (!reply.hasHeader('cache-control') && !request.url.startsWith('/docs/static/'))
      reply.header('cache-control', 'no-store')
  })
})

/** What Swagger UI needs: its own scripts, its inline styles, its images as data, and this API. */
export const docsPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "font-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'"
].join('; ')

import assert from 'node:assert'
import { IncomingMessage, ServerResponse } from 'node:http'
import { Socket } from 'node:net'
import { type FastifyInstance } from 'fastify'
import { forAllRoutes } from './for-all-routes.ts'
import { payloadHook } from './hooks.ts'
import helmet, { type HelmetOptions } from 'helmet'

/** For the answers of an API, which need no page features; /docs has its own policy (docs-page.ts). */
const OPTIONS: HelmetOptions = {
  contentSecurityPolicy: {
    useDefaults: false,
    directives: { 'default-src': ["'none'"], 'frame-ancestors': ["'none'"] }
  },
  // TLS is terminated in front of this service, which decides whether the name is HTTPS only.
  strictTransportSecurity: false,
  xFrameOptions: { action: 'deny' }
}

export const securityHeaders = forAllRoutes(async (app: FastifyInstance) => {
  const headers = headersOf(OPTIONS)
  app.addHook('onRequest', (_request, reply, done) => {
    for (const [name, value] of headers) reply.raw.setHeader(name, value)
    done()
  })
  app.addHook(
    'onSend',
    payloadHook((_, reply) => {
      // Configurations are private, and change without any cache knowing.
      if (!reply.hasHeader('cache-control')) reply.header('cache-control', 'no-store')
    })
  )
})

/**
 * The headers that helmet sets with these options. They are the same for every request and computed once: computing them per
 * request, as @fastify/helmet does, takes 5 % of the CPU of a small request.
 */
function headersOf(options: HelmetOptions): (readonly [name: string, value: string])[] {
  const response = new ServerResponse(new IncomingMessage(new Socket()))
  helmet(options)(response.req, response, error => assert.ifError(error))
  return Object.entries(response.getHeaders()).map(([name, value]) => [name, String(value)])
}

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

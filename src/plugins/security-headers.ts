import assert from 'node:assert'
import { IncomingMessage, ServerResponse } from 'node:http'
import { Socket } from 'node:net'
import { type FastifyInstance } from 'fastify'
import fp from 'fastify-plugin'
import helmet, { type HelmetOptions } from 'helmet'

/** The answers of an API need nothing of a page; /docs brings a policy of its own, see openapi.ts. */
const OPTIONS: HelmetOptions = {
  contentSecurityPolicy: {
    useDefaults: false,
    directives: { 'default-src': ["'none'"], 'frame-ancestors': ["'none'"] }
  },
  // TLS ends in front of this service: what terminates it decides whether the name is HTTPS only.
  strictTransportSecurity: false,
  xFrameOptions: { action: 'deny' }
}

export const securityHeaders = fp(async (app: FastifyInstance) => {
  const headers = headersOf(OPTIONS)
  app.addHook('onRequest', (_request, reply, done) => {
    for (const [name, value] of headers) reply.raw.setHeader(name, value)
    done()
  })
  app.addHook('onSend', async (request, reply) => {
    // Configurations are as private as the account they describe, and change behind any cache.
    if (!reply.hasHeader('cache-control') && !request.url.startsWith('/docs/static/'))
      reply.header('cache-control', 'no-store')
  })
})

/**
 * What helmet sets by these options. It is the same for every request, and asked once: to ask for each, as @fastify/helmet
 * does, is 5 % of the CPU of a request that does little else.
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

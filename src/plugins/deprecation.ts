import { type FastifyInstance } from 'fastify'
import fp from 'fastify-plugin'

/** Of a route that is to go. */
export interface Deprecation {
  /** Since when it should not be used in anything new. */
  readonly since: Date
  /** From when on it may be gone. */
  readonly sunset: Date
  /** Where what replaces it is described. */
  readonly link: string
}

declare module 'fastify' {
  interface FastifyContextConfig {
    deprecation?: Deprecation
  }
}

/** Says in every answer of a route with `config: { deprecation }` that and when it goes (RFC 9745, RFC 8594), and in the document. */
export const deprecation = fp(async (app: FastifyInstance) => {
  app.addHook('onRoute', route => {
    if (route.config?.deprecation) route.schema = { ...route.schema, deprecated: true }
  })
  app.addHook('onRequest', async ({ routeOptions }, reply) => {
    const { deprecation: goes } = routeOptions.config
    if (goes === undefined) return
    reply.headers({
      deprecation: `@${Math.floor(goes.since.getTime() / 1_000)}`,
      sunset: goes.sunset.toUTCString(),
      link: `<${goes.link}>; rel="deprecation"; type="text/html"`
    })
  })
})

import { type FastifyInstance } from 'fastify'
import { forAllRoutes } from './for-all-routes.ts'
import { hook } from './hooks.ts'

/** The deprecation of a route. */
interface Deprecation {
  /** Since when it is deprecated. */
  readonly since: Date
  /** When it may be removed at the earliest. */
  readonly sunset: Date
  /** The address that describes its replacement. */
  readonly link: string
}

declare module 'fastify' {
  interface FastifyContextConfig {
    deprecation?: Deprecation
  }
}

/** Announces the deprecation of routes with `config: { deprecation }`, in each answer (RFC 9745, RFC 8594) and in the document. */
export const deprecation = forAllRoutes(async (app: FastifyInstance) => {
  app.addHook('onRoute', route => {
    if (route.config?.deprecation) route.schema = { ...route.schema, deprecated: true }
  })
  app.addHook(
    'onRequest',
    hook(({ routeOptions }, reply) => {
      const { deprecation: announced } = routeOptions.config
      if (announced === undefined) return
      reply.headers({
        deprecation: `@${Math.floor(announced.since.getTime() / 1_000)}`,
        sunset: announced.sunset.toUTCString(),
        link: `<${announced.link}>; rel="deprecation"; type="text/html"`
      })
    })
  )
})

import { type FastifyInstance } from 'fastify'
import { forAllRoutes } from './for-all-routes.ts'
import { hook } from './hooks.ts'

export type Backend = 'local' | 'aws'

/** Names the CloudFront in use in a header of every answer, so that a local one is never mistaken for AWS. */
export const backendHeader = forAllRoutes<{ backend: Backend }>(async (app: FastifyInstance, { backend }) => {
  app.addHook(
    'onRequest',
    hook((_, reply) => {
      reply.header('x-frontage-backend', backend)
    })
  )
})

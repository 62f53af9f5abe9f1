import { type FastifyPluginAsync } from 'fastify'
import { type Invalidation } from '../../invalidation/index.ts'
import { TARGET_KINDS } from '../../invalidation/targets.ts'
import { type StreamSlots } from '../../plugins/event-stream.ts'
import { invalidationEventRoutes } from './events-routes.ts'
import { invalidationItemRoutes } from './items-routes.ts'
import { invalidationPreviewRoutes } from './preview-routes.ts'
import { invalidationRoutes } from './routes.ts'
import { kinds } from './target-params.ts'
import { invalidationUsageRoutes } from './usage-routes.ts'

interface InvalidationResourceOptions {
  readonly invalidation: Pick<Invalidation, 'service' | 'items' | 'usage' | 'previews'>
  /** Shared with the streams of other resources. */
  readonly streams: StreamSlots
}

/** The invalidations of distributions and of distribution tenants. */
export const invalidationResource: FastifyPluginAsync<InvalidationResourceOptions> = async (app, options) => {
  const { invalidation, streams } = options
  const { service, items, usage, previews } = invalidation
  for (const kind of TARGET_KINDS) {
    const prefix = `${kinds[kind].address}/invalidations`
    await app.register(invalidationRoutes, { prefix, service, kind })
    await app.register(invalidationItemRoutes, { prefix, service: items, kind })
    await app.register(invalidationEventRoutes, { prefix, service, kind, streams })
    await app.register(invalidationUsageRoutes, { prefix: `${prefix}/usage`, service: usage, kind })
    await app.register(invalidationPreviewRoutes, { prefix: `${prefix}/preview`, service: previews, kind })
  }
}

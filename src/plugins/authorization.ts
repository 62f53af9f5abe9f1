import { type FastifyInstance, type FastifyRequest, type RouteOptions } from 'fastify'
import { forAllRoutes } from './for-all-routes.ts'
import { allows, type Grant } from '../access/grant.ts'
import { type DistributionLimits, type Extent, extentOf, takesBack } from '../access/limits.ts'
import { type RouteScope, scopeOfAddress } from '../access/scopes.ts'
import { ServiceError } from '../errors.ts'
import { noteCallsBefore } from './request-context.ts'

declare module 'fastify' {
  interface FastifyContextConfig {
    /** What a caller must be granted. Where a route leaves it out, its method and the nouns of its address say it. */
    scope?: RouteScope
    /** What it is for a caller who is limited to some distributions. */
    extent?: Extent
    /** Whether it takes invalidations back, whatever their paths are. */
    takesBack?: boolean
  }
}

export interface AuthorizationOptions {
  /** Whether the distribution of this id is among those that the limits name. */
  readonly includes: (limits: DistributionLimits, id: string) => Promise<boolean>
}

/**
 * Every route has a scope, and whoever is not granted it is refused: a route of which none is known keeps the service from
 * starting. What a grant is limited to holds for every route that does not look after that itself. To be registered before all
 * routes, and its hook after that of authentication.
 */
export const authorization = forAllRoutes<AuthorizationOptions>(async (app: FastifyInstance, { includes }) => {
  app.addHook('onRoute', route => {
    const { url } = route
    const method = String(route.method)
    route.config = {
      ...route.config,
      scope: scopeOf(route),
      extent: extentOf(method, url),
      takesBack: takesBack(method, url)
    }
  })

  app.addHook('onRequest', async request => {
    const { scope } = request.routeOptions.config
    // There is no route here: what there is instead is said to whoever has a token.
    if (scope === undefined || scope === 'public') return
    await request.allow(async () => {
      requireScope(request.caller.grant, scope)
      await refuseBeyondLimits(request)
    })
  })

  /** Throws OUTSIDE_LIMITS, or DISTRIBUTION_NOT_FOUND: what callers may not see is not there for them. */
  async function refuseBeyondLimits(request: FastifyRequest): Promise<void> {
    const { distributions: limits, paths, budget } = request.caller.grant
    const { scope, extent, takesBack } = request.routeOptions.config
    // Else it could make itself a token without limits.
    if (scope === 'admin' && (limits || paths || budget)) {
      throw new ServiceError('OUTSIDE_LIMITS', 'This requires the scope admin and a token without limits.')
    }
    if (paths && takesBack === true) {
      throw new ServiceError('OUTSIDE_LIMITS', 'The token is limited to some paths, and cannot cancel invalidations.')
    }
    if (!limits || extent === 'among' || extent === 'shared') return
    if (extent !== 'one') {
      throw new ServiceError(
        'OUTSIDE_LIMITS',
        'The token is limited to some distributions, and this request affects others.'
      )
    }
    const { distributionId: id } = request.params as { distributionId: string }
    if (await noteCallsBefore(request, async () => includes(limits, id))) return
    throw new ServiceError('DISTRIBUTION_NOT_FOUND', `There is no distribution ${id}.`)
  }
})

/** Throws SCOPE_MISSING. For routes that also write something with a scope of its own, which only the request names. */
export function requireScope(grant: Grant, scope: RouteScope): void {
  if (allows(grant, scope)) return
  throw new ServiceError('SCOPE_MISSING', `The token lacks the scope ${scope}.`, {
    // RFC 6750, section 3.1.
    headers: { 'www-authenticate': `Bearer realm="frontage", error="insufficient_scope", scope="${scope}"` }
  })
}

/** What holds nothing of the account. */
const PUBLIC: ReadonlySet<string> = new Set(['/', '/openapi.json', '/docs', '/problems'])
const PUBLIC_BELOW = ['/docs/', '/health/', '/problems/']

function scopeOf({ config, method, url }: RouteOptions): RouteScope {
  if (PUBLIC.has(url) || PUBLIC_BELOW.some(prefix => url.startsWith(prefix))) return 'public'
  // A dry run is registered with the settings of its write.
  const isDryRun = url.startsWith('/dry-run/')
  const scope = (isDryRun ? undefined : config?.scope) ?? scopeOfAddress(String(method), url)
  if (scope === undefined) throw new Error(`the route ${String(method)} ${url} has no scope`)
  return scope
}

/** For the document: what an operation must be granted, as OpenAPI 3.1 lists roles of a bearer token. */
export function securityOf(scope: RouteScope | undefined): Readonly<Record<string, readonly string[]>>[] {
  if (scope === 'public') return []
  return [{ bearer: scope === undefined || scope === 'authenticated' ? [] : [scope] }, {}]
}

import { type FastifyInstance, type FastifyRequest, type RouteOptions } from 'fastify'
import { forAllRoutes } from './for-all-routes.ts'
import { hook } from './hooks.ts'
import { allows, type Grant } from '../access/grant.ts'
import { type DistributionLimits, type Extent, extentOf, cancelsInvalidations } from '../access/limits.ts'
import { type RouteScope, scopeOfAddress } from '../access/scopes.ts'
import { ServiceError } from '../errors.ts'
import { noteCallsBefore } from './request-context.ts'

declare module 'fastify' {
  interface FastifyContextConfig {
    /** What a caller must be granted. Default: determined from the method and the nouns of the address. */
    scope?: RouteScope
    /** What a caller who is limited to some distributions may do with it. */
    extent?: Extent
    /** Whether it cancels invalidations, whatever their paths are. */
    cancelsInvalidations?: boolean
  }
}

export interface AuthorizationOptions {
  /** Whether the distribution with this id matches the limits. */
  readonly includes: (limits: DistributionLimits, id: string) => Promise<boolean>
}

/**
 * Requires each route's scope; a route without one keeps the service from starting. Enforces the limits of a grant on
 * every route that does not do so itself. Must be registered before all routes and after authentication.
 */
export const authorization = forAllRoutes<AuthorizationOptions>(async (app: FastifyInstance, { includes }) => {
  app.addHook('onRoute', route => {
    const { url } = route
    const method = String(route.method)
    route.config = {
      ...route.config,
      scope: scopeOf(route),
      extent: extentOf(method, url),
      cancelsInvalidations: cancelsInvalidations(method, url)
    }
  })

  app.addHook(
    'onRequest',
    hook(request => {
      const { scope } = request.routeOptions.config
      // There is no such route; callers with a token are told what exists instead.
      if (scope === undefined || scope === 'public') return undefined
      return request.allow(() => {
        requireScope(request.caller.grant, scope)
        return refuseBeyondLimits(request)
      })
    })
  )

  /**
   * Throws OUTSIDE_LIMITS, or DISTRIBUTION_NOT_FOUND, since callers must not learn of distributions outside their
   * limits.
   */
  function refuseBeyondLimits(request: FastifyRequest): void | Promise<void> {
    const { distributions: limits, paths, budget } = request.caller.grant
    const { scope, extent, cancelsInvalidations } = request.routeOptions.config
    // Otherwise it could create a token without limits.
    if (scope === 'admin' && (limits || paths || budget)) {
      throw new ServiceError('OUTSIDE_LIMITS', 'This requires the scope admin and a token without limits.')
    }
    if (paths && cancelsInvalidations === true) {
      throw new ServiceError('OUTSIDE_LIMITS', 'The token is limited to some paths, and cannot cancel invalidations.')
    }
    if (!limits || extent === 'among' || extent === 'shared') return undefined
    if (extent !== 'one') {
      throw new ServiceError(
        'OUTSIDE_LIMITS',
        'The token is limited to some distributions, and this request affects others.'
      )
    }
    return refuseOthers(request, limits)
  }

  async function refuseOthers(request: FastifyRequest, limits: DistributionLimits): Promise<void> {
    const { distributionId: id } = request.params as { distributionId: string }
    if (await noteCallsBefore(request, async () => includes(limits, id))) return
    throw new ServiceError('DISTRIBUTION_NOT_FOUND', `There is no distribution ${id}.`)
  }
})

/** Throws SCOPE_MISSING. Also for routes where the request determines a further scope. */
export function requireScope(grant: Grant, scope: RouteScope): void {
  if (allows(grant, scope)) return
  throw new ServiceError('SCOPE_MISSING', `The token lacks the scope ${scope}.`, {
    // RFC 6750, section 3.1.
    headers: { 'www-authenticate': `Bearer realm="frontage", error="insufficient_scope", scope="${scope}"` }
  })
}

/** Routes that reveal nothing about the account. */
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

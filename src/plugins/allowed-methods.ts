import { type FastifyInstance, type FastifyRequest } from 'fastify'
import { forAllRoutes } from './for-all-routes.ts'
import { hook } from './hooks.ts'
import { ServiceError } from '../errors.ts'

/**
 * Answers if the router finds no route, or takes a name for an id: 405 METHOD_NOT_ALLOWED with the available methods,
 * or 404 ROUTE_NOT_FOUND. A fixed name (`POST …/invalidations/preview`) is never an id, although the router would match
 * `GET …/invalidations/:invalidationId` for that address with another method.
 */
export const allowedMethods = forAllRoutes(async (app: FastifyInstance) => {
  const addresses = new Map<string, { readonly pattern: RegExp; readonly methods: Set<string> }>()
  const fixedNames = new Set<string>()
  app.addHook('onRoute', ({ url: written, method }) => {
    const url = withoutTrailingSlash(written)
    const address = addresses.get(url) ?? { pattern: patternOf(url), methods: new Set() }
    addresses.set(url, address)
    for (const each of [method].flat()) address.methods.add(each)
    for (const segment of url.split('/')) if (!segment.startsWith(':')) fixedNames.add(segment)
  })

  /** The methods of the matching address with the fewest parameters, as the router chooses. */
  function methodsAt(path: string): ReadonlySet<string> | undefined {
    const found = [...addresses].filter(([, { pattern }]) => pattern.test(withoutTrailingSlash(path)))
    const [closest] = found.sort(([one], [other]) => parametersIn(one) - parametersIn(other))
    return closest?.[1].methods
  }

  app.addHook(
    'onRequest',
    hook(request => {
      // An id is hardly ever such a name.
      if (!Object.values((request.params ?? {}) as Record<string, string>).some(value => fixedNames.has(value))) return
      for (const name of addressesWithFixedNames(request)) {
        const methods = addresses.get(withoutTrailingSlash(name))?.methods
        if (methods && !methods.has(request.method)) throw methodNotAllowed(request.method, methods)
      }
    })
  )

  app.setNotFoundHandler(async request => {
    const path = request.url.split('?', 1)[0] ?? request.url
    const methods = methodsAt(path)
    // An existing route, such as that of files, may itself answer 404.
    if (methods && !methods.has(request.method)) throw methodNotAllowed(request.method, methods)
    throw new ServiceError('ROUTE_NOT_FOUND', `There is nothing at ${path}.`)
  })
})

function methodNotAllowed(method: string, offered: ReadonlySet<string>): ServiceError {
  const allow = [...offered].sort().join(', ')
  return new ServiceError('METHOD_NOT_ALLOWED', `${method} is not offered here, only ${allow}.`, { headers: { allow } })
}

/** Fastify serves most addresses with and without a trailing slash. */
function withoutTrailingSlash(address: string): string {
  return address.length > 1 && address.endsWith('/') ? address.slice(0, -1) : address
}

function patternOf(url: string): RegExp {
  const pattern = url.replace(/[.+?^${}()|[\]\\]/g, '\\$&').replace(/:[^/]+/g, '[^/]+')
  return new RegExp(`^${pattern.replaceAll('*', '.*')}$`)
}

function parametersIn(url: string): number {
  return url.split('/').filter(segment => segment.startsWith(':') || segment === '*').length
}

/** The addresses that the request would have if one of its parameters were a fixed name. */
function addressesWithFixedNames({ routeOptions, params }: FastifyRequest): string[] {
  const segments = routeOptions.url?.split('/') ?? []
  return Object.entries((params ?? {}) as Record<string, string>)
    .filter(([name]) => segments.includes(`:${name}`))
    .map(([name, value]) => segments.map(segment => (segment === `:${name}` ? value : segment)).join('/'))
}

import { type FastifyInstance, type FastifyRequest } from 'fastify'
import { forAllRoutes } from './for-all-routes.ts'
import { hook } from './hooks.ts'
import { type Caller, callerAt } from '../access/caller.ts'
import { EVERYTHING, NOTHING } from '../access/grant.ts'
import { ServiceError } from '../errors.ts'

type Check = () => void | Promise<void>

const CALLER = Symbol('caller')
const CHECKS = Symbol('checks')

declare module 'fastify' {
  interface FastifyRequest {
    [CALLER]: Caller | undefined
    [CHECKS]: readonly Check[] | undefined
    /** Who makes the request. Before authentication, and if it fails, a caller of that address who may do nothing. */
    caller: Caller
    /**
     * Runs a check of whether the caller may make the request; `isStillAllowed` runs it again. Throws what the check
     * throws.
     */
    allow: (check: Check) => void | Promise<void>
    /** Whether all checks still pass; for answers that take long. */
    isStillAllowed: () => Promise<boolean>
  }
}

export interface AuthenticationOptions {
  /** Whether callers need a token. Otherwise only this machine may call, without one. */
  readonly isRequired: boolean
  /** The caller of a token; undefined if it is not, or no longer, valid. */
  readonly authenticate: (token: string) => Caller | undefined | Promise<Caller | undefined>
}

/**
 * Bearer tokens, on every route that is not public. If none are required, the Host header must name this machine, and
 * no web page of another origin may write: otherwise any page in the user's browser could. A token that is sent anyway
 * identifies the caller.
 */
export const authentication = forAllRoutes<AuthenticationOptions>(async (app: FastifyInstance, options) => {
  const { isRequired, authenticate } = options
  app.decorateRequest(CALLER, undefined)
  app.decorateRequest('caller', {
    getter(this: FastifyRequest) {
      return (this[CALLER] ??= callerAt(this.ip, NOTHING))
    }
  })

  app.decorateRequest(CHECKS, undefined)
  app.decorateRequest('allow', function (this: FastifyRequest, check: Check) {
    this[CHECKS] = [...(this[CHECKS] ?? []), check]
    return check()
  })
  app.decorateRequest('isStillAllowed', async function (this: FastifyRequest) {
    try {
      for (const check of this[CHECKS] ?? []) await check()
      return true
    } catch (error) {
      if (error instanceof ServiceError) return false
      throw error
    }
  })

  app.addHook(
    'onRequest',
    hook(request => {
      if (!isRequired) refuseForeignRequests(request)
      if (request.routeOptions.config.scope === 'public') return undefined
      const { authorization } = request.headers
      if (isRequired || authorization !== undefined) {
        return request.allow(async () => {
          request[CALLER] = await bearerOf(authorization)
        })
      }
      request[CALLER] = callerAt(request.ip, EVERYTHING)
      return undefined
    })
  )

  /** Throws UNAUTHENTICATED, without revealing why a token is not accepted. */
  async function bearerOf(authorization: string | undefined): Promise<Caller> {
    const token = bearerToken(authorization ?? '')
    const realm = 'Bearer realm="frontage"'
    if (token === undefined) {
      throw new ServiceError('UNAUTHENTICATED', 'The Authorization header does not contain a bearer token.', {
        headers: { 'www-authenticate': realm }
      })
    }
    const caller = await authenticate(token)
    if (caller) return caller
    throw new ServiceError('UNAUTHENTICATED', 'The token is unknown or no longer valid.', {
      headers: { 'www-authenticate': `${realm}, error="invalid_token"` }
    })
  }
})

/** The token of an Authorization header; undefined for another scheme. */
export function bearerToken(authorization: string): string | undefined {
  return /^Bearer +([^\s]+) *$/i.exec(authorization)?.[1]
}

const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[::1\])(:\d+)?$/i
const PROXY_HEADERS = ['forwarded', 'x-forwarded-for', 'via']
const SAFE = new Set(['GET', 'HEAD', 'OPTIONS'])

function refuseForeignRequests(request: FastifyRequest): void {
  const { host, origin } = request.headers
  // DNS rebinding: a name that an attacker points to 127.0.0.1 arrives as Host.
  if (host === undefined || !LOOPBACK.test(host)) {
    throw new ServiceError('MISDIRECTED_HOST', 'Without tokens, only requests to localhost and 127.0.0.1 are served.')
  }
  // Everybody behind a proxy would look like this machine.
  const proxied = PROXY_HEADERS.find(name => request.headers[name] !== undefined)
  if (proxied !== undefined) {
    throw new ServiceError(
      'MISDIRECTED_HOST',
      `Without tokens, requests through a proxy are not served, and the header ${proxied} shows that there is one.`
    )
  }
  const foreign =
    request.headers['sec-fetch-site'] === 'cross-site' || (origin !== undefined && origin !== `http://${host}`)
  if (foreign && !SAFE.has(request.method)) {
    throw new ServiceError('CROSS_SITE_REQUEST', 'Without tokens, web pages of other origins may not change anything.')
  }
}

import { jsonPointer } from '../../cloudfront/model/json-pointer.ts'
import { structure } from '../../cloudfront/model/shapes.ts'
import { type CompiledBehavior } from '../../delivery/behavior.ts'
import { type CompiledDistribution, type CompiledOrigin } from '../../delivery/distribution.ts'
import { type Target } from '../../delivery/failover.ts'
import { matchesWildcards } from '../../delivery/patterns.ts'
import { type Admission, refusesBody } from '../../delivery/routing.ts'
import { disabledOf } from '../../delivery/tenants.ts'
import { type ViewerRequest } from '../../delivery/viewer-request.ts'
import type { Explained } from './explanation.ts'
import { type Decision, type Explanation, type Reason } from './schemas.ts'
import { viewersOf } from './staging.ts'

/** The path of a member in the SDK's names, which `jsonPointer` translates. */
type Path = readonly (string | number)[]

const shape = structure('DistributionConfig')

export type Reasons = ReturnType<typeof createReasons>

/** Collects the reasons of decisions, each with the member of the configuration behind it. */
export function createReasons({ config, distribution, tenant, primary, deployment }: Explained) {
  const all: Reason[] = []

  /** For an omitted member, the pointer of its closest existing parent. */
  function pointerTo(path: Path): string {
    let value: unknown = config
    const there = path.findIndex(step => {
      value = (value as Record<string | number, unknown> | undefined)?.[step]
      return value === undefined || value === null
    })
    return jsonPointer(shape, there < 0 ? path : path.slice(0, there), 'json')
  }

  function add(decision: Decision, path: Path | undefined, detail: string): void {
    all.push({ decision, ...(path && { pointer: pointerTo(path) }), detail })
  }

  const pathOf = ({ place }: CompiledBehavior): Path =>
    place === 'default' ? ['DefaultCacheBehavior'] : ['CacheBehaviors', 'Items', place]
  const inBehavior = (behavior: CompiledBehavior, ...path: Path): Path => [...pathOf(behavior), ...path]
  const inOrigin = ({ place }: CompiledOrigin, ...path: Path): Path => ['Origins', 'Items', place, ...path]

  function addOrigin(origin: CompiledOrigin): void {
    const { id, config: settings } = origin
    for (const name of ['DomainName', 'OriginPath'] as const) {
      const template = config.Origins?.Items?.[origin.place]?.[name] ?? ''
      const filled = settings[name] ?? ''
      if (filled !== template) add('origin', inOrigin(origin, name), `${template} is ${filled} for this tenant.`)
    }
    const policy = settings.CustomOriginConfig?.OriginProtocolPolicy
    if (policy) {
      const detail = `${id} is contacted as ${policy} specifies.`
      add('origin', inOrigin(origin, 'CustomOriginConfig', 'OriginProtocolPolicy'), detail)
    }
    if (settings.OriginPath) {
      add('originRequest', inOrigin(origin, 'OriginPath'), `${settings.OriginPath} is put before the path.`)
    }
    if ((settings.CustomHeaders?.Items ?? []).length > 0) {
      const detail = `The custom headers of ${id} are added, and replace the viewer's.`
      add('originRequest', inOrigin(origin, 'CustomHeaders'), detail)
    }
  }

  return {
    all,
    pointerOfBehavior: (behavior: CompiledBehavior) => pointerTo(pathOf(behavior)),
    pointerOfOrigin: (origin: CompiledOrigin) => pointerTo(inOrigin(origin)),

    host(host: string): void {
      if (tenant) {
        add('distribution', undefined, `${host} is a domain of the distribution tenant ${tenant.id}, or below one.`)
        return
      }
      if (primary) {
        add('distribution', undefined, `${host} is a name of the primary distribution, or below one.`)
        return
      }
      const place = aliasOf(distribution, host)
      if (place < 0) add('distribution', undefined, `${host} is the distribution's own domain name.`)
      else add('distribution', ['Aliases', 'Items', place], `${host} is an alias of the distribution, or below one.`)
    },

    disabled(): void {
      const disabled = disabledOf(config, tenant)
      const path = disabled === 'distribution' ? ['Enabled'] : undefined
      add('distribution', path, `The ${disabled} is disabled, so it does not serve viewers.`)
    },

    hidden(member: 'Staging' | 'ConnectionMode'): void {
      const details = {
        Staging:
          'A staging distribution does not serve viewers under its own names, but through its primary distribution.',
        ConnectionMode:
          'A multi-tenant distribution does not serve viewers under its own names, but under those of its tenants.'
      }
      add('distribution', [member], details[member])
    },

    staging(): void {
      if (primary) {
        const { policy } = primary
        const viewers = viewersOf(policy)
        const detail = `The continuous deployment policy ${policy.id} sends ${viewers} to this staging distribution.`
        add('distribution', ['Staging'], detail)
        return
      }
      if (!deployment) return
      const detail =
        `The continuous deployment policy ${deployment.id} sends ${viewersOf(deployment)} to the staging distribution; ` +
        'this explains the others.'
      add('distribution', ['ContinuousDeploymentPolicyId'], detail)
    },

    limits(message: string): void {
      add('distribution', undefined, `${message} CloudFront refuses such requests before it applies the configuration.`)
    },

    rootObject(path: string): void {
      add('rootObject', ['DefaultRootObject'], `A request for / becomes one for ${path}.`)
    },

    behavior(behavior: CompiledBehavior, path: string): void {
      if (behavior.place === 'default') add('behavior', pathOf(behavior), `No path pattern matches ${path}.`)
      else {
        const detail = `${behavior.pathPattern} is the first path pattern that matches ${path}.`
        add('behavior', inBehavior(behavior, 'PathPattern'), detail)
      }
    },

    admission(
      behavior: CompiledBehavior,
      { method, protocol, hasBody }: ViewerRequest & { readonly hasBody: boolean },
      admission: Admission
    ): void {
      const isAllowed = behavior.allowedMethods.has(method)
      const allowed = [...behavior.allowedMethods].join(', ')
      const methods = isAllowed ? `${method} is allowed.` : `${method} is refused: only ${allowed} are allowed.`
      add('method', inBehavior(behavior, 'AllowedMethods'), methods)
      if (!isAllowed) return
      if (hasBody && refusesBody(method)) {
        add('method', undefined, `A ${method} with a body is always refused.`)
        return
      }
      const { viewerProtocolPolicy: policy } = behavior
      const what = { continue: 'accepted', redirect: 'redirected', error: 'refused' }[admission.kind]
      const over = protocol.toUpperCase()
      add(
        'viewerProtocol',
        inBehavior(behavior, 'ViewerProtocolPolicy'),
        `${policy}: a request over ${over} is ${what}.`
      )
      if (admission.kind !== 'continue') return
      for (const member of behavior.signedBy) {
        const whose = member === 'TrustedKeyGroups' ? 'of these groups' : 'of these accounts'
        const detail =
          `The request needs a signed URL or signed cookies, with a key ${whose}; without them the answer is 403. The ` +
          'signature is not forwarded.'
        add('signature', inBehavior(behavior, member), detail)
      }
    },

    functions(behavior: CompiledBehavior): NonNullable<Explanation['functions']> {
      const { FunctionAssociations, LambdaFunctionAssociations } = behavior.config
      const found = [
        ...(FunctionAssociations?.Items ?? []).map(({ EventType, FunctionARN }, place) => ({
          event: EventType ?? '',
          arn: FunctionARN ?? '',
          path: inBehavior(behavior, 'FunctionAssociations', 'Items', place)
        })),
        ...(LambdaFunctionAssociations?.Items ?? []).map(({ EventType, LambdaFunctionARN }, place) => ({
          event: EventType ?? '',
          arn: LambdaFunctionARN ?? '',
          path: inBehavior(behavior, 'LambdaFunctionAssociations', 'Items', place)
        }))
      ]
      for (const { event, arn, path } of found) add('function', path, `${arn} runs at ${event}.`)
      return found.map(({ event, arn, path }) => ({ event, arn, pointer: pointerTo(path) }))
    },

    cache(
      behavior: CompiledBehavior,
      { cached, ttl }: NonNullable<Explanation['cache']>,
      { webSocket }: { readonly webSocket: boolean }
    ): void {
      const { cache } = behavior.policies
      const source = inBehavior(behavior, cache ? 'CachePolicyId' : 'ForwardedValues')
      const by = cache ? `The cache policy ${cache.Name ?? ''}` : 'ForwardedValues'
      if (!behavior.caches) {
        if (ttl.maxSeconds > 0) add('cacheKey', source, `${by} forwards all headers: nothing is cached.`)
        else if (cache) add('cacheKey', source, `${by} has MaxTTL 0: nothing is cached.`)
        else add('cacheKey', inBehavior(behavior, 'MaxTTL'), 'MaxTTL is 0: nothing is cached.')
      } else if (webSocket) add('cacheKey', undefined, 'A WebSocket is passed through: nothing is cached.')
      else if (!cached) {
        const detail = `Only answers to ${[...behavior.cachedMethods].join(', ')} are cached.`
        add('cacheKey', inBehavior(behavior, 'AllowedMethods'), detail)
      } else add('cacheKey', source, `${by} determines what is in the cache key besides the path.`)
      if (cache) {
        const bounds = `${by}: MinTTL ${ttl.minSeconds}, DefaultTTL ${ttl.defaultSeconds}, MaxTTL ${ttl.maxSeconds}.`
        add('ttl', source, bounds)
      } else {
        for (const name of ['MinTTL', 'DefaultTTL', 'MaxTTL'] as const) {
          const value = { MinTTL: ttl.minSeconds, DefaultTTL: ttl.defaultSeconds, MaxTTL: ttl.maxSeconds }[name]
          add('ttl', inBehavior(behavior, name), `${name} is ${value} seconds.`)
        }
      }
      const { compresses } = behavior
      const why = behavior.config.Compress ? 'key or TTLs leave no room for it' : 'Compress is off'
      add(
        'compression',
        inBehavior(behavior, 'Compress'),
        compresses ? 'Compress is on.' : `CloudFront compresses nothing: ${why}.`
      )
    },

    target(behavior: CompiledBehavior, { group, origins }: Target): void {
      add('origin', inBehavior(behavior, 'TargetOriginId'), `The behavior's target is ${behavior.targetOriginId}.`)
      if (group) {
        const second = origins[1]
        const detail = second
          ? `The group fails over from ${origins[0].id} to ${second.id}.`
          : 'Only GET, HEAD and OPTIONS fail over to the second origin of the group.'
        add('origin', ['OriginGroups', 'Items', group.place], detail)
      }
      for (const origin of origins) if (origin) addOrigin(origin)
      const { cache, originRequest } = behavior.policies
      if (originRequest) {
        const detail = `The origin gets what is in the cache key, and what the origin request policy ${originRequest.Name ?? ''} names.`
        add('originRequest', inBehavior(behavior, 'OriginRequestPolicyId'), detail)
      } else if (cache) {
        const detail =
          'Without an origin request policy, the origin gets what is in the cache key and what CloudFront adds.'
        add('originRequest', pathOf(behavior), detail)
      } else {
        const detail = "ForwardedValues forwards all of the viewer's headers except those that CloudFront removes."
        add('originRequest', inBehavior(behavior, 'ForwardedValues'), detail)
      }
    },

    errors(codes: readonly number[]): void {
      for (const code of codes) {
        const response = distribution.errorResponses.get(code)
        if (!response) continue
        const { page, minTtlSeconds, place } = response
        const shows = page ? `${page.path} replaces it, with status ${page.responseCode}` : 'no page replaces it'
        const keeps = minTtlSeconds === undefined ? '' : `; at least ${minTtlSeconds} seconds if it is kept`
        add('errorPage', ['CustomErrorResponses', 'Items', place], `${code}: ${shows}${keeps}.`)
      }
    },

    responseHeaders(behavior: CompiledBehavior): void {
      const policy = behavior.config.ResponseHeadersPolicyId
      if (!policy) return
      const detail = `The response headers policy ${policy} adds and removes headers of the answer.`
      add('responseHeaders', inBehavior(behavior, 'ResponseHeadersPolicyId'), detail)
    }
  }
}

/** The index of the alias that serves the host, an exact one before the longest wildcard; -1 for the domain name. */
function aliasOf({ aliases, domainName }: CompiledDistribution, host: string): number {
  if (host === domainName) return -1
  const exact = aliases.indexOf(host)
  if (exact >= 0) return exact
  const covering = aliases.filter(alias => alias.startsWith('*.') && matchesWildcards(alias, host))
  const longest = covering.toSorted((one, other) => other.length - one.length)[0]
  return longest === undefined ? -1 : aliases.indexOf(longest)
}

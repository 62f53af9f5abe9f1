import type * as CF from '@aws-sdk/client-cloudfront'
import { compileBehavior, type CompiledBehavior, type Policies } from './behavior.ts'
import { ownersOf } from './invalidation.ts'

/** The custom error response for one status. */
export interface ErrorResponse {
  /** Its index in the configuration's list. */
  readonly place: number
  /** Absent if only the caching time of the error is set. */
  readonly page: { readonly path: string; readonly responseCode: number } | undefined
  readonly minTtlSeconds: number | undefined
}

export interface OriginGroup {
  readonly place: number
  readonly id: string
  readonly originIds: readonly string[]
  readonly failoverCodes: ReadonlySet<number>
}

/** A distribution's configuration, parsed once, so that requests are cheap. */
export interface CompiledDistribution {
  readonly id: string
  /** The tenant for which a multi-tenant distribution is compiled. */
  readonly tenantId: string | undefined
  /** The ids whose invalidations remove its objects. */
  readonly owners: readonly string[]
  /** `d….cloudfront.net`: its own, or that of a tenant's connection group. */
  readonly domainName: string
  readonly aliases: readonly string[]
  readonly enabled: boolean
  /** Without a leading slash; undefined if there is none. */
  readonly rootObject: string | undefined
  /** In the order in which they are tried; the last is the default behavior, which matches everything. */
  readonly behaviors: readonly CompiledBehavior[]
  readonly origins: ReadonlyMap<string, CompiledOrigin>
  readonly groups: ReadonlyMap<string, OriginGroup>
  readonly errorResponses: ReadonlyMap<number, ErrorResponse>
  /** The origin's header that lists an object's tags, in lower case. */
  readonly cacheTagHeader: string | undefined
}

export interface CompiledOrigin {
  readonly place: number
  readonly id: string
  readonly config: CF.Origin
}

/** The minimum caching time of an error, unless one is configured [G:HTTPStatusCodes]. */
export const ERROR_TTL_SECONDS = 10

export interface DistributionParts {
  readonly id: string
  readonly domainName: string
  readonly tenantId?: string | undefined
  readonly config: CF.DistributionConfig
  /** The policies that behaviors name by id. Must throw for an unknown id. */
  readonly policiesOf: (behavior: CF.DefaultCacheBehavior | CF.CacheBehavior) => Policies
}

export function compileDistribution(parts: DistributionParts): CompiledDistribution {
  const { id, domainName, tenantId, config, policiesOf } = parts
  const defaultBehavior = config.DefaultCacheBehavior
  if (!defaultBehavior) throw new TypeError(`distribution ${id} has no default behavior`)
  const others = config.CacheBehaviors?.Items ?? []
  return {
    id,
    tenantId,
    owners: ownersOf({ id, tenantId }),
    domainName: domainName.toLowerCase(),
    aliases: (config.Aliases?.Items ?? []).map(alias => alias.toLowerCase()),
    enabled: config.Enabled === true,
    rootObject: config.DefaultRootObject?.replace(/^\//, '') || undefined,
    behaviors: [
      ...others.map((behavior, place) =>
        compileBehavior({
          place,
          pathPattern: behavior.PathPattern ?? '*',
          config: behavior,
          policies: policiesOf(behavior)
        })
      ),
      compileBehavior({
        place: 'default',
        pathPattern: '*',
        config: defaultBehavior,
        policies: policiesOf(defaultBehavior)
      })
    ],
    origins: new Map(
      (config.Origins?.Items ?? []).map((origin, place) => {
        const originId = origin.Id ?? ''
        return [originId, { place, id: originId, config: origin }]
      })
    ),
    groups: new Map(
      (config.OriginGroups?.Items ?? []).map((group, place) => [group.Id ?? '', readGroup(group, place)])
    ),
    errorResponses: new Map(
      (config.CustomErrorResponses?.Items ?? []).map((response, place) => [
        response.ErrorCode ?? 0,
        readErrorResponse(response, place)
      ])
    ),
    cacheTagHeader: config.CacheTagConfig?.HeaderName?.toLowerCase()
  }
}

/**
 * The member that keeps viewers from reaching a distribution under its own names: a staging distribution is only reached through
 * its primary one, and a multi-tenant distribution through its tenants' domains.
 */
export function hiddenBy(
  config: Pick<CF.DistributionConfig, 'Staging' | 'ConnectionMode'>
): 'Staging' | 'ConnectionMode' | undefined {
  if (config.Staging === true) return 'Staging'
  return config.ConnectionMode === 'tenant-only' ? 'ConnectionMode' : undefined
}

function readGroup(group: CF.OriginGroup, place: number): OriginGroup {
  return {
    place,
    id: group.Id ?? '',
    originIds: (group.Members?.Items ?? []).map(({ OriginId }) => OriginId ?? ''),
    failoverCodes: new Set(group.FailoverCriteria?.StatusCodes?.Items)
  }
}

function readErrorResponse(response: CF.CustomErrorResponse, place: number): ErrorResponse {
  const { ResponsePagePath: path, ResponseCode: code, ErrorCachingMinTTL } = response
  return {
    place,
    page: path && code ? { path, responseCode: Number(code) } : undefined,
    minTtlSeconds: ErrorCachingMinTTL
  }
}

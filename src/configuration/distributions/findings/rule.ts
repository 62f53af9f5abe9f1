import type * as CF from '@aws-sdk/client-cloudfront'
import { type ConfigJson } from '../defaults.ts'
import { type PolicyContents } from '../policy-contents.ts'

/** `severe`: requests fail. `warning`: it works but causes harm, or fails in some cases. `info`: worth knowing. */
export const severities = ['info', 'warning', 'severe'] as const
export type Severity = (typeof severities)[number]

/** The path of a value in a configuration's JSON: `['origins', 0, 'domainName']`. */
export type JsonPath = readonly (string | number)[]

export interface Place {
  readonly path: JsonPath
  readonly detail: string
  /**
   * The configuration with the problem fixed; origins in it may have `originAccess`. Absent if the fix needs a
   * decision.
   */
  readonly fixed?: object
}

/**
 * One kind of setting that CloudFront accepts but that will not work or will cause harm. A rule returns every place and
 * never throws. It may assume that the configuration fits the model's types, but optional members may be missing.
 */
export interface FindingRule {
  readonly code: string
  readonly severity: Severity
  readonly find: (config: ConfigJson) => readonly Place[]
}

export type OriginJson = ConfigJson['origins'][number]

/** A symbol, so that patches, which compare names, do not see it. */
export const OWN_POLICIES = Symbol('own policies')

interface OwnPolicies {
  readonly cache?: CF.CachePolicyConfig | undefined
  readonly originRequest?: CF.OriginRequestPolicyConfig | undefined
}

export type BehaviorJson = ConfigJson['defaultCacheBehavior'] & {
  readonly pathPattern?: string
  /** What the policies that it names say, if they were read: those of the account, not managed ones. */
  readonly [OWN_POLICIES]?: OwnPolicies
}

/** The configuration with what the policies of its behaviors say, for rules to judge. */
export function withOwnPolicies(config: ConfigJson, { cache, originRequest }: PolicyContents): ConfigJson {
  const known = <Behavior extends BehaviorJson>(behavior: Behavior): Behavior => ({
    ...behavior,
    [OWN_POLICIES]: {
      cache: cache.get(behavior.cachePolicyId ?? ''),
      originRequest: originRequest.get(behavior.originRequestPolicyId ?? '')
    }
  })
  return {
    ...config,
    defaultCacheBehavior: known(config.defaultCacheBehavior),
    ...(config.cacheBehaviors && { cacheBehaviors: config.cacheBehaviors.map(known) })
  }
}

export interface PlacedBehavior {
  readonly behavior: BehaviorJson
  readonly path: JsonPath
  /** What to call it in a sentence. */
  readonly name: string
}

export const EVERY_METHOD = ['GET', 'HEAD', 'OPTIONS', 'PUT', 'POST', 'PATCH', 'DELETE'] as const

/** The default behavior and all others, each with its path. */
export function behaviorsOf(config: ConfigJson): PlacedBehavior[] {
  const others = (config.cacheBehaviors ?? []).map((behavior, index) => ({
    behavior,
    path: ['cacheBehaviors', index],
    name: `behavior ${behavior.pathPattern}`
  }))
  return [
    { behavior: config.defaultCacheBehavior, path: ['defaultCacheBehavior'], name: 'default behavior' },
    ...others
  ]
}

/** The origin that a behavior targets, or the members of its origin group. */
export function targetsOf(config: ConfigJson, { targetOriginId: id }: BehaviorJson): OriginJson[] {
  const group = config.originGroups?.find(candidate => candidate.id === id)
  const ids = group ? group.members.map(({ originId }) => originId) : [id]
  return config.origins.filter(origin => ids.includes(origin.id))
}

/** The behaviors whose requests reach an origin, directly or through a group. */
export function behaviorsTo(config: ConfigJson, origin: OriginJson): PlacedBehavior[] {
  return behaviorsOf(config).filter(({ behavior }) => targetsOf(config, behavior).some(({ id }) => id === origin.id))
}

/** The configuration with one origin changed. */
export function withOrigin(config: ConfigJson, index: number, change: (origin: OriginJson) => object): object {
  return { ...config, origins: config.origins.map((origin, at) => (at === index ? change(origin) : origin)) }
}

/** The configuration with one behavior changed. */
export function withBehavior(config: ConfigJson, path: JsonPath, change: (behavior: BehaviorJson) => object): object {
  const [, index] = path
  if (index === undefined) return { ...config, defaultCacheBehavior: change(config.defaultCacheBehavior) }
  return {
    ...config,
    cacheBehaviors: config.cacheBehaviors?.map((behavior, at) => (at === index ? change(behavior) : behavior))
  }
}

/** Applies a check to every origin. */
export function eachOrigin(
  config: ConfigJson,
  find: (origin: OriginJson, index: number) => (Omit<Place, 'path'> & { at?: JsonPath }) | undefined
): Place[] {
  return config.origins.flatMap((origin, index) => {
    const { at = [], ...found } = find(origin, index) ?? {}
    return isPlace(found) ? [{ ...found, path: ['origins', index, ...at] }] : []
  })
}

/** Applies a check to every behavior. */
export function eachBehavior(
  config: ConfigJson,
  find: (placed: PlacedBehavior) => (Omit<Place, 'path'> & { at?: JsonPath }) | undefined
): Place[] {
  return behaviorsOf(config).flatMap(placed => {
    const { at = [], ...found } = find(placed) ?? {}
    return isPlace(found) ? [{ ...found, path: [...placed.path, ...at] }] : []
  })
}

function isPlace(found: Partial<Place>): found is Omit<Place, 'path'> {
  return found.detail !== undefined
}

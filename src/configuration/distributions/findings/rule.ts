import { type ConfigJson } from '../defaults.ts'

/**
 * `severe`: viewers or the origin meet an error. `warning`: it works and hurts, or fails in some cases. `info`: worth
 * knowing.
 */
export const severities = ['info', 'warning', 'severe'] as const
export type Severity = (typeof severities)[number]

/** The way to a value in a configuration's JSON: `['origins', 0, 'domainName']`. */
export type JsonPath = readonly (string | number)[]

export interface Place {
  readonly path: JsonPath
  readonly detail: string
  /** The configuration without what was found; `originAccess` of an origin may be in it. Absent where only people can know. */
  readonly fixed?: object
}

/**
 * One thing that CloudFront accepts but that will not work or will do harm. It names every place, never throws, and may assume
 * that the configuration fits the model's types, not that the model's optional members are there.
 */
export interface FindingRule {
  readonly code: string
  readonly severity: Severity
  readonly find: (config: ConfigJson) => readonly Place[]
}

export type OriginJson = ConfigJson['origins'][number]
export type BehaviorJson = ConfigJson['defaultCacheBehavior'] & { readonly pathPattern?: string }

export interface PlacedBehavior {
  readonly behavior: BehaviorJson
  readonly path: JsonPath
  /** What to call it in a sentence. */
  readonly name: string
}

export const EVERY_METHOD = ['GET', 'HEAD', 'OPTIONS', 'PUT', 'POST', 'PATCH', 'DELETE'] as const

/** The default behavior and all others, each with the way to it. */
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

/** The origin of a behavior; of an origin group the members. */
export function targetsOf(config: ConfigJson, { targetOriginId: id }: BehaviorJson): OriginJson[] {
  const group = config.originGroups?.find(candidate => candidate.id === id)
  const ids = group ? group.members.map(({ originId }) => originId) : [id]
  return config.origins.filter(origin => ids.includes(origin.id))
}

/** The behaviors whose requests reach an origin, by itself or in a group. */
export function behaviorsTo(config: ConfigJson, origin: OriginJson): PlacedBehavior[] {
  return behaviorsOf(config).filter(({ behavior }) => targetsOf(config, behavior).some(({ id }) => id === origin.id))
}

/** The configuration with other members of one origin. */
export function withOrigin(config: ConfigJson, index: number, change: (origin: OriginJson) => object): object {
  return { ...config, origins: config.origins.map((origin, at) => (at === index ? change(origin) : origin)) }
}

/** The configuration with other members of one behavior. */
export function withBehavior(config: ConfigJson, path: JsonPath, change: (behavior: BehaviorJson) => object): object {
  const [, index] = path
  if (index === undefined) return { ...config, defaultCacheBehavior: change(config.defaultCacheBehavior) }
  return {
    ...config,
    cacheBehaviors: config.cacheBehaviors?.map((behavior, at) => (at === index ? change(behavior) : behavior))
  }
}

/** A rule on every origin by itself. */
export function eachOrigin(
  config: ConfigJson,
  find: (origin: OriginJson, index: number) => (Omit<Place, 'path'> & { at?: JsonPath }) | undefined
): Place[] {
  return config.origins.flatMap((origin, index) => {
    const { at = [], ...found } = find(origin, index) ?? {}
    return isPlace(found) ? [{ ...found, path: ['origins', index, ...at] }] : []
  })
}

/** A rule on every behavior by itself. */
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

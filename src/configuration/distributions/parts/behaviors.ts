import { ServiceError } from '../../../errors.ts'
import { isObject } from '../../../json-object.ts'
import { withReplacedIds } from '../policy-names.ts'
import { inList } from './list.ts'
import { type Members, otherKey, type Part, type Position } from './part.ts'

/** The key of the default behavior, which has no path pattern. */
export const DEFAULT = 'default'

/** Optional prefix of a path pattern, required for patterns that are `default` or begin with this prefix. */
const PATTERN = 'pattern:'

const behaviors = inList('cacheBehaviors', behavior => (isObject(behavior) ? behavior.pathPattern : undefined))

/** The behaviors of a distribution, by their path patterns, in the order in which CloudFront tries them. */
export const behaviorPart: Part = {
  refusesOmissions: true,
  noun: 'behavior',
  notFound: 'BEHAVIOR_NOT_FOUND',
  find: (config, key) =>
    key === DEFAULT
      ? { path: ['defaultCacheBehavior'], value: config.defaultCacheBehavior }
      : behaviors.find(config, patternOf(key)),
  put(config, key, value, position) {
    if (key !== DEFAULT) return behaviors.put(config, patternOf(key), value, position)
    if (position === undefined) return { ...config, defaultCacheBehavior: value }
    throw new ServiceError('VALIDATION_FAILED', 'The default behavior is always the last one.', {
      errors: [{ parameter: parameterOf(position), detail: 'The default behavior has no place in the order.' }]
    })
  },
  remove(config, key) {
    if (key !== DEFAULT) return behaviors.remove(config, patternOf(key))
    throw new ServiceError('DEFAULT_BEHAVIOR_REQUIRED', 'The default behavior cannot be removed.')
  },
  valueOf({ pathPattern, ...behavior }, key) {
    const named = key === DEFAULT ? undefined : patternOf(key)
    if (pathPattern !== undefined && pathPattern !== named) throw otherKey('pathPattern', key)
    return named === undefined ? behavior : { pathPattern: named, ...behavior }
  },
  withResets: withReplacedIds,
  shown: value => value as Members
}

/** Not for the key of the default behavior, which has no pattern. */
function patternOf(key: string): string {
  return key.startsWith(PATTERN) ? key.slice(PATTERN.length) : key
}

/** The query parameter that gave the place. */
function parameterOf(position: Position): string {
  if (typeof position === 'string') return 'position'
  return 'before' in position ? 'before' : 'after'
}

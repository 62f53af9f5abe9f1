import { type FieldError, ServiceError } from '../../../errors.ts'
import { pointerOf } from '../../../json-pointer.ts'
import { isObject } from '../../../json-object.ts'
import { withReplacedAccess } from '../managed-origins.ts'
import { inList } from './list.ts'
import { type Members, otherKey, type Part } from './part.ts'

const origins = inList('origins', origin => (isObject(origin) ? origin.id : undefined))

/** The origins of a distribution, by their ids. */
export const originPart: Part = {
  ...origins,
  refusesOmissions: true,
  noun: 'origin',
  notFound: 'ORIGIN_NOT_FOUND',
  remove(config, key) {
    const errors = usersOf(config, key)
    if (errors.length === 0) return origins.remove(config, key)
    throw new ServiceError('ORIGIN_IN_USE', `The origin ${JSON.stringify(key)} is in use.`, { errors })
  },
  valueOf(body, key) {
    if (body.id !== undefined && body.id !== key) throw otherKey('id', key)
    return { ...body, id: key }
  },
  withResets: withReplacedAccess,
  shown: value => value as Members
}

/** What targets the origin, with pointers into the whole configuration. */
function usersOf(config: Members, originId: string): FieldError[] {
  const targets = (behavior: unknown, path: (string | number)[], name: string): FieldError[] =>
    isObject(behavior) && behavior.targetOriginId === originId
      ? [{ pointer: pointerOf([...path, 'targetOriginId']), detail: `${name} uses it.` }]
      : []
  const behaviors = asArray(config.cacheBehaviors).flatMap((behavior, index) => {
    const pattern = isObject(behavior) ? JSON.stringify(behavior.pathPattern) : ''
    return targets(behavior, ['cacheBehaviors', index], `The behavior ${pattern}`)
  })
  const groups = asArray(config.originGroups).flatMap((group, index) => {
    if (!isObject(group) || !asArray(group.members).some(each => isObject(each) && each.originId === originId))
      return []
    const pointer = pointerOf(['originGroups', index, 'members'])
    return [{ pointer, detail: `The origin group ${JSON.stringify(group.id)} uses it.` }]
  })
  const ofDefault = targets(config.defaultCacheBehavior, ['defaultCacheBehavior'], 'The default behavior')
  return [...ofDefault, ...behaviors, ...groups]
}

function asArray(value: unknown): unknown[] {
  return Array.isArray(value) ? value : []
}

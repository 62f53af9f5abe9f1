import { isDeepStrictEqual } from 'node:util'
import { jsonName } from '../../cloudfront/model/json-names.ts'
import { fromSdk } from '../../cloudfront/model/json.ts'
import { type Shape } from '../../cloudfront/model/shapes.ts'
import { diff } from '../../configuration/editing/diff.ts'
import { refuse } from '../../configuration/editing/faults.ts'
import { ServiceError } from '../../errors.ts'
import { stepsOf, valueAt } from '../../json-pointer.ts'
import { type Family } from './family.ts'

type Config = Readonly<Record<string, unknown>>

/*
 * If an update takes the settings one by one, CloudFront keeps those that it omits. To remove one, an update has the value
 * that means "none" (`none` in the family's row); a setting without such a value cannot be removed.
 */

/** The configuration without the values that mean "none", as in CloudFront's answers. */
export function withoutNone({ none = {} }: Family, config: object): object {
  const kept = Object.entries(config).filter(
    ([name, value]) => !Object.hasOwn(none, name) || !isDeepStrictEqual(value, none[name])
  )
  return Object.fromEntries(kept)
}

/** Adds to a configuration the omitted members that an update cannot remove, unchanged. */
export function withFixed(family: Family, before: object, after: object): object {
  const fixed = fixedMembers(family, before, after).map(name => [name, (before as Config)[name]] as const)
  return { ...after, ...Object.fromEntries(fixed) }
}

/** Throws VALIDATION_FAILED for removals that an update cannot express. */
export function refuseRemovals(family: Family, before: object, after: object): void {
  refuse(
    fixedMembers(family, before, after).map(name => ({
      pointer: `/${jsonName(name)}`,
      detail: 'cannot be removed, because CloudFront keeps what an update omits: set another value'
    }))
  )
}

/** The configuration for an update, with the values that remove members of the version before. */
export function withNone(family: Family, before: object, after: object): object {
  const removed = removedMembers(family, before, after).map(name => [name, family.none?.[name]] as const)
  return { ...after, ...Object.fromEntries(removed) }
}

/**
 * Throws CLOUDFRONT_CONFLICT if the answer to an update still has what it was to remove. That these values remove
 * members is undocumented, and inferred from other parts of CloudFront's API.
 */
export function requireRemoved(family: Family, before: object, after: object, written: object): void {
  const kept = Object.keys(family.none ?? {}).flatMap(name => {
    const shape = family.configShape.member.get(name)?.shape
    if (!shape) return []
    const [old, wanted, now] = [before, after, written].map(config => jsonOf(shape, (config as Config)[name]))
    if (old === undefined) return []
    const removed =
      wanted === undefined ? [''] : diff(old, wanted).flatMap(({ op, path }) => (op === 'remove' ? [path] : []))
    const isThere = (path: string) => isDeepStrictEqual(valueAt(now, stepsOf(path)), valueAt(old, stepsOf(path)))
    return removed.filter(isThere).map(path => `/${jsonName(name)}${path}`)
  })
  if (kept.length === 0) return
  throw new ServiceError('CLOUDFRONT_CONFLICT', `CloudFront made the change but kept ${kept.join(', ')}.`, {
    errors: kept.map(pointer => ({ pointer, detail: 'CloudFront does not remove it.' }))
  })
}

function jsonOf(shape: Shape, value: unknown): unknown {
  return value === undefined ? undefined : fromSdk(shape, value)
}

function fixedMembers(family: Family, before: object, after: object): string[] {
  return removedMembers(family, before, after).filter(name => !Object.hasOwn(family.none ?? {}, name))
}

function removedMembers({ isUpdatedByMember, configShape }: Family, before: object, after: object): string[] {
  if (!isUpdatedByMember) return []
  const has = (config: object, name: string) => (config as Config)[name] !== undefined
  return configShape.members.map(({ name }) => name).filter(name => has(before, name) && !has(after, name))
}

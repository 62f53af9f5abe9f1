import { type FieldError } from '../../errors.ts'
import { isObject } from '../../json-object.ts'
import { valueAt } from '../../json-pointer.ts'
import { type PolicyMember, policyMembers } from '../../cloudfront/managed-policies.ts'
import { managedPolicyNames, type PolicyNames } from './policies.ts'
import { LIST_LENGTH_MAX } from './rules/list-length.ts'

type Members = Readonly<Record<string, unknown>>
type Pair = readonly [member: PolicyMember, name: string]

const ERRORS_MAX = 20
// An id that satisfies the rules, used where an error is reported separately.
const NO_POLICY = '00000000-0000-0000-0000-000000000000'

/**
 * A configuration, or a merge patch of one, with policies' names replaced by their ids. Names of the wrong type are
 * left for the schema to refuse; unknown names are added to the errors, up to twenty. Each name is looked up once, and
 * none if there are more behaviors than allowed.
 */
export async function withPolicyIds(
  body: Members,
  names: PolicyNames,
  errors: FieldError[]
): Promise<Record<string, unknown>> {
  const { defaultCacheBehavior, cacheBehaviors } = body
  const isTooLong = Array.isArray(cacheBehaviors) && cacheBehaviors.length > LIST_LENGTH_MAX
  const behaviors = [defaultCacheBehavior, ...(Array.isArray(cacheBehaviors) ? (cacheBehaviors as unknown[]) : [])]
  const found = isTooLong ? undefined : { ids: await findIds(behaviors, names), accountLabel: names.accountLabel() }
  return withIds(body, found, errors)
}

/** The same without lookups: every name is assumed to exist. */
export function withUnknownPolicies(body: Members, errors: FieldError[]): Record<string, unknown> {
  return withIds(body, undefined, errors)
}

/** A merge patch of a behavior that also resets the ids for which it gives names, or null. */
export function withReplacedIds(patch: Members): Members {
  const named = policyMembers.filter(member => patch[member] !== undefined)
  const resets: Members = Object.fromEntries(named.map(member => [`${member}Id`, null]))
  return { ...resets, ...patch }
}

/**
 * The result of a JSON patch without the ids from the version before for which it now has names, unless the patch says
 * the id there. `said`: see `saidBy`.
 */
export function withoutReplacedIds(document: Members, before: Members, said: unknown): Record<string, unknown> {
  const replaced = (behavior: unknown, was: unknown, path: readonly (string | number)[]): unknown => {
    if (!isObject(behavior) || !isObject(was)) return behavior
    const stale = policyMembers.filter(member => {
      const id = behavior[`${member}Id`]
      const isLeft = id === was[`${member}Id`] && typeof valueAt(said, [...path, `${member}Id`]) !== 'string'
      return isLeft && typeof behavior[member] === 'string'
    })
    const kept = Object.entries(behavior).filter(([name]) => !stale.some(member => name === `${member}Id`))
    return stale.length === 0 ? behavior : Object.fromEntries(kept)
  }
  const { defaultCacheBehavior, cacheBehaviors, ...rest } = document
  const known = Array.isArray(before.cacheBehaviors) ? before.cacheBehaviors.filter(isObject) : []
  const was = (behavior: unknown) =>
    isObject(behavior) ? known.find(({ pathPattern }) => pathPattern === behavior.pathPattern) : undefined
  return {
    ...rest,
    ...(defaultCacheBehavior !== undefined && {
      defaultCacheBehavior: replaced(defaultCacheBehavior, before.defaultCacheBehavior, ['defaultCacheBehavior'])
    }),
    ...(cacheBehaviors !== undefined && {
      cacheBehaviors: Array.isArray(cacheBehaviors)
        ? cacheBehaviors.map((behavior, index) => replaced(behavior, was(behavior), ['cacheBehaviors', index]))
        : cacheBehaviors
    })
  }
}

function withIds(
  { defaultCacheBehavior, cacheBehaviors, ...rest }: Members,
  found: { readonly ids: ReadonlyMap<string, string>; readonly accountLabel: string } | undefined,
  errors: FieldError[]
): Record<string, unknown> {
  const note = (pointer: string, detail: string) => {
    if (errors.length < ERRORS_MAX) errors.push({ pointer, detail })
  }

  function resolve(behavior: unknown, pointer: string): unknown {
    if (!isObject(behavior)) return behavior
    const resolved = { ...behavior }
    for (const member of policyMembers) {
      const name = behavior[member]
      if (typeof name !== 'string' && name !== null) continue
      delete resolved[member]
      resolved[`${member}Id`] = idOf(behavior, member, name, `${pointer}/${member}`)
    }
    return resolved
  }

  function idOf(behavior: Members, member: PolicyMember, name: string | null, pointer: string): unknown {
    const given = behavior[`${member}Id`] ?? undefined
    // In a merge patch, null removes the policy; beside an id it says nothing.
    if (name === null) return given ?? null
    if (given !== undefined) {
      note(pointer, `Give ${member} or ${member}Id, not both.`)
      return given
    }
    if (found === undefined) return NO_POLICY
    const id = found.ids.get(keyOf([member, name]))
    if (id !== undefined) return id
    const known = managedPolicyNames(member).join(', ')
    note(
      pointer,
      `${found.accountLabel} has no policy named ${JSON.stringify(name.slice(0, 128))}. AWS's own are ${known}.`
    )
    return NO_POLICY
  }

  return {
    ...rest,
    ...(defaultCacheBehavior !== undefined && {
      defaultCacheBehavior: resolve(defaultCacheBehavior, '/defaultCacheBehavior')
    }),
    ...(cacheBehaviors !== undefined && {
      cacheBehaviors: Array.isArray(cacheBehaviors)
        ? cacheBehaviors.map((behavior, index) => resolve(behavior, `/cacheBehaviors/${index}`))
        : cacheBehaviors
    })
  }
}

/** Concurrently, so that the names of one kind of policy share one listing. */
async function findIds(behaviors: readonly unknown[], names: PolicyNames): Promise<Map<string, string>> {
  const wanted = new Map<string, Pair>()
  for (const behavior of behaviors.filter(isObject)) {
    for (const member of policyMembers) {
      const name = behavior[member]
      if (typeof name !== 'string' || (behavior[`${member}Id`] ?? undefined) !== undefined) continue
      wanted.set(keyOf([member, name]), [member, name])
    }
  }
  const found = await Promise.all(
    [...wanted].map(async ([key, [member, name]]) => ({ key, id: await names.findId(member, name) }))
  )
  return new Map(found.flatMap(({ key, id }) => (id === undefined ? [] : [[key, id] as const])))
}

function keyOf([member, name]: Pair): string {
  return `${member} ${name}`
}

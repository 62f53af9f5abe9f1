import { type CompiledBehavior } from './behavior.ts'
import { type CompiledDistribution, type CompiledOrigin, type OriginGroup } from './distribution.ts'

/** Where a request goes: an origin, or the primary and then the secondary origin of a group. */
export interface Target {
  readonly group: OriginGroup | undefined
  readonly origins: readonly [first: CompiledOrigin, second?: CompiledOrigin]
}

const FAILS_OVER = new Set(['GET', 'HEAD', 'OPTIONS'])

/**
 * Each request begins with the primary origin; methods other than GET, HEAD and OPTIONS do not fail over
 * [G:high_availability_origin_failover].
 */
export function targetOf(
  { origins, groups }: Pick<CompiledDistribution, 'origins' | 'groups'>,
  { targetOriginId }: Pick<CompiledBehavior, 'targetOriginId'>,
  method: string
): Target {
  const group = groups.get(targetOriginId)
  const [first, second] = (group?.originIds ?? [targetOriginId]).map(id => origins.get(id))
  if (!first) throw new TypeError(`no origin ${targetOriginId}`)
  return { group, origins: group && second && FAILS_OVER.has(method) ? [first, second] : [first] }
}

/** `unreachable`: no connection, a timeout, or a connection that ended before the headers. */
export type Outcome = number | 'unreachable'

/** Whether the secondary origin is tried after the primary one's outcome. The secondary's answer is final. */
export function failsOver({ group, origins }: Target, outcome: Outcome): boolean {
  if (!group || origins.length < 2) return false
  return outcome === 'unreachable' || group.failoverCodes.has(outcome)
}

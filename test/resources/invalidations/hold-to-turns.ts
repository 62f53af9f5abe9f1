import { expect } from 'vitest'
import { sizeClassOf } from '../../../src/invalidation/queue/fair-share.ts'
import { type Lane } from '../../../src/invalidation/planning/paths.ts'

export interface Request {
  readonly id: string
  readonly lane: Lane
  readonly priority: 0 | 1
  readonly caller: string
  readonly size: number
}

/** A request while it is served: what a batch gave to it, and what is left of it after that. */
interface Share {
  readonly request: Request
  readonly given: number
  readonly left: number
}

const sum = (shares: readonly Share[], member: 'given' | 'left') =>
  shares.reduce((total, share) => total + share[member], 0)

function groupBy(shares: readonly Share[], keyOf: (share: Share) => string): Map<string, Share[]> {
  const groups = new Map<string, Share[]>()
  for (const share of shares) groups.set(keyOf(share), [...(groups.get(keyOf(share)) ?? []), share])
  return groups
}

/**
 * Checks the order of places, batch by batch, of requests in the order of their acceptance. Over any number of batches, whoever has more
 * pending gets at most one place less than another caller of that priority; the same is true of a caller's size classes. Within one
 * class the first comes first. And four of five places are for high priority, if both have more pending.
 */
export function holdToTurns() {
  /** How many places one has had more than another while that had more pending, at most. */
  const leads = new Map<string, number>()

  function holdShares(of: string, sharers: ReadonlyMap<string, readonly Share[]>): void {
    for (const [name, shares] of sharers) {
      for (const [other, others] of sharers) {
        if (other === name) continue
        const lead = Math.max(0, leads.get(`${of} ${name} ${other}`) ?? 0) + sum(others, 'given') - sum(shares, 'given')
        const isWaiting = sum(shares, 'left') > 0
        leads.set(`${of} ${name} ${other}`, isWaiting ? lead : 0)
        if (isWaiting && lead > 1) expect.fail(`of ${of}, ${other} has had ${lead} places more than ${name}`)
      }
    }
  }

  function holdOrder(of: string, shares: readonly Share[]): void {
    const first = shares.findIndex(({ left }) => left > 0)
    if (first >= 0 && sum(shares.slice(first + 1), 'given') > 0) {
      expect.fail(`of ${of}, ${shares[first]?.request.id} was overtaken`)
    }
  }

  function holdPriorities(lane: Lane, [normal = [], high = []]: readonly (readonly Share[])[]): void {
    const [ofNormal, ofHigh] = [sum(normal, 'given'), sum(high, 'given')]
    if (sum(normal, 'left') > 0) expect(ofHigh, `high priority, ${lane}`).toBeLessThanOrEqual(4 * ofNormal + 4)
    if (sum(high, 'left') > 0) expect(ofNormal, `normal priority, ${lane}`).toBeLessThanOrEqual(ofHigh / 4 + 1)
  }

  return (shares: readonly Share[]): void => {
    for (const lane of ['path', 'wildcard'] as const) {
      const inLane = shares.filter(({ request }) => request.lane === lane)
      const priorities = [0, 1].map(priority => inLane.filter(({ request }) => request.priority === priority))
      holdPriorities(lane, priorities)
      for (const ofPriority of priorities) {
        const callers = groupBy(ofPriority, ({ request }) => `${request.priority} ${request.caller}`)
        holdShares(lane, callers)
        for (const [caller, ofCaller] of callers) {
          const classes = groupBy(ofCaller, ({ request }) => `class ${sizeClassOf(request.size)}`)
          holdShares(`${lane} ${caller}`, classes)
          for (const [name, ofClass] of classes) holdOrder(`${lane} ${caller} ${name}`, ofClass)
        }
      }
    }
  }
}

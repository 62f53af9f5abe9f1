import { price } from '../planning/price.ts'
import { type FullPurges, type MonthlyBudget, WARN_AT } from './schemas.ts'

export type PurgeDecision =
  | { readonly kind: 'now' }
  /** `shared`: another one already waits for the same moment. */
  | { readonly kind: 'later'; readonly at: Date; readonly shared: boolean }
  | { readonly kind: 'refused'; readonly until: Date }

/** Whether `/*` may be submitted now, given the times of the others in the last period, past and planned. */
export function decideFullPurge(
  { max, periodSeconds, whenExceeded = 'refuse' }: FullPurges,
  times: readonly Date[],
  now: Date
): PurgeDecision {
  const periodMs = periodSeconds * 1_000
  const counted = times
    .map(time => time.getTime())
    .filter(time => time > now.getTime() - periodMs)
    .sort((a, b) => a - b)
  const planned = counted.find(time => time > now.getTime())
  if (planned !== undefined && whenExceeded === 'merge') return { kind: 'later', at: new Date(planned), shared: true }
  const oldest = counted.at(-max)
  if (counted.length < max || oldest === undefined) return { kind: 'now' }
  const free = new Date(oldest + periodMs)
  return whenExceeded === 'merge' ? { kind: 'later', at: free, shared: false } : { kind: 'refused', until: free }
}

/** The calendar month in UTC, as in AWS's bills: `2026-11`. */
export function monthOf(now: Date): string {
  return now.toISOString().slice(0, 7)
}

/** Numbers of paths of the whole account and of one target. */
interface Usage {
  readonly account: number
  readonly own: number
}

/** The target's cost in US dollars: the account's bill in proportion to the target's share of its paths. */
export function shareOf({ account, own }: Usage): number {
  return own === 0 ? 0 : (price({ items: account, usedThisMonth: 0 }).usd * own) / account
}

type BudgetDecision = 'within' | 'warn' | 'exceeded'

/** Whether a cost in US dollars is within a budget. */
export function judgeBudget({ usd, warnAt = WARN_AT }: MonthlyBudget, cost: number): BudgetDecision {
  if (cost > usd) return 'exceeded'
  return cost > 0 && cost >= usd * warnAt ? 'warn' : 'within'
}

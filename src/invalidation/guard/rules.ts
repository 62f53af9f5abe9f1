import { price } from '../planning/price.ts'
import { type FullPurges, type MonthlyBudget, WARN_AT } from './schemas.ts'

export type PurgeDecision =
  | { readonly kind: 'now' }
  /** `shared` where another one waits for the same moment already. */
  | { readonly kind: 'later'; readonly at: Date; readonly shared: boolean }
  | { readonly kind: 'refused'; readonly until: Date }

/** Whether `/*` may go now, given when the others of the last period went or will go. */
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

/** The calendar month in UTC, as bills have it: `2026-11`. */
export function monthOf(now: Date): string {
  return now.toISOString().slice(0, 7)
}

/** Paths, of the whole account and of one target of it. */
export interface Usage {
  readonly account: number
  readonly own: number
}

/** What the target's paths cost in US dollars: its part of the account's bill, by its part of the account's paths. */
export function shareOf({ account, own }: Usage): number {
  return own === 0 ? 0 : (price({ items: account, usedThisMonth: 0 }).usd * own) / account
}

export type BudgetDecision = 'within' | 'warn' | 'exceeded'

/** Whether a cost of so many US dollars fits a budget. */
export function judgeBudget({ usd, warnAt = WARN_AT }: MonthlyBudget, cost: number): BudgetDecision {
  if (cost > usd) return 'exceeded'
  return cost > 0 && cost >= usd * warnAt ? 'warn' : 'within'
}

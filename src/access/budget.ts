import { ServiceError } from '../errors.ts'

/** The most that a caller may use in an hour or a calendar month (UTC); what is left out is not limited. */
export interface Budget {
  /** Whatever they are answered. */
  readonly requestsPerHour?: number
  /** Of invalidations that are accepted, as they are sent to CloudFront. */
  readonly pathsPerHour?: number
  readonly pathsPerMonth?: number
  /** Of the same paths. */
  readonly usdPerMonth?: number
}

/** Whose uses are counted together, and the most that they may be. */
export interface CallerBudget {
  /** Stored with what was used. */
  readonly id: string
  readonly limits: Budget
}

export type BudgetLimit = keyof Budget
export type BudgetUnit = 'hour' | 'month'

/** In which time each limit counts. */
export const UNIT_OF: Readonly<Record<BudgetLimit, BudgetUnit>> = {
  requestsPerHour: 'hour',
  pathsPerHour: 'hour',
  pathsPerMonth: 'month',
  usdPerMonth: 'month'
}

/** When the hour or month is over that begins then. */
export function endOf(unit: BudgetUnit, begins: Date): Date {
  if (unit === 'hour') return new Date(begins.getTime() + 3_600_000)
  return new Date(Date.UTC(begins.getUTCFullYear(), begins.getUTCMonth() + 1))
}

/**
 * The refusal of what would go beyond a limit. An hour is waited for (429, with Retry-After); a month is not, and what is more
 * than a whole hour has would not fit later either (403).
 */
export function beyondBudget(
  limit: BudgetLimit,
  { most, used, asked, begins, now }: { most: number; used: number; asked: number; begins: Date; now: Date }
): ServiceError {
  const unit = UNIT_OF[limit]
  const ends = endOf(unit, begins)
  const detail =
    `The token's budget ${limit} is ${most}: ${used} ${used === 1 ? 'is' : 'are'} used, and the request needs ${asked}. ` +
    `It begins anew at ${ends.toISOString()}.`
  if (unit === 'month') return new ServiceError('MONTHLY_BUDGET_EXCEEDED', detail)
  if (asked > most) return new ServiceError('OUTSIDE_LIMITS', detail)
  const seconds = Math.max(1, Math.ceil((ends.getTime() - now.getTime()) / 1_000))
  return new ServiceError('HOURLY_BUDGET_EXCEEDED', detail, { headers: { 'retry-after': String(seconds) } })
}

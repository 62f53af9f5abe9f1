import { ServiceError } from '../errors.ts'

/** The most that a caller may use in an hour or a calendar month (UTC); omitted limits do not apply. */
export interface Budget {
  /** Whatever their outcome. */
  readonly requestsPerHour?: number
  readonly requestsPerMonth?: number
  /** Of accepted invalidations, as they are sent to CloudFront. */
  readonly pathsPerHour?: number
  readonly pathsPerMonth?: number
  /** The price of the same paths. */
  readonly usdPerHour?: number
  readonly usdPerMonth?: number
}

/** A count of uses that several callers may share, and its limits. */
export interface CallerBudget {
  /** Stored with the uses. */
  readonly id: string
  readonly limits: Budget
}

export type BudgetLimit = keyof Budget
export type BudgetUnit = 'hour' | 'month'

/** The period of each limit. */
export const UNIT_OF: Readonly<Record<BudgetLimit, BudgetUnit>> = {
  requestsPerHour: 'hour',
  requestsPerMonth: 'month',
  pathsPerHour: 'hour',
  pathsPerMonth: 'month',
  usdPerHour: 'hour',
  usdPerMonth: 'month'
}

/** When the hour or month that begins at this time is over. */
export function endOf(unit: BudgetUnit, begins: Date): Date {
  if (unit === 'hour') return new Date(begins.getTime() + 3_600_000)
  return new Date(Date.UTC(begins.getUTCFullYear(), begins.getUTCMonth() + 1))
}

/**
 * The error for exceeding a limit. For an hourly limit, waiting helps (429, with Retry-After); for a monthly one it does not (409;
 * 429 for requests), and a request that is larger than the hourly limit would never fit (403).
 */
export function beyondBudget(
  limit: BudgetLimit,
  { most, used, asked, begins, now }: { most: number; used: number; asked: number; begins: Date; now: Date }
): ServiceError {
  const unit = UNIT_OF[limit]
  const ends = endOf(unit, begins)
  const detail =
    `The token's budget ${limit} is ${most}: ${used} ${used === 1 ? 'is' : 'are'} used, and the request needs ` +
    `${asked}. It is reset at ${ends.toISOString()}.`
  if (limit === 'requestsPerMonth') return new ServiceError('MONTHLY_REQUESTS_EXCEEDED', detail)
  if (unit === 'month') return new ServiceError('MONTHLY_BUDGET_EXCEEDED', detail)
  if (asked > most) return new ServiceError('OUTSIDE_LIMITS', detail)
  const seconds = Math.max(1, Math.ceil((ends.getTime() - now.getTime()) / 1_000))
  return new ServiceError('HOURLY_BUDGET_EXCEEDED', detail, { headers: { 'retry-after': String(seconds) } })
}

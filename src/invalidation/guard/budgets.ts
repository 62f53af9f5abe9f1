import { type Queryable } from '../../database/database.ts'
import { ServiceError } from '../../errors.ts'
import { type NewInvalidation } from '../queue/accept.ts'
import { judgeBudget, monthOf, shareOf } from './rules.ts'
import { type MonthlyBudget } from './schemas.ts'
import { monthSoFar } from './store.ts'

/** An admitted request that may not be in the store yet. */
export interface Counted {
  readonly target: string
  readonly count: number
  readonly since: Date
}

export interface BudgetContext {
  readonly database: Queryable
  /** By id; what is admitted is added, and what is found in the store or was never written is removed. */
  readonly admitted: Map<string, Counted>
  readonly now: Date
  readonly monthlyBudgetUsd: number | undefined
}

/** What has not reached the store by then never will. */
const NEVER_WRITTEN_MS = 60_000

/**
 * Compares the month with this request against the budgets of its target and of the account, and answers the warnings.
 * Throws INVALIDATION_BUDGET_EXCEEDED; a request that is stored already is always within.
 */
export async function checkBudgets(
  { database, admitted, now, monthlyBudgetUsd }: BudgetContext,
  { id, target, items }: NewInvalidation,
  budget: MonthlyBudget | undefined
): Promise<{ detail: string }[]> {
  const month = monthOf(now)
  const { usage, stored } = await monthSoFar(database, { month, target, ids: [...admitted.keys(), id] })
  if (stored.has(id)) return []
  for (const [key, { since }] of admitted) {
    if (stored.has(key) || now.getTime() - since.getTime() > NEVER_WRITTEN_MS) admitted.delete(key)
  }
  // From here on without a pause, so that no two requests miss each other.
  admitted.set(id, { target, count: items.length, since: now })
  const here = [...admitted.values()]
  const sum = (entries: readonly Counted[]) => entries.reduce((total, { count }) => total + count, 0)
  const account = usage.account + sum(here)
  const own = usage.own + sum(here.filter(each => each.target === target))

  const warnings: { detail: string }[] = []
  const judge = (limit: MonthlyBudget, cost: number, whose: string) => {
    const decision = judgeBudget(limit, cost)
    const detail = `With this one, ${whose} invalidations of ${month} come to ${inUsd(cost)} of a budget of ${inUsd(limit.usd)}.`
    if (decision === 'warn') warnings.push({ detail })
    if (decision !== 'exceeded') return
    admitted.delete(id)
    throw new ServiceError('INVALIDATION_BUDGET_EXCEEDED', detail)
  }
  if (budget) judge(budget, shareOf({ account, own }), "the distribution's")
  if (monthlyBudgetUsd !== undefined) {
    judge({ usd: monthlyBudgetUsd }, shareOf({ account, own: account }), "the account's")
  }
  return warnings
}

function inUsd(amount: number): string {
  return `${amount.toFixed(2)} USD`
}

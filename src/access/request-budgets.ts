import { type Queryable } from '../database/database.ts'
import { createBatches } from '../batches.ts'
import { beyondBudget, type BudgetUnit, type CallerBudget, UNIT_OF } from './budget.ts'
import { type BudgetUse, countRequests } from './budget-store.ts'

/** What has been used in the hour and the month, including this request. */
type Uses = Readonly<Record<BudgetUnit, BudgetUse>>

/** The limit that takes longest to reset comes first. */
const LIMITS = ['requestsPerMonth', 'requestsPerHour'] as const

/**
 * Counts, in the store and across all instances, the requests of callers who have a budget for them. Every request
 * counts, even if it is then refused; but one beyond the hourly limit does not count towards the month.
 */
export function createRequestBudgets({ database }: { database: Queryable }) {
  const count = createBatches(async (budgets: readonly CallerBudget[]) => {
    const sizes = new Map<string, number>()
    for (const { id } of budgets) sizes.set(id, (sizes.get(id) ?? 0) + 1)
    const limits = new Map(budgets.map(budget => [budget.id, budget.limits]))
    const counts = [...sizes].map(([budget, requests]) => {
      return { budget, requests, hourMax: limits.get(budget)?.requestsPerHour }
    })
    const uses = new Map((await countRequests(database, counts)).map(use => [`${use.unit} ${use.budget}`, use]))
    const places = new Map<string, number>()
    return budgets.map(({ id, limits: { requestsPerHour = Infinity } }): Uses => {
      const size = sizes.get(id) ?? 0
      const place = (places.get(id) ?? 0) + 1
      places.set(id, place)
      const [hour, month] = [uses.get(`hour ${id}`), uses.get(`month ${id}`)]
      if (!hour || !month) throw new Error('the store did not count a request')
      const before = hour.requests - size
      const fits = Math.min(size, Math.max(0, requestsPerHour - before))
      return {
        hour: { ...hour, requests: before + place },
        month: { ...month, requests: month.requests - fits + Math.min(place, fits + 1) }
      }
    })
  })

  return {
    /**
     * Throws MONTHLY_REQUESTS_EXCEEDED or HOURLY_BUDGET_EXCEEDED for a request beyond the budget, and STORE_UNAVAILABLE
     * if that cannot be determined.
     */
    async count(budget: CallerBudget): Promise<void> {
      const limits = LIMITS.filter(limit => budget.limits[limit] !== undefined)
      if (limits.length === 0) return
      const uses = await count(budget)
      for (const limit of limits) {
        const most = budget.limits[limit] ?? Infinity
        const { requests, begins, now } = uses[UNIT_OF[limit]]
        if (requests > most) throw beyondBudget(limit, { most, used: most, asked: 1, begins, now })
      }
    }
  }
}

import { type Queryable } from '../database/database.ts'
import { createBatches } from '../batches.ts'
import { beyondBudget, type CallerBudget } from './budget.ts'
import { type BudgetUse, countRequests } from './budget-store.ts'

/**
 * Counts, in the store and across all instances, the requests of callers who have a budget for them. Every request counts, even
 * if it is then refused.
 */
export function createRequestBudgets({ database }: { database: Queryable }) {
  const count = createBatches(async (budgets: readonly string[]) => {
    const counts = new Map<string, number>()
    for (const budget of budgets) counts.set(budget, (counts.get(budget) ?? 0) + 1)
    const uses = new Map((await countRequests(database, counts)).map(use => [use.budget, use]))
    // The last one has the count that the store returned, the one before it one less, and so on.
    const left = new Map(counts)
    return budgets.map((budget): BudgetUse => {
      const use = uses.get(budget)
      if (!use) throw new Error('the store did not count a request')
      const later = (left.get(budget) ?? 1) - 1
      left.set(budget, later)
      return { ...use, requests: use.requests - later }
    })
  })

  return {
    /** Throws HOURLY_BUDGET_EXCEEDED for a request beyond the budget, and STORE_UNAVAILABLE where that cannot be determined. */
    async count({ id, limits: { requestsPerHour: most } }: CallerBudget): Promise<void> {
      if (most === undefined) return
      const { requests, begins, now } = await count(id)
      if (requests > most) throw beyondBudget('requestsPerHour', { most, used: most, asked: 1, begins, now })
    }
  }
}

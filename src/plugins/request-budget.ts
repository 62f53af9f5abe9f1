import { type FastifyInstance } from 'fastify'
import { forAllRoutes } from './for-all-routes.ts'
import { type CallerBudget } from '../access/budget.ts'
import type {} from './authentication.ts'

export interface RequestBudgetOptions {
  /** Throws where a request is beyond the budget. */
  readonly count: (budget: CallerBudget) => Promise<void>
}

/**
 * Counts each request of a caller who has a budget. Unlike the rate limit, which protects this instance and is counted in its
 * memory, a budget holds for all instances and over a restart. To be registered after the rate limit: what that refuses is not
 * asked of the store.
 */
export const requestBudget = forAllRoutes<RequestBudgetOptions>(async (app: FastifyInstance, { count }) => {
  app.addHook('onRequest', async request => {
    const { budget } = request.caller
    if (budget) await count(budget)
  })
})

import { type FastifyInstance } from 'fastify'
import { forAllRoutes } from './for-all-routes.ts'
import { hook } from './hooks.ts'
import { type CallerBudget } from '../access/budget.ts'
import type {} from './authentication.ts'

export interface RequestBudgetOptions {
  /** Throws if a request is beyond the budget. */
  readonly count: (budget: CallerBudget) => Promise<void>
}

/**
 * Counts each request of a caller who has a budget. Unlike the rate limit, which protects an instance and is kept in
 * its memory, a budget covers all instances and survives restarts. Must be registered after the rate limit, so that
 * requests which that refuses do not reach the store.
 */
export const requestBudget = forAllRoutes<RequestBudgetOptions>(async (app: FastifyInstance, { count }) => {
  app.addHook(
    'onRequest',
    hook(request => {
      const { budget } = request.caller
      return budget && count(budget)
    })
  )
})

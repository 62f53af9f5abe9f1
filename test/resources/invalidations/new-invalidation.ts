import { lanesOf } from '../../../src/invalidation/planning/plan.ts'
import { type NewInvalidation } from '../../../src/invalidation/queue/accept.ts'

/** What the planner makes of a request for these items, of somebody and for one distribution unless the test says otherwise. */
export function newInvalidation({
  items,
  ...given
}: Pick<NewInvalidation, 'id' | 'items'> & Partial<NewInvalidation>): NewInvalidation {
  return {
    target: '/distributions/E1',
    caller: 'somebody',
    priority: 0,
    items,
    lanes: lanesOf(items),
    warnings: [],
    ...given
  }
}

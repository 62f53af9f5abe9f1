import { type Expiry } from '../database/retention.ts'
import { createInvalidationEngine, type InvalidationEngineOptions } from './engine.ts'
import { createGuardAdmission } from './guard/admission.ts'
import { fullPurgeExpiry } from './guard/retention.ts'
import { invalidationExpiries } from './queue/retention.ts'
import { createPreviewService } from './usage/preview.ts'
import { createInvalidationUsageService } from './usage/usage.ts'
import { createWebhookDelivery } from './webhooks/delivery.ts'

export interface InvalidationOptions extends Omit<InvalidationEngineOptions, 'guard'> {
  /** Of the whole account, in US dollars. */
  readonly monthlyBudgetUsd?: number | undefined
}

export type Invalidation = ReturnType<typeof createInvalidation>

/** What there is of rows that get old. */
export const invalidationRows: readonly Expiry[] = [...invalidationExpiries, fullPurgeExpiry]

/** Everything about invalidations: the guards, the engine, what it uses and announces. Nothing works in the background before `start`. */
export function createInvalidation(options: InvalidationOptions) {
  const { database, clock, logger, newId, backend, webhooks, monthlyBudgetUsd } = options
  const headRoom = options.headRoom ?? { paths: 0, wildcards: 0 }
  const admission = createGuardAdmission({ database, clock, logger, monthlyBudgetUsd })
  const engine = createInvalidationEngine({ ...options, headRoom, guard: admission })
  const { service, items, requireTarget, wake } = engine
  const usage = createInvalidationUsageService({ database, clock, headRoom, requireTarget })
  const previews = createPreviewService({ database, usage, headRoom, backend, requireTarget })
  const delivery = createWebhookDelivery({
    database,
    clock,
    logger,
    settings: webhooks,
    newToken: newId,
    describe: async id => (await service.describe(id))?.summary
  })
  return { service, items, requireTarget, wake, admission, usage, previews, background: [admission, engine, delivery] }
}

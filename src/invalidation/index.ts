import { type Expiry } from '../database/retention.ts'
import { createInvalidationEngine, type InvalidationEngineOptions } from './engine.ts'
import { createGuardAdmission } from './guard/admission.ts'
import { fullPurgeExpiry } from './guard/retention.ts'
import { invalidationExpiries } from './queue/retention.ts'
import { createPreviewService } from './usage/preview.ts'
import { createInvalidationUsageService } from './usage/usage.ts'
import { createWebhookDelivery, type WebhookOutcome } from './webhooks/delivery.ts'

interface InvalidationOptions extends Omit<InvalidationEngineOptions, 'guard'> {
  /** For the whole account, or for each if there are several. */
  readonly monthlyBudgetUsd?: number | undefined
  /** Called with the outcome of each attempt to deliver a webhook. */
  readonly onWebhookAttempt?: ((outcome: WebhookOutcome) => void) | undefined
}

export type Invalidation = ReturnType<typeof createInvalidation>

/** The expiry rules of all invalidation tables. */
export const invalidationRows: readonly Expiry[] = [...invalidationExpiries, fullPurgeExpiry]

/** Everything about invalidations: guards, engine, usage, previews and webhooks. Nothing runs in the background before `start`. */
export function createInvalidation(options: InvalidationOptions) {
  const { database, clock, logger, newId, backend, webhooks, monthlyBudgetUsd, accounts } = options
  const headRoom = options.headRoom ?? { paths: 0, wildcards: 0 }
  const admission = createGuardAdmission({ database, clock, logger, monthlyBudgetUsd, accountOf: accounts?.nameOf })
  const engine = createInvalidationEngine({ ...options, headRoom, guard: admission })
  const { service, items, requireTarget, wake } = engine
  const usage = createInvalidationUsageService({
    database,
    clock,
    headRoom,
    requireTarget,
    hasAccounts: accounts !== undefined
  })
  const previews = createPreviewService({ database, usage, headRoom, backend, requireTarget })
  const delivery = createWebhookDelivery({
    database,
    clock,
    logger,
    settings: webhooks,
    newToken: newId,
    onAttempt: options.onWebhookAttempt,
    tracing: options.tracing,
    describe: async id => (await service.describe(id))?.summary
  })
  return { service, items, requireTarget, wake, admission, usage, previews, background: [admission, engine, delivery] }
}

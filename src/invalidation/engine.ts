import { type CloudFrontClient } from '@aws-sdk/client-cloudfront'
import { type Accounts } from '../accounts/accounts.ts'
import { observeCalls } from '../cloudfront/observed-calls.ts'
import { pacersOf } from '../cloudfront/pacing.ts'
import { createChanges } from '../database/changes.ts'
import { type Database } from '../database/database.ts'
import { type JobsLogger } from '../jobs/logger.ts'
import { createDispatcher } from './dispatch/dispatcher.ts'
import { createExistence } from './queue/existence.ts'
import { createCharges } from './guard/charges.ts'
import { type Guard, noGuard } from './guard/hook.ts'
import { type HeadRoom } from './queue/limits.ts'
import { POLL_PACE } from './dispatch/poll-times.ts'
import { CHANNEL } from './queue/progress.ts'
import { sharePace } from './dispatch/shared-pace.ts'
import { createInvalidationItems } from './items.ts'
import { createInvalidationService } from './service.ts'
import { createEstimates } from './usage/estimates.ts'
import { createTargetCalls, type Target } from './targets.ts'
import { type WebhookSettings } from './webhooks/settings.ts'
import { type Tracing } from '../tracing/tracing.ts'

export interface InvalidationEngineOptions {
  readonly database: Database
  readonly cloudfront: CloudFrontClient
  /** Milliseconds since 1970. */
  readonly clock: { now(): number }
  readonly logger: JobsLogger
  readonly newId: () => string
  readonly backend: 'local' | 'aws'
  readonly headRoom?: HeadRoom
  readonly guard?: Guard
  /** How long a CreateInvalidation whose answer was lost may still take effect. */
  readonly settleMs?: number
  /** The longest deadline of a request, and how long to wait while only an operator can help. */
  readonly deadlineSecondsMax?: number
  readonly webhooks?: WebhookSettings | undefined
  /** Called with the number of invalidations that were written together. */
  readonly onGroupCommit?: (size: number) => void
  readonly tracing?: Tracing | undefined
  /** Present if there are several: a slow one must not delay the others. */
  readonly accounts?: Pick<Accounts, 'nameOf' | 'ensureStored'> | undefined
  /** How often to sweep for work that no notification announced. */
  readonly sweepMs?: number
}

/** Accepts invalidations and submits them to CloudFront; submits nothing before `start`. */
export function createInvalidationEngine(options: InvalidationEngineOptions) {
  const { database, cloudfront, clock, logger, newId, backend, webhooks } = options
  const { headRoom = { paths: 0, wildcards: 0 }, guard = noGuard } = options
  const { deadlineSecondsMax = 86_400 } = options
  const calls = createTargetCalls({ cloudfront })
  const existence = createExistence({ calls, database, clock })
  observeCalls(cloudfront, call => existence.learn(call))
  const changes = createChanges({ database, channel: CHANNEL })
  const dispatcher = createDispatcher({
    database,
    calls,
    clock,
    logger,
    newId,
    headRoom,
    pace: POLL_PACE[backend],
    accountOf: options.accounts?.nameOf,
    refusedMaxMs: deadlineSecondsMax * 1_000,
    tracing: options.tracing,
    ...(options.settleMs !== undefined && { settleMs: options.settleMs }),
    ...(options.sweepMs !== undefined && { sweepMs: options.sweepMs }),
    onGone: target => existence.forget(target)
  })
  const service = createInvalidationService({
    database,
    calls,
    existence,
    dispatcher,
    changes,
    clock,
    headRoom,
    guard,
    accounts: options.accounts,
    charges: createCharges({ database, logger }),
    webhooks,
    estimates: createEstimates({ database, headRoom, backend }),
    deadlineSecondsMax,
    onGroupCommit: options.onGroupCommit
  })
  let stopSharing: (() => Promise<void>)[] = []

  return {
    service,
    items: createInvalidationItems({ database, calls }),

    /**
     * Throws CloudFront's error if there is no such target, and CACHE_TAGS_NOT_CONFIGURED if it does not support cache
     * tags.
     */
    requireTarget: (target: Target, { cacheTags = false } = {}): Promise<void> =>
      existence.require(target, { cacheTags }),

    /** Announces that items of the target may be submitted now. */
    wake: (target: string): void => dispatcher.wake(target),

    /** Resumes everything unfinished. */
    async start(): Promise<void> {
      await changes.start()
      const onError = (error: unknown) =>
        logger.warn({ err: error }, 'the rate of calls could not be shared with other instances')
      const from = newId()
      stopSharing = await Promise.all(
        pacersOf(cloudfront).map(async ({ account, pacer }) => sharePace({ database, pacer, account, from, onError }))
      )
      await dispatcher.start()
    },

    async close(): Promise<void> {
      await dispatcher.close()
      await Promise.all(stopSharing.map(async stop => stop()))
      await changes.close()
    }
  }
}

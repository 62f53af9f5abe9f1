import { type CloudFrontClient } from '@aws-sdk/client-cloudfront'
import { observeCalls } from '../cloudfront/observed-calls.ts'
import { findPacer } from '../cloudfront/pacing.ts'
import { createChanges } from '../database/changes.ts'
import { type Database } from '../database/database.ts'
import { type JobsLogger } from '../jobs/logger.ts'
import { createDispatcher } from './dispatch/dispatcher.ts'
import { createExistence } from './queue/existence.ts'
import { type Guard, openGuard } from './guard/hook.ts'
import { type HeadRoom } from './queue/limits.ts'
import { POLL_PACE } from './dispatch/poll-times.ts'
import { CHANNEL } from './queue/progress.ts'
import { sharePace } from './dispatch/shared-pace.ts'
import { createInvalidationItems } from './items.ts'
import { createInvalidationService } from './service.ts'
import { createEstimates } from './usage/estimates.ts'
import { createTargetCalls, type Target } from './targets.ts'
import { type WebhookSettings } from './webhooks/settings.ts'

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
  /** How long after its last trace a CreateInvalidation may still have its effect. */
  readonly settleMs?: number
  /** The longest deadline of a request, and how long is waited for what only an operator can repair. */
  readonly deadlineSecondsMax?: number
  readonly webhooks?: WebhookSettings | undefined
  /** How often to sweep for work that no notification announced. */
  readonly sweepMs?: number
}

/** What accepts invalidations, and what brings them to CloudFront; the latter does nothing before `start`. */
export function createInvalidationEngine(options: InvalidationEngineOptions) {
  const { database, cloudfront, clock, logger, newId, backend, webhooks } = options
  const { headRoom = { paths: 0, wildcards: 0 }, guard = openGuard } = options
  const { deadlineSecondsMax = 86_400 } = options
  const calls = createTargetCalls({ cloudfront })
  const existence = createExistence({ calls, database, clock })
  observeCalls(cloudfront, call => existence.learn(call))
  const changes = createChanges({ database, channel: CHANNEL })
  const dispatcher = createDispatcher({
    ...{ database, calls, clock, logger, newId, headRoom },
    pace: POLL_PACE[backend],
    refusedMaxMs: deadlineSecondsMax * 1_000,
    ...(options.settleMs !== undefined && { settleMs: options.settleMs }),
    ...(options.sweepMs !== undefined && { sweepMs: options.sweepMs }),
    onGone: target => existence.forget(target)
  })
  const service = createInvalidationService({
    ...{ database, calls, existence, dispatcher, changes, clock, headRoom, guard, webhooks },
    estimates: createEstimates({ database, headRoom, backend }),
    deadlineSecondsMax
  })
  let stopSharing: (() => Promise<void>) | undefined

  return {
    service,
    items: createInvalidationItems({ database, calls }),

    /** Throws what CloudFront says where there is no such target, and CACHE_TAGS_NOT_CONFIGURED where cache tags need more. */
    requireTarget: (target: Target, { cacheTags = false } = {}): Promise<void> =>
      existence.require(target, { cacheTags }),

    /** Tells that something of the target may be submitted now. */
    wake: (target: string): void => dispatcher.wake(target),

    /** Resumes what was left unfinished. */
    async start(): Promise<void> {
      await changes.start()
      const pacer = findPacer(cloudfront)
      const onError = (error: unknown) => logger.warn({ err: error }, 'other instances were not told to go slower')
      if (pacer) stopSharing = await sharePace({ database, pacer, from: newId(), onError })
      await dispatcher.start()
    },

    async close(): Promise<void> {
      await dispatcher.close()
      await stopSharing?.()
      await changes.close()
    }
  }
}

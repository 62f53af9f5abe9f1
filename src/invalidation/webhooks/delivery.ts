import { type Database } from '../../database/database.ts'
import { createLeases } from '../../database/leases.ts'
import { createOutageLog } from '../../database/outage-log.ts'
import { createScheduler } from '../../jobs/scheduler.ts'
import { isAllowed, type Webhook, type WebhookSettings } from './settings.ts'
import { type Attempt, postWebhook } from './post.ts'
import { signatureHeaders } from './signature.ts'
import * as store from './store.ts'

/** The pauses between attempts: ten attempts in some sixteen hours. */
const PAUSES_SECONDS = [5, 30, 120, 600, 1_800, 3_600, 7_200, 14_400, 28_800]
const CONCURRENCY = 16
const LEASE_SECONDS = 30
/** So many due ones are read at a time. */
const PAGE = 200
/** Between two sweeps at most, also where a notification was lost, and at least. */
const SWEEP_MS_MAX = 60_000
const SWEEP_MS_MIN = 200

export interface WebhookDeliveryOptions {
  readonly database: Database
  /** Milliseconds since 1970. */
  readonly clock: { now(): number }
  readonly logger: { warn(details: object, message: string): void }
  /** Undefined: nothing is delivered, and what is due waits for a start with settings. */
  readonly settings: WebhookSettings | undefined
  /** The ended invalidation as its announcement shows it. */
  readonly describe: (invalidationId: string) => Promise<Readonly<Record<string, unknown>> | undefined>
  readonly newToken: () => string
  readonly random?: () => number
  readonly timeoutMs?: number
}

/**
 * Delivers what the end of an invalidation wrote into the store, at least once: a receiver may see an announcement again
 * after a crash, with the same webhook-id. Several instances share the work.
 */
export function createWebhookDelivery(options: WebhookDeliveryOptions) {
  const { database, clock, logger, settings, describe, newToken, random = Math.random, timeoutMs = 10_000 } = options
  const closing = new AbortController()
  const leases = createLeases({ database, table: 'invalidation_webhooks', seconds: LEASE_SECONDS, logger })
  const outages = createOutageLog(logger)
  const deliveries = createScheduler({
    run: deliver,
    concurrency: CONCURRENCY,
    onError: (error, invalidationId) =>
      outages.failed(error, 'an announcement could not be delivered', { invalidationId })
  })
  const sweeps = createScheduler({
    run: sweep,
    concurrency: 1,
    onError: error => outages.failed(error, 'due announcements could not be read')
  })
  let stopListening: (() => Promise<void>) | undefined

  async function sweep(): Promise<number> {
    const { ids, nextInMs = SWEEP_MS_MAX } = await store.listDueWebhooks(database, PAGE)
    outages.succeeded()
    for (const id of ids) deliveries.wake(id)
    return ids.length === PAGE ? SWEEP_MS_MIN : Math.min(Math.max(nextInMs, SWEEP_MS_MIN), SWEEP_MS_MAX)
  }

  async function deliver(id: string): Promise<undefined> {
    if (settings === undefined) return
    const token = newToken()
    const due = await database.transaction(tx => store.claimWebhook(tx, leases, id, token))
    if (!due) return
    leases.hold(token)
    try {
      const url = new URL(due.webhook.url)
      const attempt = isAllowed(url, settings)
        ? await send(due, settings)
        : ({ outcome: 'refused', reason: `The operator does not allow ${url.host} any more.` } as const)
      const { webhook, againInMs } = afterAttempt(due.webhook, attempt)
      if (webhook.lastError !== undefined) {
        logger.warn({ invalidationId: id, host: url.host, attempts: webhook.attempts }, webhook.lastError)
      }
      await store.settleWebhook(database, { id, token, webhook, againInMs })
      if (againInMs !== undefined) sweeps.wake('')
    } catch (error) {
      await leases.release(database, token)
      if (!closing.signal.aborted) throw error
    } finally {
      leases.letGo(token)
    }
  }

  async function send({ id, target, webhook, status, endedAt }: store.DueWebhook, { secret }: WebhookSettings) {
    // How often it was tried is none of the receiver's business, and would change the body from one attempt to the next.
    const { webhook: _, ...invalidation } = (await describe(id)) ?? {}
    const data = { resource: `${target}/invalidations/${id}`, ...invalidation }
    const body = JSON.stringify({ type: `invalidation.${status}`, timestamp: endedAt.toISOString(), data })
    const message = { id: `msg_${id}`, timestamp: Math.floor(clock.now() / 1_000), body }
    const headers = signatureHeaders(message, secret)
    return postWebhook(webhook.url, { headers, body, timeoutMs, closing: closing.signal })
  }

  function afterAttempt(
    { url, attempts: before }: Webhook,
    attempt: Attempt
  ): { webhook: Webhook; againInMs: number | undefined } {
    const attempts = before + 1
    const base = { url, attempts, lastAttemptAt: new Date(clock.now()).toISOString() }
    if (attempt.outcome === 'taken') return { webhook: { ...base, status: 'succeeded' }, againInMs: undefined }
    const pause = PAUSES_SECONDS[before]
    if (attempt.outcome === 'refused' || pause === undefined) {
      return { webhook: { ...base, status: 'failed', lastError: attempt.reason }, againInMs: undefined }
    }
    // Apart from each other, so that a receiver that comes back is not met by all of them at once.
    const spread = pause * (1 + 0.2 * random())
    const asked = Math.min(attempt.retryAfterSeconds ?? 0, PAUSES_SECONDS.at(-1) ?? 0)
    const webhook = { ...base, status: 'pending' as const, lastError: attempt.reason }
    return { webhook, againInMs: Math.round(Math.max(spread, asked) * 1_000) }
  }

  return {
    /** Resumes what was left undelivered. */
    async start(): Promise<void> {
      if (settings === undefined) return
      if (database.kind === 'embedded') await leases.releaseAll()
      stopListening = await database.listen(store.WEBHOOK_CHANNEL, () => sweeps.wake(''))
      sweeps.wake('')
    },

    /** Delivers what is due now and waits for the answers: for tests that hold the clock. */
    async sweep(): Promise<void> {
      await sweep()
      await deliveries.idle()
    },

    /** What is under way is broken off and given back, to be delivered by the next start or another instance. */
    async close(): Promise<void> {
      closing.abort()
      await stopListening?.()
      await sweeps.close(timeoutMs)
      await deliveries.close(timeoutMs)
    }
  }
}

import { type LookupFunction } from 'node:net'
import { type Database } from '../../database/database.ts'
import { createLeases } from '../../database/leases.ts'
import { createOutageLog } from '../../database/outage-log.ts'
import { createScheduler } from '../../jobs/scheduler.ts'
import { readTraceparent, toTraceparent } from '../../tracing/trace-context.ts'
import { type Span, type Tracing } from '../../tracing/tracing.ts'
import { isAllowed, type Webhook, type WebhookSettings } from './settings.ts'
import { type Attempt, postWebhook } from './post.ts'
import { lookupReachable } from './receiver-address.ts'
import { signatureHeaders } from './signature.ts'
import * as store from './store.ts'

/** The pauses between attempts: ten attempts in some sixteen hours. */
const PAUSES_SECONDS = [5, 30, 120, 600, 1_800, 3_600, 7_200, 14_400, 28_800]
const CONCURRENCY = 16
const LEASE_SECONDS = 30
/** How many due webhooks are read at a time. */
const PAGE = 200
/** The longest and shortest time between two sweeps; notifications may be lost. */
const SWEEP_MS_MAX = 60_000
const SWEEP_MS_MIN = 200

export interface WebhookDeliveryOptions {
  readonly database: Database
  /** Milliseconds since 1970. */
  readonly clock: { now(): number }
  readonly logger: { warn(details: object, message: string): void }
  /** Undefined: nothing is delivered, and due webhooks wait for a start with settings. */
  readonly settings: WebhookSettings | undefined
  /** The ended invalidation as its webhook shows it. */
  readonly describe: (invalidationId: string) => Promise<Readonly<Record<string, unknown>> | undefined>
  readonly newToken: () => string
  readonly random?: () => number
  readonly timeoutMs?: number
  /** Instead of the system's resolver. */
  readonly resolve?: LookupFunction
  readonly tracing?: Tracing | undefined
  readonly onAttempt?: ((outcome: WebhookOutcome) => void) | undefined
}

/** The outcome of an attempt: delivered, to be retried, or given up. */
export type WebhookOutcome = 'succeeded' | 'failed' | 'givenUp'

/**
 * Delivers the webhooks of ended invalidations, at least once: after a crash a receiver may get one again, with the same
 * webhook-id. Several instances share the work.
 */
export function createWebhookDelivery(options: WebhookDeliveryOptions) {
  const { database, clock, logger, settings, describe, newToken, random = Math.random, timeoutMs = 10_000 } = options
  const lookup = lookupReachable(settings?.networks ?? [], options.resolve)
  const closing = new AbortController()
  const leases = createLeases({ database, table: 'invalidation_webhooks', seconds: LEASE_SECONDS, logger })
  const outages = createOutageLog(logger)
  const deliveries = createScheduler({
    run: deliver,
    concurrency: CONCURRENCY,
    onError: (error, invalidationId) => outages.failed(error, 'a webhook could not be delivered', { invalidationId })
  })
  const sweeps = createScheduler({
    run: sweep,
    concurrency: 1,
    onError: error => outages.failed(error, 'due webhooks could not be read')
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
        : ({ outcome: 'refused', reason: `The operator no longer allows ${url.host}.` } as const)
      const { webhook, againInMs } = afterAttempt(due.webhook, attempt)
      if (webhook.lastError !== undefined) {
        const { target, requestId, caller } = due
        const names = { target, invalidationId: id, requestId: requestId ?? undefined, caller: caller ?? undefined }
        logger.warn({ ...names, host: url.host, attempts: webhook.attempts }, webhook.lastError)
      }
      await store.settleWebhook(database, { id, token, webhook, againInMs })
      options.onAttempt?.(webhook.status === 'succeeded' ? 'succeeded' : againInMs === undefined ? 'givenUp' : 'failed')
      if (againInMs !== undefined) sweeps.wake('')
    } catch (error) {
      await leases.release(database, token)
      if (!closing.signal.aborted) throw error
    } finally {
      leases.stopExtending(token)
    }
  }

  async function send(due: store.DueWebhook, { secret }: WebhookSettings): Promise<Attempt> {
    const { id, target, webhook, status, endedAt } = due
    // Without the number of attempts, which would change the body from one attempt to the next.
    const { webhook: _, ...invalidation } = (await describe(id)) ?? {}
    const data = { resource: `${target}/invalidations/${id}`, ...invalidation }
    const body = JSON.stringify({ type: `invalidation.${status}`, timestamp: endedAt.toISOString(), data })
    const message = { id: `msg_${id}`, timestamp: Math.floor(clock.now() / 1_000), body }
    const span = beginDelivery(due)
    const trace = span?.trace ?? readTraceparent(due.traceparent)
    const headers = { ...signatureHeaders(message, secret), ...(trace && { traceparent: toTraceparent(trace) }) }
    try {
      const attempt = await postWebhook(webhook.url, { headers, body, timeoutMs, closing: closing.signal, lookup })
      span?.end({ error: attempt.outcome === 'accepted' ? undefined : attempt.outcome })
      return attempt
    } catch (error) {
      span?.end({ error: 'aborted' })
      throw error
    }
  }

  function beginDelivery({ id, webhook: { url, attempts }, traceparent }: store.DueWebhook): Span | undefined {
    return options.tracing?.begin('POST webhook', {
      kind: 'client',
      parent: readTraceparent(traceparent),
      attributes: {
        'http.request.method': 'POST',
        'server.address': new URL(url).hostname,
        'http.request.resend_count': attempts,
        'frontage.invalidation.id': id
      }
    })
  }

  function afterAttempt(
    { url, attempts: before }: Webhook,
    attempt: Attempt
  ): { webhook: Webhook; againInMs: number | undefined } {
    const attempts = before + 1
    const base = { url, attempts, lastAttemptAt: new Date(clock.now()).toISOString() }
    if (attempt.outcome === 'accepted') return { webhook: { ...base, status: 'succeeded' }, againInMs: undefined }
    const pause = PAUSES_SECONDS[before]
    if (attempt.outcome === 'refused' || pause === undefined) {
      return { webhook: { ...base, status: 'failed', lastError: attempt.reason }, againInMs: undefined }
    }
    // Jitter: a receiver that recovers should not get all of them at once.
    const spread = pause * (1 + 0.2 * random())
    const asked = Math.min(attempt.retryAfterSeconds ?? 0, PAUSES_SECONDS.at(-1) ?? 0)
    const webhook = { ...base, status: 'pending' as const, lastError: attempt.reason }
    return { webhook, againInMs: Math.round(Math.max(spread, asked) * 1_000) }
  }

  return {
    /** Resumes undelivered webhooks. */
    async start(): Promise<void> {
      if (settings === undefined) return
      if (database.kind === 'embedded') await leases.releaseAll()
      stopListening = await database.listen(store.WEBHOOK_CHANNEL, () => sweeps.wake(''))
      sweeps.wake('')
    },

    /** Delivers what is due and waits for the answers: for tests that hold the clock. */
    async sweep(): Promise<void> {
      await sweep()
      await deliveries.idle()
    },

    /** Aborts deliveries in progress and releases them, for the next start or another instance. */
    async close(): Promise<void> {
      closing.abort()
      await stopListening?.()
      await sweeps.close(timeoutMs)
      await deliveries.close(timeoutMs)
    }
  }
}

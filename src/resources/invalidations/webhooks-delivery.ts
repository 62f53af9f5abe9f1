import { type Database } from '../../database/database.ts'
import { isAllowed, type Webhook, type WebhookSettings } from './webhooks.ts'
import { type Attempt, postWebhook } from './webhooks-post.ts'
import { signatureHeaders } from './webhooks-signature.ts'
import * as store from './webhooks-store.ts'

/** The pauses between attempts: ten attempts in some sixteen hours. */
const PAUSES_SECONDS = [5, 30, 120, 600, 1_800, 3_600, 7_200, 14_400, 28_800]
const AT_ONCE = 16
/** Longer than an attempt, so that only what a dead process held is taken over. */
const LEASE_MS = 60_000
/** Somebody looks this often, also where a notification was lost. */
const LOOK_MS_MAX = 60_000
const LOOK_MS_MIN = 500

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

export type WebhookDelivery = ReturnType<typeof createWebhookDelivery>

/**
 * Delivers what the end of an invalidation wrote into the store, at least once: a receiver may see an announcement again
 * after a crash, with the same webhook-id. Several instances share the work.
 */
export function createWebhookDelivery(options: WebhookDeliveryOptions) {
  const { database, clock, logger, settings, describe, newToken, random = Math.random, timeoutMs = 10_000 } = options
  const closing = new AbortController()
  const running = new Set<Promise<void>>()
  let looking: Promise<void> | undefined
  let again = false
  let timer: NodeJS.Timeout | undefined
  let stopListening: (() => Promise<void>) | undefined

  const at = (offsetMs = 0) => new Date(clock.now() + offsetMs)

  async function deliver(due: store.DueWebhook, token: string, allowed: WebhookSettings): Promise<void> {
    const { id } = due
    const url = new URL(due.webhook.url)
    try {
      const attempt = isAllowed(url, allowed)
        ? await send(due, allowed)
        : ({ outcome: 'refused', reason: `The operator does not allow ${url.host} any more.` } as const)
      const { webhook, nextAttemptAt } = afterAttempt(due.webhook, attempt)
      if (webhook.lastError !== undefined) {
        logger.warn({ invalidationId: id, host: url.host, attempts: webhook.attempts }, webhook.lastError)
      }
      await store.settleWebhook(database, { id, token, webhook, ...(nextAttemptAt && { nextAttemptAt }) })
    } catch (error) {
      if (closing.signal.aborted) await store.releaseWebhook(database, id, token)
      // It is tried again when the lease has ended.
      else logger.warn({ err: error, invalidationId: id }, 'an announcement could not be delivered')
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
  ): { webhook: Webhook; nextAttemptAt?: Date } {
    const attempts = before + 1
    const base = { url, attempts, lastAttemptAt: at().toISOString() }
    if (attempt.outcome === 'taken') return { webhook: { ...base, status: 'delivered' } }
    const pause = PAUSES_SECONDS[before]
    if (attempt.outcome === 'refused' || pause === undefined) {
      return { webhook: { ...base, status: 'failed', lastError: attempt.reason } }
    }
    // Apart from each other, so that a receiver that comes back is not met by all of them at once.
    const spread = pause * (1 + 0.2 * random())
    const asked = Math.min(attempt.retryAfterSeconds ?? 0, PAUSES_SECONDS.at(-1) ?? 0)
    const nextAttemptAt = at(Math.max(spread, asked) * 1_000)
    const webhook = { ...base, status: 'pending' as const, lastError: attempt.reason }
    return { webhook: { ...webhook, nextAttemptAt: nextAttemptAt.toISOString() }, nextAttemptAt }
  }

  /** Begins with what is due, as far as there is room. */
  async function begin(allowed: WebhookSettings): Promise<void> {
    do {
      again = false
      const limit = AT_ONCE - running.size
      if (limit <= 0) return
      const token = newToken()
      const due = await store.claimWebhooks(database, { now: at(), until: at(LEASE_MS), token, limit })
      for (const each of due) {
        const delivery = deliver(each, token, allowed)
          .catch((error: unknown) => logger.warn({ err: error }, 'an announcement could not be given back'))
          .finally(() => {
            running.delete(delivery)
            look()
          })
        running.add(delivery)
      }
    } while (again)
    const next = await store.nextWebhookAt(database)
    later(next === undefined ? LOOK_MS_MAX : next.getTime() - clock.now())
  }

  function later(delayMs: number): void {
    clearTimeout(timer)
    if (closing.signal.aborted) return
    timer = setTimeout(look, Math.min(Math.max(delayMs, LOOK_MS_MIN), LOOK_MS_MAX)).unref()
  }

  function look(): void {
    if (settings === undefined || closing.signal.aborted) return
    again = true
    looking ??= begin(settings)
      .catch((error: unknown) => {
        logger.warn({ err: error }, 'due announcements could not be read')
        later(LOOK_MS_MAX / 10)
      })
      .finally(() => {
        looking = undefined
        // Asked for after the last look.
        if (again) look()
      })
  }

  return {
    /** Goes on with what was left undelivered. */
    async start(): Promise<void> {
      if (settings === undefined) return
      await store.releaseOrphans(database)
      stopListening = await database.listen(store.WEBHOOK_CHANNEL, look)
      look()
    },

    /** Delivers everything that is due now and waits for the answers: for tests that hold the clock. */
    async sweep(): Promise<void> {
      look()
      while (looking || running.size > 0) await Promise.all([looking, ...running])
    },

    /** What is under way is broken off and given back, to be delivered by the next start or another instance. */
    async close(): Promise<void> {
      closing.abort()
      clearTimeout(timer)
      await looking
      await Promise.all(running)
      await stopListening?.()
    }
  }
}

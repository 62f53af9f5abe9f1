import { type Changes, type Watch } from '../database/changes.ts'
import { type Database, type Queryable } from '../database/database.ts'
import { storeNow } from '../database/leases.ts'
import { type FieldError, ServiceError } from '../errors.ts'
import { type Page } from '../plugins/pagination.ts'
import { createGroupCommit, type NewInvalidation } from './queue/accept.ts'
import { allOrNone } from './queue/all-or-none.ts'
import { type Dispatcher } from './dispatch/dispatcher.ts'
import { type Existence, type NoteCalls } from './queue/existence.ts'
import { type Guard } from './guard/hook.ts'
import { lockTarget } from './queue/leases.ts'
import { type HeadRoom } from './queue/limits.ts'
import { fromCloudFront, fromCloudFrontWithPaths, toAccepted, toInvalidation, toSummary } from './mapper.ts'
import { requirePlan } from './planning/plan.ts'
import { advancedItems, type Count } from './queue/progress.ts'
import * as reads from './queue/reads.ts'
import {
  type Invalidation,
  type InvalidationCreate,
  type InvalidationQuery,
  type InvalidationSummary,
  type OwnInvalidation,
  PATHS_MAX
} from './schemas.ts'
import { addressOf, isOurs, type Target, type TargetCalls } from './targets.ts'
import { type Estimates } from './usage/estimates.ts'
import { findBadWebhook, waitingWebhook, type WebhookSettings } from './webhooks/settings.ts'

export interface InvalidationServiceDeps {
  readonly database: Database
  readonly calls: TargetCalls
  readonly existence: Existence
  readonly estimates: Pick<Estimates, 'of'>
  readonly dispatcher: Pick<Dispatcher, 'wake'>
  readonly changes: Pick<Changes, 'watch'>
  /** Milliseconds since 1970. */
  readonly clock: { now(): number }
  readonly headRoom: HeadRoom
  readonly guard: Guard
  readonly webhooks: WebhookSettings | undefined
  /** The longest that the operator allows. */
  readonly deadlineSecondsMax: number
}

/** What is known of the request that makes an invalidation. */
export interface Request {
  readonly caller: string
  /** The same for every repetition of a request with its Idempotency-Key. */
  readonly reference: string
  readonly groupId?: string
  readonly noteCalls?: NoteCalls
}

/** One of several that are made together. */
export interface Child {
  readonly target: Target
  readonly reference: string
  /** It was listed just now. */
  readonly known: boolean
  readonly body: InvalidationCreate
}

/** Notifications can be lost with their connection, so that waiters also poll this often. */
const POLL_MS = 5_000
/** After this long an Idempotency-Key means a new request. */
const KEY_KEPT_MS = 24 * 3_600_000

export type InvalidationService = ReturnType<typeof createInvalidationService>

/** What callers do with invalidations, of distributions and of distribution tenants alike. */
export function createInvalidationService(deps: InvalidationServiceDeps) {
  const { database, calls, existence, dispatcher, changes, clock, headRoom, guard, webhooks } = deps
  const { estimates, deadlineSecondsMax } = deps
  const groupCommit = createGroupCommit({ database })

  /** By the store's clock, since the process that sweeps may have another clock than this one. */
  async function inSeconds(seconds: number): Promise<Date> {
    return new Date((await storeNow(database)).getTime() + seconds * 1_000)
  }

  /** All that can be said against a request is said here, before anything is written. */
  async function prepareNew(
    target: Target,
    body: InvalidationCreate,
    { caller, reference, groupId, noteCalls }: Request,
    isKnown = false
  ): Promise<NewInvalidation> {
    const { items, lanes, warnings } = requirePlan(body, { max: PATHS_MAX })
    const { webhook, deadlineSeconds } = body
    const errors = [
      webhook && findBadWebhook(webhook.url, webhooks),
      findBadDeadline(deadlineSeconds, deadlineSecondsMax)
    ].filter(error => error !== undefined)
    if (errors.length > 0) {
      throw new ServiceError('VALIDATION_FAILED', 'The invalidation cannot be accepted like this.', { errors })
    }
    const cacheTags = lanes.wildcard.some(item => item.startsWith('#'))
    if (cacheTags || !isKnown) await existence.require(target, { cacheTags, noteCalls })
    const deadlineAt = deadlineSeconds === undefined ? undefined : await inSeconds(deadlineSeconds)
    const fresh: NewInvalidation = {
      id: `inv_${reference}`,
      target: addressOf(target),
      caller,
      priority: body.priority === 'high' ? 1 : 0,
      items,
      lanes,
      warnings,
      createdAt: new Date(clock.now()),
      groupId,
      webhook: webhook && waitingWebhook(webhook),
      deadlineAt
    }
    const admission = await guard.admit(fresh)
    return {
      ...fresh,
      warnings: [...warnings, ...(admission.warnings ?? [])],
      ...(admission.holdUntil && { holdUntil: admission.holdUntil })
    }
  }

  function wake({ target, priority }: NewInvalidation): void {
    dispatcher.wake(target, { urgent: priority > 0 })
  }

  async function getStored(target: Target, id: string): Promise<reads.StoredInvalidation> {
    const stored = await reads.findInvalidation(database, addressOf(target), id)
    if (!stored) throw new ServiceError('INVALIDATION_NOT_FOUND', `${addressOf(target)} has no invalidation ${id}.`)
    return stored
  }

  async function getFromCloudFront(target: Target, id: string): Promise<Invalidation> {
    const ours = await reads.findOnlyOneBehind(database, addressOf(target), id)
    if (ours !== undefined) return toInvalidation(await getStored(target, ours), headRoom)
    return fromCloudFrontWithPaths(addressOf(target), await calls.get(target, id))
  }

  async function waitUntilEnded(
    target: Target,
    id: string,
    waitMs: number,
    signal?: AbortSignal
  ): Promise<Invalidation> {
    const watch = changes.watch(id)
    const until = performance.now() + waitMs
    try {
      for (;;) {
        const stored = await getStored(target, id)
        const leftMs = until - performance.now()
        if (stored.ended_at || leftMs <= 0 || signal?.aborted) return toInvalidation(stored, headRoom)
        await watch.wait(Math.min(leftMs, POLL_MS), signal)
      }
    } finally {
      watch.end()
    }
  }

  return {
    /**
     * Once this has resolved the invalidation is durable and will reach CloudFront. A repeat with the same reference is the
     * same invalidation. Throws VALIDATION_FAILED naming each bad path, what CloudFront says of an unknown target, and
     * CACHE_TAGS_NOT_CONFIGURED.
     */
    async create(target: Target, body: InvalidationCreate, request: Request): Promise<Invalidation> {
      let fresh = await prepareNew(target, body, request)
      if (!(await groupCommit.accept(fresh))) {
        const before = await getStored(target, fresh.id)
        if (clock.now() - before.created_at.getTime() <= KEY_KEPT_MS) return toInvalidation(before, headRoom)
        fresh = { ...fresh, id: `${fresh.id}_${fresh.createdAt.getTime()}` }
        await groupCommit.accept(fresh)
      }
      wake(fresh)
      return toAccepted(fresh, estimates.of(fresh), clock.now())
    },

    /**
     * The same for several targets: all of them or none, in one transaction with what `alongside` writes. Nothing is
     * submitted before it counts. `reference` tells the children apart.
     */
    async createAll(
      children: readonly Child[],
      { caller, groupId }: { caller: string; groupId: string },
      alongside: (tx: Queryable) => Promise<void>
    ): Promise<Invalidation[]> {
      const rows = await allOrNone(children, async ({ target, reference, known, body }) =>
        prepareNew(target, body, { caller, reference, groupId }, known)
      )
      await groupCommit.acceptTogether(rows, alongside)
      for (const row of rows) wake(row)
      return rows.map(row => toAccepted(row, estimates.of(row), clock.now()))
    },

    /** By Frontage's id or by CloudFront's; waits up to so many seconds for its end. Throws INVALIDATION_NOT_FOUND. */
    async get(target: Target, id: string, waitSeconds = 0, signal?: AbortSignal): Promise<Invalidation> {
      if (!isOurs(id)) return getFromCloudFront(target, id)
      return waitUntilEnded(target, id, waitSeconds * 1_000, signal)
    },

    waitUntilEnded,

    /** Without its paths, with the version that tells whether something has changed, for events and announcements. */
    async describe(id: string): Promise<{ version: number; ended: boolean; summary: OwnInvalidation } | undefined> {
      const stored = await reads.findInvalidationById(database, id)
      return (
        stored && { version: stored.version, ended: stored.ended_at !== null, summary: toSummary(stored, headRoom) }
      )
    },

    /** To be made before `describe` is called. */
    watch: (id: string): Watch => changes.watch(id),

    /** Those of a group, without their paths. */
    async ofGroup(groupId: string): Promise<(OwnInvalidation & { target: string })[]> {
      const found = await reads.listOfGroup(database, groupId)
      return found.map(stored => ({ ...toSummary(stored, headRoom), target: stored.target }))
    },

    /** The newest first: Frontage's own record, or CloudFront's. */
    async list(
      target: Target,
      {
        limit,
        marker,
        status,
        createdAfter,
        createdBefore,
        source
      }: Omit<InvalidationQuery, 'cursor'> & { marker: string | undefined }
    ): Promise<Page<InvalidationSummary>> {
      if (source === 'cloudfront') return listFromCloudFront(target, { limit, marker })
      const address = addressOf(target)
      const found = await reads.listInvalidations(database, {
        ...{ target: address, status, limit: limit + 1 },
        createdAfter: createdAfter === undefined ? undefined : new Date(createdAfter),
        createdBefore: createdBefore === undefined ? undefined : new Date(createdBefore),
        before: marker !== undefined && /^\d{1,18}$/.test(marker) ? marker : undefined
      })
      if (found.length === 0 && !(await reads.isKnownTarget(database, address))) {
        await existence.require(target, { cacheTags: false })
      }
      const page = found.slice(0, limit)
      return {
        items: page.map(stored => toSummary(stored, headRoom)),
        nextMarker: found.length > limit ? page.at(-1)?.position : undefined
      }
    },

    /**
     * Takes back what CloudFront has not been sent. A repeat is harmless. Throws INVALIDATION_NOT_FOUND,
     * INVALIDATION_ENDED, and INVALIDATION_SENT where nothing is left to take back.
     */
    async cancel(target: Target, id: string): Promise<Invalidation> {
      if (!isOurs(id)) {
        await calls.get(target, id)
        throw new ServiceError('INVALIDATION_SENT', 'It was made elsewhere, and CloudFront has it.')
      }
      await database.transaction(async tx => {
        // The lock under which batches are made: nothing of it can be put into one meanwhile.
        await lockTarget(tx, addressOf(target))
        const stored = await reads.findInvalidation(tx, addressOf(target), id)
        if (!stored) throw new ServiceError('INVALIDATION_NOT_FOUND', `${addressOf(target)} has no invalidation ${id}.`)
        const counts = await tx.query<Count>(
          `WITH gone AS (DELETE FROM invalidation_chunks WHERE invalidation_id = $1 RETURNING invalidation_id, count)
           SELECT invalidation_id AS id, sum(count)::integer AS count FROM gone GROUP BY invalidation_id`,
          [id]
        )
        if (counts.length === 0 && !(await wasCancelled(tx, id))) throw cannotCancel(stored)
        await advancedItems(tx, counts, { step: 'cancelled', now: new Date(clock.now()) })
      })
      return toInvalidation(await getStored(target, id), headRoom)
    }
  }

  async function listFromCloudFront(
    target: Target,
    page: { limit: number; marker: string | undefined }
  ): Promise<Page<InvalidationSummary>> {
    const list = await calls.list(target, page)
    return {
      items: (list.Items ?? []).map(fromCloudFront),
      nextMarker: list.IsTruncated ? list.NextMarker : undefined
    }
  }
}

function findBadDeadline(seconds: number | undefined, max: number): FieldError | undefined {
  if (seconds === undefined || seconds <= max) return undefined
  return { pointer: '/deadlineSeconds', detail: `must be at most ${max}, which is what the operator allows` }
}

async function wasCancelled(tx: Queryable, id: string): Promise<boolean> {
  const rows = await tx.query('SELECT 1 FROM invalidations WHERE id = $1 AND cancelled_at IS NOT NULL', [id])
  return rows.length > 0
}

function cannotCancel({ status, ended_at }: reads.StoredInvalidation): ServiceError {
  return ended_at
    ? new ServiceError('INVALIDATION_ENDED', `The invalidation has ended already, with the status ${status}.`)
    : new ServiceError('INVALIDATION_SENT', 'Nothing of the invalidation is left to be taken back.')
}

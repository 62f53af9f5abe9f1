import { type Accounts } from '../accounts/accounts.ts'
import { type CallerBudget } from '../access/budget.ts'
import { type DocumentChange } from '../audit/bounded-changes.ts'
import { distributionIn } from '../audit/store.ts'
import { type Trail, type RelatedTrail } from '../audit/trail.ts'
import { type Database, type Queryable } from '../database/database.ts'
import { storeNow } from '../database/leases.ts'
import { type FieldError, isServiceError, ServiceError } from '../errors.ts'
import { currentTrace, currentTrail } from '../plugins/request-context.ts'
import { toTraceparent, type TraceContext } from '../tracing/trace-context.ts'
import { type Dispatcher } from './dispatch/dispatcher.ts'
import { type Charge, type Charges } from './guard/charges.ts'
import { type Guard } from './guard/hook.ts'
import { toAccepted, toInvalidation } from './mapper.ts'
import { refuseOutside } from './planning/path-limits.ts'
import { requirePlan } from './planning/plan.ts'
import { type Accepted, createGroupCommit, type NewInvalidation } from './queue/accept.ts'
import { allOrNone } from './queue/all-or-none.ts'
import { type Existence, type NoteCalls } from './queue/existence.ts'
import { findNewest, isRepetition, nextIdAfter } from './queue/generations.ts'
import { type HeadRoom } from './queue/limits.ts'
import { requireInvalidation } from './queue/reads.ts'
import { type Invalidation, type InvalidationCreate, PATHS_MAX } from './schemas.ts'
import { addressOf, type Target, targetAt } from './targets.ts'
import { type Estimates } from './usage/estimates.ts'
import { findBadWebhook, waitingWebhook, type WebhookSettings } from './webhooks/settings.ts'

/** What is known about the request that creates an invalidation. */
export interface Request {
  readonly caller: string
  /** The same for every repetition of a request with the same Idempotency-Key. */
  readonly reference: string
  /** The paths that its caller may invalidate. Default: all. */
  readonly permittedPaths?: readonly string[] | undefined
  /** The budget that its paths are charged to. */
  readonly budget?: CallerBudget | undefined
  readonly groupId?: string
  readonly noteCalls?: NoteCalls
  /** The audit trail of the request. */
  readonly trail?: Trail | undefined
  /** The request's span. */
  readonly trace?: TraceContext | undefined
}

/** One of several invalidations that are created together. */
export interface Child {
  readonly target: Target
  readonly reference: string
  /** Whether the target is known to exist, because it was just listed. */
  readonly known: boolean
  readonly body: InvalidationCreate
}

/** The paths in an audit record; the invalidation has all of them. */
export const PATHS_RECORDED_MAX = 10

export interface CreationDeps {
  readonly database: Database
  readonly existence: Existence
  readonly estimates: Pick<Estimates, 'of'>
  readonly dispatcher: Pick<Dispatcher, 'wake'>
  /** Milliseconds since 1970. */
  readonly clock: { now(): number }
  readonly headRoom: HeadRoom
  readonly guard: Guard
  readonly charges: Charges
  /** Present if there are several. */
  readonly accounts?: Pick<Accounts, 'ensureStored'> | undefined
  readonly webhooks: WebhookSettings | undefined
  /** The longest that the operator allows. */
  readonly deadlineSecondsMax: number
  readonly onGroupCommit?: ((size: number) => void) | undefined
}

/** Creates invalidations: validates and plans a request, charges it, asks the guard, and stores what is accepted. */
export function createCreation(deps: CreationDeps) {
  const { database, existence, dispatcher, clock, headRoom, guard, charges, accounts, webhooks } = deps
  const { estimates, deadlineSecondsMax } = deps
  const groupCommit = createGroupCommit({ database, ...(deps.onGroupCommit && { onGroup: deps.onGroupCommit }) })

  /** By the store's clock, since the clock of the process that enforces it may differ. */
  async function inSeconds(seconds: number): Promise<Date> {
    return new Date((await storeNow(database)).getTime() + seconds * 1_000)
  }

  async function refund(charge: Charge | undefined): Promise<void> {
    if (charge) await charges.refund(charge)
  }

  /** Undoes the admission of invalidations that were not stored. */
  async function discard(planned: readonly NewInvalidation[], charge: Charge | undefined): Promise<void> {
    for (const { id } of planned) guard.release(id)
    await refund(charge)
  }

  /** Stores what was admitted. If it is unknown whether that succeeded, the charge stands. */
  async function store<Stored>(
    admitted: readonly NewInvalidation[],
    charge: Charge | undefined,
    write: () => Promise<Stored>
  ): Promise<Stored> {
    try {
      return await write()
    } catch (error) {
      if (!isServiceError(error, 'STORE_UNAVAILABLE')) await discard(admitted, charge)
      throw error
    }
  }

  /** Validates and plans a request, without charging it. */
  async function planNew(
    target: Target,
    body: InvalidationCreate,
    { caller, reference, permittedPaths, groupId, noteCalls, trace }: Request,
    isKnown = false
  ): Promise<NewInvalidation> {
    const { items, lanes, warnings } = requirePlan(body, { max: PATHS_MAX })
    refuseOutside(permittedPaths, items)
    const { webhook, deadlineSeconds } = body
    const errors = [
      webhook && findBadWebhook(webhook.url, webhooks),
      findBadDeadline(deadlineSeconds, deadlineSecondsMax)
    ].filter(error => error !== undefined)
    if (errors.length > 0) {
      throw new ServiceError('VALIDATION_FAILED', 'The invalidation is not valid.', { errors })
    }
    const cacheTags = lanes.wildcard.some(item => item.startsWith('#'))
    if (cacheTags || !isKnown) await existence.require(target, { cacheTags, noteCalls })
    const deadlineAt = deadlineSeconds === undefined ? undefined : await inSeconds(deadlineSeconds)
    return {
      id: idOf(reference),
      target: addressOf(target),
      caller,
      priority: body.priority === 'high' ? 1 : 0,
      items,
      lanes,
      warnings,
      groupId,
      webhook: webhook && waitingWebhook(webhook),
      deadlineAt,
      traceparent: trace && toTraceparent(trace)
    }
  }

  /** Applies the guard's decision. */
  async function admit(planned: NewInvalidation): Promise<NewInvalidation> {
    const { warnings = [], holdUntil } = await guard.admit(planned)
    return { ...planned, warnings: [...planned.warnings, ...warnings], ...(holdUntil && { holdUntil }) }
  }

  /** Charges what is to be stored together, then admits it with `admitAll`. After this, nothing is refused any more. */
  async function admitCharged<Admitted>(
    planned: readonly NewInvalidation[],
    budget: CallerBudget | undefined,
    admitAll: () => Promise<Admitted>
  ): Promise<{ admitted: Admitted; charge: Charge | undefined }> {
    // Budgets count by account, in the store.
    await accounts?.ensureStored(planned.map(({ target }) => targetAt(target).id))
    const parts = planned.map(({ id, items }) => ({ id, paths: items.length }))
    // Charged first: callers without budget must not use up what a guard allows for all callers.
    const charge = budget && (await charges.charge({ budget, parts }))
    try {
      return { admitted: await admitAll(), charge }
    } catch (error) {
      await discard(planned, charge)
      throw error
    }
  }

  /** Resolves with what was stored; with undefined, and without a charge, if the id is stored already. */
  async function accept(
    planned: NewInvalidation,
    { budget, trail }: Pick<Request, 'budget' | 'trail'>
  ): Promise<Accepted | undefined> {
    const { admitted: row, charge } = await admitCharged([planned], budget, async () =>
      recorded(await admit(planned), trail)
    )
    const accepted = await store([row], charge, async () => groupCommit.accept(row))
    // The guard has not been released: it counts the stored one under the same id.
    if (!accepted) {
      await refund(charge)
      return undefined
    }
    if (row.record) trail?.recorded(row.record)
    return accepted
  }

  function wake({ target, priority }: NewInvalidation): void {
    dispatcher.wake(target, { urgent: priority > 0 })
  }

  return {
    /**
     * Once this has resolved the invalidation is durable and will be submitted. A repeat with the same reference returns the
     * same invalidation. Throws VALIDATION_FAILED naming each invalid path, OUTSIDE_LIMITS, CloudFront's error for an unknown
     * target, and CACHE_TAGS_NOT_CONFIGURED.
     */
    async create(target: Target, body: InvalidationCreate, request: Request): Promise<Invalidation> {
      const planned = await planNew(target, body, request)
      let id = planned.id
      for (;;) {
        const row = await accept({ ...planned, id }, request)
        if (row) {
          wake(row)
          return toAccepted(row, estimates.of(row), clock.now())
        }
        const newest = await findNewest(database, 'invalidations', planned.id)
        if (newest && isRepetition(newest, clock.now())) {
          request.trail?.note({ resource: resourceOf(planned.target, newest.id), replayed: true })
          return toInvalidation(await requireInvalidation(database, planned.target, newest.id), headRoom)
        }
        id = nextIdAfter(planned.id, newest)
      }
    },

    /**
     * The same for several targets: all or none, in one transaction with what `alongside` writes, and charged as one.
     * Nothing is submitted before it commits. The children have different references, and an audit record each, so that
     * they appear in the history of each target.
     */
    async createAll(
      children: readonly Child[],
      {
        caller,
        permittedPaths,
        budget,
        groupId
      }: Pick<Request, 'caller' | 'permittedPaths' | 'budget'> & { groupId: string },
      alongside: (tx: Queryable) => Promise<void>
    ): Promise<Invalidation[]> {
      const [trace, trail] = [currentTrace(), currentTrail()]
      const planned = await allOrNone(children, async ({ target, reference, known, body }) => ({
        target,
        row: await planNew(target, body, { caller, reference, permittedPaths, groupId, trace }, known)
      }))
      const { admitted, charge } = await admitCharged(
        planned.map(({ row }) => row),
        budget,
        async () => allOrNone(planned, async ({ row }) => recordedInGroup(await admit(row), trail))
      )
      const rows = admitted.map(({ row }) => row)
      const accepted = await store(rows, charge, async () => groupCommit.acceptTogether(rows, alongside))
      for (const { own } of admitted) own?.recorded()
      for (const row of rows) wake(row)
      return accepted.map(row => toAccepted(row, estimates.of(row), clock.now()))
    }
  }
}

const idOf = (reference: string) => `inv_${reference}`
export const resourceOf = (target: string, id: string) => `${target}/invalidations/${id}`

/** Adds the audit record, which is written in the same statement. */
function recorded(fresh: NewInvalidation, trail: Trail | undefined): NewInvalidation {
  if (!trail) return fresh
  trail.note({ resource: resourceOf(fresh.target, fresh.id), changes: changesOf(fresh) })
  return { ...fresh, record: trail.record() }
}

/** The same for one of several; the request's own record is the group's. */
function recordedInGroup(
  fresh: NewInvalidation,
  trail: Trail | undefined
): { row: NewInvalidation; own?: RelatedTrail | undefined } {
  const resource = resourceOf(fresh.target, fresh.id)
  const [action, distribution] = ['createInvalidation', distributionIn(resource)]
  const own = trail?.addRelated({ action, resource, distribution, changes: changesOf(fresh) })
  return { row: { ...fresh, record: own?.record() }, own }
}

/** Of the webhook only its host, since the rest of an address is often a secret. */
function changesOf({ items, groupId, webhook }: NewInvalidation): DocumentChange[] {
  const value = {
    paths: items.slice(0, PATHS_RECORDED_MAX),
    total: items.length,
    ...(groupId && { groupId }),
    ...(webhook && { webhookHost: new URL(webhook.url).host })
  }
  return [{ op: 'add', path: '', value }]
}

function findBadDeadline(seconds: number | undefined, max: number): FieldError | undefined {
  if (seconds === undefined || seconds <= max) return undefined
  return { pointer: '/deadlineSeconds', detail: `must be at most ${max}, the operator's limit` }
}

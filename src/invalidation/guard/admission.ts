import { type Database } from '../../database/database.ts'
import { createMutex } from '../../database/mutex.ts'
import { ServiceError } from '../../errors.ts'
import { createScheduler } from '../../jobs/scheduler.ts'
import { type NewInvalidation } from '../queue/accept.ts'
import { type Admission, type Guard } from './hook.ts'
import { createBudgets } from './budgets.ts'
import { decideFullPurge, type PurgeDecision } from './rules.ts'
import { type FullPurges, type InvalidationGuard } from './schemas.ts'
import * as store from './store.ts'

interface AdmissionOptions {
  readonly database: Database
  /** Milliseconds since 1970. */
  readonly clock: { now(): number }
  readonly logger: { warn(details: object, message: string): void }
  /** For the whole account, or for each if there are several. */
  readonly monthlyBudgetUsd?: number | undefined
  /** The account of a distribution or tenant, if there are several. */
  readonly accountOf?: ((id: string) => string | undefined) | undefined
}

const EVERYTHING = '/*'

/**
 * Applies guards and budgets before a request is accepted. All guards are kept in memory, and every instance is notified of
 * changes, so a request without a guard or budget costs nothing. Requests that several instances admit at the same moment
 * may together exceed a budget.
 */
export function createGuardAdmission({ database, clock, logger, monthlyBudgetUsd, accountOf }: AdmissionOptions) {
  let guards: ReadonlyMap<string, InvalidationGuard> = new Map()
  let stopListening: (() => Promise<void>) | undefined
  /** Debounce windows that are known to be open, which saves a write per request. */
  const windows = new Map<string, store.Window & { readonly seenAt: number }>()
  const budgets = createBudgets({ database, now: () => new Date(clock.now()), monthlyBudgetUsd, accountOf })

  const reading = createMutex()

  /** Sequential, so that an older read cannot replace a newer one. */
  const reload = async (): Promise<void> =>
    reading.runExclusive(async () => {
      guards = await store.listGuards(database)
      windows.clear()
    })

  const reloads = createScheduler({
    run: async () => {
      await reload()
      return undefined
    },
    concurrency: 1,
    onError: error => logger.warn({ err: error }, 'could not read invalidation guards; will try again')
  })

  async function debounce(target: string, seconds: number): Promise<Date | undefined> {
    const known = windows.get(target)
    const at = clock.now()
    // Only durations by this process's clock are compared.
    if (known && at >= known.seenAt && at < known.seenAt + known.leftMs) return known.until
    const window = await store.windowOf(database, target, seconds)
    if (window) windows.set(target, { ...window, seenAt: at })
    return window?.until
  }

  /** The time until which this `/*` must wait, if at all. Throws INVALIDATION_FULL_PURGE_LIMIT. */
  async function fullPurge({ target, id }: NewInvalidation, limit: FullPurges): Promise<Date | undefined> {
    const place = { target, id, periodMs: limit.periodSeconds * 1_000 }
    const { decision, now: at } = await store.placeFullPurge(database, place, (others, ours, now) => {
      if (ours) {
        const decision: PurgeDecision = ours > now ? { kind: 'later', at: ours, shared: true } : { kind: 'now' }
        return { decision: { decision, now }, takes: undefined }
      }
      const decision = decideFullPurge(limit, others, now)
      const takes = decision.kind === 'later' && !decision.shared ? decision.at : undefined
      return { decision: { decision, now }, takes: decision.kind === 'now' ? now : takes }
    })
    if (decision.kind === 'refused') throw tooManyFullPurges(limit, decision.until, at)
    return decision.kind === 'later' ? decision.at : undefined
  }

  /** The time until which a request must wait, if at all. Throws INVALIDATION_FULL_PURGE_LIMIT. */
  async function hold(
    request: NewInvalidation,
    { fullPurges, debounceSeconds }: InvalidationGuard
  ): Promise<Date | undefined> {
    const { target, items, priority } = request
    const holds = [
      fullPurges && items.includes(EVERYTHING) ? await fullPurge(request, fullPurges) : undefined,
      debounceSeconds !== undefined && priority === 0 ? await debounce(target, debounceSeconds) : undefined
    ].flatMap(until => until ?? [])
    return holds.toSorted((a, b) => b.getTime() - a.getTime())[0]
  }

  return {
    async start(): Promise<void> {
      stopListening = await database.listen(store.GUARD_CHANNEL, () => reloads.wake('guards'))
      await reload()
    },

    /** Reads all guards again. Once this has resolved, earlier changes are in effect. */
    reload,

    /** Throws INVALIDATION_FULL_PURGE_LIMIT or INVALIDATION_BUDGET_EXCEEDED. Safe to repeat with the same id. */
    async admit(request: NewInvalidation): Promise<Admission> {
      const { id, target } = request
      const guard = guards.get(target) ?? {}
      const { monthlyBudget } = guard
      const hasBudget = monthlyBudget !== undefined || monthlyBudgetUsd !== undefined
      const warnings = hasBudget ? await budgets.check(request, monthlyBudget) : []
      try {
        const holdUntil = await hold(request, guard)
        return { warnings, ...(holdUntil && { holdUntil }) }
      } catch (error) {
        budgets.release(id)
        throw error
      }
    },

    release: (id: string): void => budgets.release(id),

    async close(): Promise<void> {
      await stopListening?.()
      await reloads.close(5_000)
    }
  } satisfies Guard & Record<string, unknown>
}

function tooManyFullPurges({ max, periodSeconds }: FullPurges, until: Date, now: Date): ServiceError {
  const seconds = Math.max(1, Math.ceil((until.getTime() - now.getTime()) / 1_000))
  return new ServiceError(
    'INVALIDATION_FULL_PURGE_LIMIT',
    `The distribution's guard allows /* ${max} ${max === 1 ? 'time' : 'times'} in ${periodSeconds} seconds; the ` +
      `next one is allowed at ${until.toISOString()}.`,
    { headers: { 'retry-after': String(seconds) } }
  )
}

import { type Database } from '../../database/database.ts'
import { createMutex } from '../../database/mutex.ts'
import { ServiceError } from '../../errors.ts'
import { createScheduler } from '../../jobs/scheduler.ts'
import { type NewInvalidation } from '../queue/accept.ts'
import { type Admission, type Guard } from './hook.ts'
import { checkBudgets, type Counted } from './budgets.ts'
import { decideFullPurge, type PurgeDecision } from './rules.ts'
import { type FullPurges, type InvalidationGuard } from './schemas.ts'
import * as store from './store.ts'

export interface AdmissionOptions {
  readonly database: Database
  /** Milliseconds since 1970. */
  readonly clock: { now(): number }
  readonly logger: { warn(details: object, message: string): void }
  /** For the whole account. */
  readonly monthlyBudgetUsd?: number | undefined
}

const EVERYTHING = '/*'

/**
 * Stands before acceptance. Without a guard and a budget it costs nothing: all guards are kept in memory, and every instance
 * hears when one changes. What several instances admit at the same moment may exceed a budget by that much.
 */
export function createGuardAdmission({ database, clock, logger, monthlyBudgetUsd }: AdmissionOptions) {
  let guards: ReadonlyMap<string, InvalidationGuard> = new Map()
  let stopListening: (() => Promise<void>) | undefined
  /** Debounce windows known to be open, to save a write for each request. */
  const windows = new Map<string, store.Window & { readonly seenAt: number }>()
  /** Admitted here and not yet seen in the store, by their ids. */
  const admitted = new Map<string, Counted>()
  const now = () => new Date(clock.now())

  const reading = createMutex()

  /** One after the other: what was read first must not replace what was read later. */
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
    onError: error => logger.warn({ err: error }, 'invalidation guards could not be read; they will be read again')
  })

  async function debounce(target: string, seconds: number): Promise<Date | undefined> {
    const known = windows.get(target)
    const at = clock.now()
    // This process's clock is compared with itself alone.
    if (known && at >= known.seenAt && at < known.seenAt + known.leftMs) return known.until
    const window = await store.windowOf(database, target, seconds)
    if (window) windows.set(target, { ...window, seenAt: at })
    return window?.until
  }

  /** Until when this `/*` waits, if at all. */
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

  return {
    async start(): Promise<void> {
      stopListening = await database.listen(store.GUARD_CHANNEL, () => reloads.wake('guards'))
      await reload()
    },

    /** Knows every change from now on that was made before. */
    reload,

    /** Throws INVALIDATION_FULL_PURGE_LIMIT or INVALIDATION_BUDGET_EXCEEDED; a repeat with the same id is harmless. */
    async admit(request: NewInvalidation): Promise<Admission> {
      const { target, items, priority } = request
      const { monthlyBudget, fullPurges, debounceSeconds } = guards.get(target) ?? {}
      const hasBudget = monthlyBudget !== undefined || monthlyBudgetUsd !== undefined
      const warnings = hasBudget
        ? await checkBudgets({ database, admitted, now: now(), monthlyBudgetUsd }, request, monthlyBudget)
        : []
      const holds = [
        fullPurges && items.includes(EVERYTHING) ? await fullPurge(request, fullPurges) : undefined,
        debounceSeconds !== undefined && priority === 0 ? await debounce(target, debounceSeconds) : undefined
      ].flatMap(hold => hold ?? [])
      const [holdUntil] = holds.toSorted((a, b) => b.getTime() - a.getTime())
      return { warnings, ...(holdUntil && { holdUntil }) }
    },

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
    `The distribution's guard lets /* through ${max} ${max === 1 ? 'time' : 'times'} in ${periodSeconds} seconds; the ` +
      `next one may come at ${until.toISOString()}.`,
    { headers: { 'retry-after': String(seconds) } }
  )
}

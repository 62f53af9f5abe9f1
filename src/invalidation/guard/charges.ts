import { createBatches } from '../../batches.ts'
import { beyondBudget, type BudgetLimit, type CallerBudget, UNIT_OF } from '../../access/budget.ts'
import { addPaths, boundWaits, type BudgetUse, lockUses, type PathCount } from '../../access/budget-store.ts'
import { type Database } from '../../database/database.ts'
import { ServiceError } from '../../errors.ts'
import { listPriceUsd } from '../planning/price.ts'
import { storedAmong } from '../queue/reads.ts'

/** Invalidations that are about to be accepted together, or not at all. */
interface ChargeRequest {
  readonly budget: CallerBudget
  readonly parts: readonly { readonly id: string; readonly paths: number }[]
}

/** What was charged to a budget. */
export interface Charge {
  readonly budget: string
  readonly paths: number
  /** The hour and the month that were charged. */
  readonly of: readonly Pick<BudgetUse, 'unit' | 'begins'>[]
}

interface ChargesOptions {
  readonly database: Database
  readonly logger: { warn(details: object, message: string): void }
}

/** Undefined if everything is stored, and so was charged, already. */
type Outcome = Charge | ServiceError | undefined

/**
 * Charges paths to callers' budgets, in the store and for all instances, before an invalidation is accepted. If a
 * process dies in between, the paths of its requests in progress stay charged until the end of the hour or month. Too
 * little is never charged.
 */
export function createCharges({ database, logger }: ChargesOptions) {
  const charge = createBatches(async (requests: readonly ChargeRequest[]) =>
    database.transaction(async tx => {
      if (database.kind === 'postgres') await boundWaits(tx)
      const ids = requests.flatMap(({ parts }) => parts.map(({ id }) => id))
      const budgets = [...new Set(requests.map(({ budget }) => budget.id))]
      const uses = new Map<string, BudgetUse[]>(budgets.map(id => [id, []]))
      for (const use of await lockUses(tx, budgets)) uses.get(use.budget)?.push(use)
      // Read under the lock: its previous holder may have stored the same invalidation.
      const stored = await storedAmong(tx, ids)
      const used = new Map(budgets.map(id => [id, 0]))
      const outcomes = requests.map(({ budget, parts }): Outcome => {
        const fresh = parts.filter(({ id }) => !stored.has(id))
        if (fresh.length === 0) return undefined
        const paths = fresh.reduce((sum, part) => sum + part.paths, 0)
        const before = used.get(budget.id) ?? 0
        const of = (uses.get(budget.id) ?? []).map(use => ({ ...use, paths: use.paths + before }))
        const refusal = findRefusal(budget, of, paths)
        if (refusal) return refusal
        used.set(budget.id, before + paths)
        return { budget: budget.id, paths, of: of.map(({ unit, begins }) => ({ unit, begins })) }
      })
      await addPaths(tx, sumsOf(outcomes.filter(isCharge), 1))
      return outcomes
    })
  )

  return {
    /**
     * Resolves with the charge for all parts together; with undefined if they are stored already, since repetitions are
     * free, or if paths are not limited. Throws HOURLY_BUDGET_EXCEEDED, MONTHLY_BUDGET_EXCEEDED, or OUTSIDE_LIMITS if
     * they would never fit; then nothing is charged.
     */
    async charge(request: ChargeRequest): Promise<Charge | undefined> {
      if (!limitsPaths(request.budget)) return undefined
      const outcome = await charge(request)
      if (outcome instanceof ServiceError) throw outcome
      return outcome
    },

    /** For invalidations that were not stored. If this fails they stay charged, which is logged. */
    async refund(charge: Charge): Promise<void> {
      try {
        await addPaths(database, sumsOf([charge], -1))
      } catch (error) {
        logger.warn({ err: error, charge }, "a caller's budget could not be refunded")
      }
    }
  }
}

export type Charges = ReturnType<typeof createCharges>

type PathLimit = Exclude<BudgetLimit, 'requestsPerHour' | 'requestsPerMonth'>

/**
 * The amount of each limit that this many paths use. Monthly limits come first: what fits the hour may not fit the
 * month.
 */
const AMOUNT_OF: Readonly<Record<PathLimit, (paths: number) => number>> = {
  pathsPerMonth: paths => paths,
  usdPerMonth: listPriceUsd,
  pathsPerHour: paths => paths,
  usdPerHour: listPriceUsd
}
const PATH_LIMITS = Object.keys(AMOUNT_OF) as PathLimit[]

function limitsPaths({ limits }: CallerBudget): boolean {
  return PATH_LIMITS.some(limit => limits[limit] !== undefined)
}

function isCharge(outcome: Outcome): outcome is Charge {
  return outcome !== undefined && !(outcome instanceof ServiceError)
}

/** The error for a limit that the request exceeds, preferably one that waiting for the next hour does not solve. */
function findRefusal({ limits }: CallerBudget, uses: readonly BudgetUse[], paths: number): ServiceError | undefined {
  const refusals = PATH_LIMITS.flatMap(limit => {
    const use = uses.find(({ unit }) => unit === UNIT_OF[limit])
    if (!use) throw new Error(`no row was locked for ${limit}`)
    const most = limits[limit]
    const amountOf = AMOUNT_OF[limit]
    if (most === undefined || amountOf(use.paths + paths) <= most) return []
    const { begins, now } = use
    return [beyondBudget(limit, { most, used: amountOf(use.paths), asked: amountOf(paths), begins, now })]
  })
  return refusals.find(({ code }) => code !== 'HOURLY_BUDGET_EXCEEDED') ?? refusals[0]
}

/** One for each row. */
function sumsOf(charges: readonly Charge[], sign: 1 | -1): PathCount[] {
  const sums = new Map<string, PathCount>()
  for (const { budget, paths, of } of charges) {
    for (const { unit, begins } of of) {
      const key = JSON.stringify([budget, unit, begins])
      sums.set(key, { budget, unit, begins, paths: (sums.get(key)?.paths ?? 0) + sign * paths })
    }
  }
  return [...sums.values()]
}

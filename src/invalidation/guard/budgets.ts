import { createBatches } from '../../batches.ts'
import { type Queryable } from '../../database/database.ts'
import { ServiceError } from '../../errors.ts'
import { type NewInvalidation } from '../queue/accept.ts'
import { targetAt } from '../targets.ts'
import { judgeBudget, monthOf, shareOf } from './rules.ts'
import { type MonthlyBudget } from './schemas.ts'
import { type MonthSoFar, monthSoFar } from './store.ts'

/** An admitted request that may not be in the store yet. */
interface Admitted {
  readonly target: string
  readonly count: number
  readonly since: Date
}

interface BudgetCheck {
  readonly request: NewInvalidation
  readonly budget: MonthlyBudget | undefined
}

/** Warnings, or the refusal. */
type Decision = readonly { detail: string }[] | ServiceError

/** Afterwards, the requests join those of the next read. */
const READS_MAX = 3
/** After this time, a request that is not in the store was never written. */
const NEVER_WRITTEN_MS = 60_000

/**
 * Checks the month's cost against budgets, separately for each AWS account, since each has its own free paths. Each
 * read of the store serves all requests that arrived during the previous one.
 */
export function createBudgets({
  database,
  now,
  monthlyBudgetUsd,
  accountOf
}: {
  database: Queryable
  now: () => Date
  /** For the whole account, or for each if there are several. */
  monthlyBudgetUsd: number | undefined
  /** The account of a distribution or tenant, if there are several. */
  accountOf?: ((id: string) => string | undefined) | undefined
}) {
  /** By id. */
  const admitted = new Map<string, Admitted>()

  let reads = 0

  const decide: (check: BudgetCheck) => Promise<Decision> = createBatches(async (checks: readonly BudgetCheck[]) => {
    const requests = checks.map(({ request }) => request)
    for (let attempt = 1; attempt <= READS_MAX; attempt++) {
      const earlier = reads
      const month = monthOf(now())
      const ids = [...admitted.keys(), ...requests.map(({ id }) => id)]
      const targets = [...admitted.values(), ...requests].map(({ target }) => target)
      const soFar = await monthSoFar(database, { month, targets, ids, hasAccounts: accountOf !== undefined })
      // One of two was late, and this one misses what the other has admitted and forgotten since.
      if (reads !== earlier) continue
      reads++
      forget(soFar)
      // No await from here on, so that the requests of one batch count each other.
      return checks.map(check => judgeOne(check, month, soFar))
    }
    return Promise.all(checks.map(decide))
  })

  function forget({ stored }: MonthSoFar): void {
    const earliest = now().getTime() - NEVER_WRITTEN_MS
    for (const [id, { since }] of admitted) {
      if (stored.has(id) || since.getTime() < earliest) admitted.delete(id)
    }
  }

  function judgeOne({ request, budget }: BudgetCheck, month: string, soFar: MonthSoFar): Decision {
    const { id, target, items } = request
    if (soFar.stored.has(id)) return []
    admitted.set(id, { target, count: items.length, since: now() })
    const spent = soFar.spent[target]
    if (!spent) throw new Error(`the month's paths of ${target} were not read`)
    const here = [...admitted.values()].filter(each => soFar.spent[each.target]?.home === spent.home)
    const account = spent.account + sum(here)
    const own = spent.own + sum(here.filter(each => each.target === target))

    const judged = [
      ...(budget ? [{ limit: budget, cost: shareOf({ account, own }), subject: "the distribution's" }] : []),
      ...(monthlyBudgetUsd === undefined
        ? []
        : [{ limit: { usd: monthlyBudgetUsd }, cost: shareOf({ account, own: account }), subject: accountAt(target) }])
    ].map(({ limit, cost, subject }) => ({
      decision: judgeBudget(limit, cost),
      detail: `With this one, ${subject} invalidations of ${month} come to ${inUsd(cost)} of a budget of ${inUsd(limit.usd)}.`
    }))
    const exceeded = judged.find(({ decision }) => decision === 'exceeded')
    if (exceeded) {
      admitted.delete(id)
      return new ServiceError('INVALIDATION_BUDGET_EXCEEDED', exceeded.detail)
    }
    return judged.filter(({ decision }) => decision === 'warn').map(({ detail }) => ({ detail }))
  }

  function accountAt(target: string): string {
    const name = accountOf?.(targetAt(target).id)
    return name === undefined ? "the account's" : `the account ${name}'s`
  }

  return {
    /**
     * Checks the month's cost including this request against the budgets of its target and of the account. Resolves with
     * warnings; the request counts from then on. Throws INVALIDATION_BUDGET_EXCEEDED, but never for a request that is already
     * stored.
     */
    async check(request: NewInvalidation, budget: MonthlyBudget | undefined): Promise<Exclude<Decision, ServiceError>> {
      const decision = await decide({ request, budget })
      if (decision instanceof ServiceError) throw decision
      return decision
    },

    /** Stops counting a request that will not be stored. */
    release(id: string): void {
      admitted.delete(id)
    }
  }
}

function sum(entries: readonly Admitted[]): number {
  return entries.reduce((total, { count }) => total + count, 0)
}

/** Rounded up, so that a cost beyond a budget is not shown as equal to it. */
function inUsd(amount: number): string {
  const digits = (Math.ceil(amount * 10_000 - 1e-6) / 10_000).toFixed(4)
  return `${digits.replace(/0{1,2}$/, '')} USD`
}

import { type StoredToken } from '../../access/tokens.ts'
import { type BudgetUse as StoredUse } from '../../access/budget-store.ts'
import { type BudgetLimit, type CallerBudget, endOf, UNIT_OF } from '../../access/budget.ts'
import { listPriceUsd } from '../../invalidation/planning/price.ts'
import { type BudgetUse, type Token, type TokenCreate } from './schemas.ts'

/** A token as callers see it at the time `now`, in milliseconds since 1970. */
export function toToken(stored: StoredToken, now: number): Token {
  const { id, name, owner, granted, createdBy, createdAt, expiresAt, revokedAt, lastUsedAt } = stored
  const isExpired = expiresAt !== null && expiresAt.getTime() <= now
  return {
    id,
    name,
    ...(owner !== null && { owner }),
    // As requested.
    ...(granted as Pick<TokenCreate, 'scopes' | 'distributions' | 'paths' | 'budget'>),
    status: revokedAt ? 'revoked' : isExpired ? 'expired' : 'active',
    createdAt: createdAt.toISOString(),
    createdBy,
    ...(expiresAt && { expiresAt: expiresAt.toISOString() }),
    ...(revokedAt && { revokedAt: revokedAt.toISOString() }),
    ...(lastUsedAt && { lastUsedAt: lastUsedAt.toISOString() })
  }
}

/** The use of each limit in the current hour or month. */
export function toBudgetUse({ limits }: CallerBudget, uses: readonly StoredUse[]): BudgetUse {
  const present = (Object.entries(limits) as [BudgetLimit, number][]).flatMap(([name, limit]) => {
    const use = uses.find(({ unit }) => unit === UNIT_OF[name])
    if (!use) return []
    const renewsAt = endOf(use.unit, use.begins).toISOString()
    return [[name, { limit, used: Math.min(limit, usedOf[name](use)), renewsAt }]]
  })
  return Object.fromEntries(present) as BudgetUse
}

/** Refused requests beyond the limit are counted, too; the caller subtracts them. */
const usedOf: Readonly<Record<BudgetLimit, (use: StoredUse) => number>> = {
  requestsPerHour: ({ requests }) => requests,
  requestsPerMonth: ({ requests }) => requests,
  pathsPerHour: ({ paths }) => paths,
  pathsPerMonth: ({ paths }) => paths,
  usdPerHour: ({ paths }) => listPriceUsd(paths),
  usdPerMonth: ({ paths }) => listPriceUsd(paths)
}

import { type Budget } from './budget.ts'
import { type DistributionLimits } from './limits.ts'
import { includesScope, type RouteScope, type Scope } from './scopes.ts'

/** What a caller may do. Whatever it does not name is refused. */
export interface Grant {
  readonly scopes: readonly Scope[]
  /** Where it is left out, all of them. */
  readonly distributions?: DistributionLimits
  /** Under which paths invalidations may be, such as `/blog/*`; where it is left out, under any. */
  readonly paths?: readonly string[]
  /** Of each token; or of all whom a rule of an issuer fits, together. */
  readonly budget?: Budget
}

export const NOTHING: Grant = { scopes: [] }
export const EVERYTHING: Grant = { scopes: ['admin'] }

export function allows({ scopes }: Grant, asked: RouteScope): boolean {
  return includesScope(scopes, asked)
}

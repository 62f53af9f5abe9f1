import { type Budget } from './budget.ts'
import { type DistributionLimits } from './limits.ts'
import { includesScope, type RouteScope, type Scope } from './scopes.ts'

/** What a caller may do. Everything that it does not name is refused. */
export interface Grant {
  readonly scopes: readonly Scope[]
  /** Default: all distributions. */
  readonly distributions?: DistributionLimits
  /** The paths that may be invalidated: `/index.html` alone, and everything below `/blog/*`. Default: all paths. */
  readonly paths?: readonly string[]
  /** For each token, or shared by everybody who matches a rule of an issuer. */
  readonly budget?: Budget
}

export const NOTHING: Grant = { scopes: [] }
export const EVERYTHING: Grant = { scopes: ['admin'] }

export function allows({ scopes }: Grant, asked: RouteScope): boolean {
  return includesScope(scopes, asked)
}

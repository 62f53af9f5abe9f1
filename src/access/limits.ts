import { type ScopedNoun } from './scopes.ts'

/** Which distributions a grant is for: those that any of these members names. Default: all. */
export interface DistributionLimits {
  readonly ids?: readonly string[]
  /** Those with one of these aliases, compared literally. */
  readonly aliases?: readonly string[]
  /** Those with all of these AWS tags. */
  readonly tags?: Readonly<Record<string, string>>
  /** Those in one of these AWS accounts, by name, if there are several. */
  readonly accounts?: readonly string[]
}

/**
 * What a caller whose grant is limited to distributions may do with a route. `one`: the distribution in its address
 * must be in the grant; `among`: the route itself filters, and shows nothing of other distributions; `shared`: it reads
 * what all distributions share; `beyond`: it affects more than single distributions, and is refused.
 */
export type Extent = 'one' | 'among' | 'shared' | 'beyond'

/** These change or show a distribution other than the one in their address, or remove a limit that others have set. */
const BEYOND: ReadonlySet<string> = new Set([
  'POST /distributions/:distributionId/copies',
  'POST /distributions/:distributionId/promotion',
  'PUT /distributions/:distributionId/aliases/:alias',
  'GET /distributions/:distributionId/aliases/:alias/conflicts',
  'PUT /distributions/:distributionId/invalidation-guard',
  'DELETE /distributions/:distributionId/invalidation-guard'
])
const AMONG: ReadonlySet<string> = new Set([
  'GET /distributions',
  'GET /audit',
  'GET /operations',
  'GET /operations/:operationId',
  'GET /operations/:operationId/events',
  'POST /operations/:operationId/cancel',
  'POST /operations/:operationId/retry',
  'POST /invalidations',
  'GET /invalidations',
  'GET /invalidations/:groupId',
  'GET /invalidations/:groupId/events',
  'DELETE /invalidations/:groupId'
])
/** Resources that configurations refer to. Writing them changes other callers' distributions. */
const SHARED: readonly ScopedNoun[] = [
  'cache-policies',
  'origin-request-policies',
  'response-headers-policies',
  'origin-access-controls',
  'origin-access-identities',
  'public-keys',
  'key-groups',
  'field-level-encryption-configs',
  'field-level-encryption-profiles',
  'functions',
  'realtime-log-configs'
]

/** Everything that is not listed here is `beyond`. */
export function extentOf(method: string, url: string): Extent {
  const address = url.replace(/^\/dry-run(?=\/)/, '').replace(/(?<=.)\/$/, '')
  const verb = method === 'HEAD' ? 'GET' : method
  if (BEYOND.has(`${verb} ${address}`)) return 'beyond'
  if (AMONG.has(`${verb} ${address}`)) return 'among'
  if (/^\/distributions\/:distributionId(\/|$)/.test(address)) return 'one'
  const noun = address.split('/')[1] ?? ''
  return verb === 'GET' && SHARED.some(shared => shared === noun) ? 'shared' : 'beyond'
}

/** Whether a route cancels invalidations regardless of their paths, which callers with limited paths may not do. */
export function cancelsInvalidations(method: string, url: string): boolean {
  return method === 'DELETE' && /\/invalidations\/:\w+\/?$/.test(url)
}

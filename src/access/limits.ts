import { type ScopedNoun } from './scopes.ts'

/** Which distributions a grant is for: those that any of these names. Where it is left out, all of them. */
export interface DistributionLimits {
  readonly ids?: readonly string[]
  /** Those that have one of these aliases, as it is written there. */
  readonly aliases?: readonly string[]
  /** Those that have all of these AWS tags. */
  readonly tags?: Readonly<Record<string, string>>
  /** Those in one of these AWS accounts, by their names, where there are several. */
  readonly accounts?: readonly string[]
}

/**
 * What a route is for a caller whose grant is limited to distributions. `one`: the distribution of its address must be among them;
 * `among`: it looks itself, and what belongs to other distributions is not there; `shared`: it reads what all distributions share;
 * `beyond`: it is about more than single distributions, and refused.
 */
export type Extent = 'one' | 'among' | 'shared' | 'beyond'

/** These touch, or show, another distribution than that of their address, or lift a limit that others have set. */
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
/** What a configuration refers to by name or id. To write it is to change distributions of others. */
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

/** Whatever is not known here is `beyond`. */
export function extentOf(method: string, url: string): Extent {
  const address = url.replace(/^\/dry-run(?=\/)/, '').replace(/(?<=.)\/$/, '')
  const verb = method === 'HEAD' ? 'GET' : method
  if (BEYOND.has(`${verb} ${address}`)) return 'beyond'
  if (AMONG.has(`${verb} ${address}`)) return 'among'
  if (/^\/distributions\/:distributionId(\/|$)/.test(address)) return 'one'
  const noun = address.split('/')[1] ?? ''
  return verb === 'GET' && SHARED.some(shared => shared === noun) ? 'shared' : 'beyond'
}

/** Whether a route takes invalidations back, whatever their paths are: not for a caller who is limited to some paths. */
export function takesBack(method: string, url: string): boolean {
  return method === 'DELETE' && /\/invalidations\/:\w+\/?$/.test(url)
}

/**
 * The nouns of scopes: the first of an address, and two below a distribution that are often another team's
 * responsibility. No route of this service has any other noun.
 */
export const SCOPED_NOUNS = [
  'distributions',
  'error-pages',
  'invalidations',
  'operations',
  'cache-policies',
  'origin-request-policies',
  'response-headers-policies',
  'continuous-deployment-policies',
  'origin-access-controls',
  'origin-access-identities',
  'public-keys',
  'key-groups',
  'field-level-encryption-configs',
  'field-level-encryption-profiles',
  'functions',
  'connection-functions',
  'key-value-stores',
  'distribution-tenants',
  'connection-groups',
  'domains',
  'anycast-ip-lists',
  'vpc-origins',
  'trust-stores',
  'resource-policies',
  'realtime-log-configs',
  'streaming-distributions',
  'audit',
  'metrics'
] as const
export type ScopedNoun = (typeof SCOPED_NOUNS)[number]
type Verb = 'read' | 'write'

/** What a route may require. `public`: open to everybody; `authenticated`: any valid token, whatever its scopes. */
export type RouteScope = `${ScopedNoun}:${Verb}` | 'admin' | 'authenticated' | 'public'

/** What can be granted. Write scopes include reading; `admin` includes everything. */
export type Scope = `${ScopedNoun | '*'}:${Verb}` | 'admin'

export const SCOPES: readonly Scope[] = [
  'admin',
  ...(['*', ...SCOPED_NOUNS] as const).flatMap(noun => [`${noun}:read`, `${noun}:write`] as const)
]
const known: ReadonlySet<string> = new Set(SCOPES)

export function isScope(text: string): text is Scope {
  return known.has(text)
}

/** Whether one of the scopes includes the required one. */
export function includesScope(granted: readonly Scope[], asked: RouteScope): boolean {
  if (asked === 'public' || asked === 'authenticated') return true
  if (granted.includes('admin')) return true
  if (asked === 'admin') return false
  const [noun, verb] = asked.split(':') as [ScopedNoun, Verb]
  const verbs: readonly Verb[] = verb === 'read' ? ['read', 'write'] : ['write']
  return verbs.some(each => granted.includes(`${noun}:${each}`) || granted.includes(`*:${each}`))
}

const nouns: ReadonlySet<string> = new Set(SCOPED_NOUNS)
/** These have their own scope, also below a distribution. */
const OWN_SCOPE: ReadonlySet<string> = new Set<ScopedNoun>(['invalidations', 'error-pages'])
const WITH_PARTS: ReadonlySet<string> = new Set(['distributions', 'distribution-tenants'])
const READING = new Set(['GET', 'HEAD'])
/** A dry run changes nothing, so whoever may read may ask what a change would do. */
const DRY_RUN = 'dry-run'

/** The scope of an address and method; undefined if the address has no noun of the list. */
export function scopeOfAddress(method: string, address: string): RouteScope | undefined {
  const segments = address.split('/').filter(segment => segment !== '')
  const isDryRun = segments[0] === DRY_RUN
  const named = isDryRun ? segments.slice(1) : segments
  const [first = '', , part = ''] = named
  // Elsewhere the third segment may be a resource's name.
  const noun = WITH_PARTS.has(first) && OWN_SCOPE.has(part) ? part : first
  if (!nouns.has(noun)) return undefined
  return `${noun as ScopedNoun}:${isDryRun || READING.has(method) ? 'read' : 'write'}`
}

/**
 * What a scope speaks of: the first noun of an address, and the two below a distribution that are often somebody else's work.
 * The list is closed: an address whose noun is not here is no route of this service.
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

/** What a route may ask for. `public` is open to everybody; `authenticated` to whoever has a token, whatever its scopes. */
export type RouteScope = `${ScopedNoun}:${Verb}` | 'admin' | 'authenticated' | 'public'

/** What can be granted. Writing includes reading; `admin` includes everything. */
export type Scope = `${ScopedNoun | '*'}:${Verb}` | 'admin'

export const SCOPES: readonly Scope[] = [
  'admin',
  ...(['*', ...SCOPED_NOUNS] as const).flatMap(noun => [`${noun}:read`, `${noun}:write`] as const)
]
const known: ReadonlySet<string> = new Set(SCOPES)

export function isScope(text: string): text is Scope {
  return known.has(text)
}

/** Whether one of the scopes includes what is asked for. */
export function includesScope(granted: readonly Scope[], asked: RouteScope): boolean {
  if (asked === 'public' || asked === 'authenticated') return true
  if (granted.includes('admin')) return true
  if (asked === 'admin') return false
  const [noun, verb] = asked.split(':') as [ScopedNoun, Verb]
  const verbs: readonly Verb[] = verb === 'read' ? ['read', 'write'] : ['write']
  return verbs.some(each => granted.includes(`${noun}:${each}`) || granted.includes(`*:${each}`))
}

const nouns: ReadonlySet<string> = new Set(SCOPED_NOUNS)
/** These have a scope of their own wherever they are. */
const OWN_SCOPE: readonly ScopedNoun[] = ['invalidations', 'error-pages']
const READING = new Set(['GET', 'HEAD'])
/** A dry run changes nothing, so that who may read may ask what a change would do. */
const DRY_RUN = 'dry-run'

/** The scope of an address and a method; undefined where the address has no noun of the list. */
export function scopeOfAddress(method: string, address: string): RouteScope | undefined {
  const segments = address.split('/').filter(segment => segment !== '')
  const isDryRun = segments[0] === DRY_RUN
  const named = isDryRun ? segments.slice(1) : segments
  const noun = OWN_SCOPE.find(own => named.includes(own)) ?? named[0]
  if (noun === undefined || !nouns.has(noun)) return undefined
  return `${noun as ScopedNoun}:${isDryRun || READING.has(method) ? 'read' : 'write'}`
}

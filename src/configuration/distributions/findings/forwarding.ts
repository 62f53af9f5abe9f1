import { managedPolicyId } from '../policies.ts'
import { type BehaviorJson, OWN_POLICIES } from './rule.ts'

const cachingDisabled = managedPolicyId('cachePolicy', 'CachingDisabled')
const cachingWithHost = [
  managedPolicyId('cachePolicy', 'UseOriginCacheControlHeaders'),
  managedPolicyId('cachePolicy', 'UseOriginCacheControlHeaders-QueryStrings'),
  managedPolicyId('cachePolicy', 'Amplify')
]
const requestsWithHost = [
  managedPolicyId('originRequestPolicy', 'AllViewer'),
  managedPolicyId('originRequestPolicy', 'AllViewerAndCloudFrontHeaders-2022-06'),
  managedPolicyId('originRequestPolicy', 'HostHeaderOnly')
]
/** The console's default, and what CachingOptimized has: a second of it does no harm. */
const USUAL_MIN_TTL = 1

type Forwarding = Pick<
  Partial<BehaviorJson>,
  'cachePolicyId' | 'originRequestPolicyId' | 'forwardedValues' | typeof OWN_POLICIES
>

const isHost = (header: string) => header.toLowerCase() === 'host'

/**
 * Whether the origin is certain to get the viewer's Host (CloudFront Developer Guide, "Use managed cache policies" and
 * "Use managed origin request policies"; API Reference, OriginRequestPolicyHeadersConfig). The account's own policies count if they
 * were read.
 */
export function forwardsHost(behavior: Forwarding): boolean {
  return keyHasHost(behavior) || requestHasHost(behavior)
}

/** Whether the Host is forwarded because it is in the cache key. */
export function keyHasHost({ cachePolicyId, forwardedValues, [OWN_POLICIES]: own }: Forwarding): boolean {
  const headers: unknown = forwardedValues?.headers
  return (
    (cachePolicyId !== undefined && cachingWithHost.includes(cachePolicyId)) ||
    (own?.cache?.ParametersInCacheKeyAndForwardedToOrigin?.HeadersConfig?.Headers?.Items ?? []).some(isHost) ||
    (Array.isArray(headers) && headers.some(header => header === '*' || isHost(String(header))))
  )
}

function requestHasHost({ originRequestPolicyId, [OWN_POLICIES]: own }: Forwarding): boolean {
  const { HeaderBehavior: kind, Headers: headers } = own?.originRequest?.HeadersConfig ?? {}
  const named = (headers?.Items ?? []).some(isHost)
  return (
    (originRequestPolicyId !== undefined && requestsWithHost.includes(originRequestPolicyId)) ||
    kind === 'allViewer' ||
    kind === 'allViewerAndWhitelistCloudFront' ||
    (kind === 'whitelist' && named) ||
    (kind === 'allExcept' && !named)
  )
}

/** Whether answers may be cached: by a policy other than CachingDisabled, or by the behavior's own TTLs. */
export function mayCache({
  cachePolicyId,
  forwardedValues,
  minTtl = 0,
  defaultTtl,
  maxTtl,
  [OWN_POLICIES]: own
}: BehaviorJson): boolean {
  if (!forwardedValues) return cachePolicyId !== cachingDisabled && own?.cache?.MaxTTL !== 0
  // The defaults are a day and a year (CloudFront API Reference, CacheBehavior).
  return minTtl > 0 || (defaultTtl ?? 86_400) > 0 || (maxTtl ?? 31_536_000) > 0
}

/** What a behavior's cache key and minimum TTL are made of, by its legacy settings or by a policy of the account's own. */
export function cachingOf({ forwardedValues, minTtl = 0, [OWN_POLICIES]: own }: BehaviorJson) {
  const policy = own?.cache
  if (!policy || forwardedValues) {
    return {
      allCookies: forwardedValues?.cookies.forward === 'all' && !forwardedValues.headers?.includes('*'),
      headers: forwardedValues?.headers ?? [],
      minTtl
    }
  }
  const { CookiesConfig: cookies, HeadersConfig: headers } = policy.ParametersInCacheKeyAndForwardedToOrigin ?? {}
  const least = policy.MinTTL ?? 0
  return {
    policy: policy.Name ?? '',
    allCookies: cookies?.CookieBehavior === 'all',
    headers: headers?.Headers?.Items ?? [],
    minTtl: least > USUAL_MIN_TTL ? least : 0
  }
}

import { managedPolicyId } from '../policies.ts'
import { type BehaviorJson } from './rule.ts'

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

type Forwarding = Pick<Partial<BehaviorJson>, 'cachePolicyId' | 'originRequestPolicyId' | 'forwardedValues'>

/**
 * Whether the origin is certain to get the viewer's Host (CloudFront Developer Guide, "Use managed cache policies" and
 * "Use managed origin request policies"). The content of custom policies is not known here.
 */
export function forwardsHost({ cachePolicyId, originRequestPolicyId, forwardedValues }: Forwarding): boolean {
  const headers: unknown = forwardedValues?.headers
  return (
    (cachePolicyId !== undefined && cachingWithHost.includes(cachePolicyId)) ||
    (originRequestPolicyId !== undefined && requestsWithHost.includes(originRequestPolicyId)) ||
    (Array.isArray(headers) && headers.some(header => header === '*' || String(header).toLowerCase() === 'host'))
  )
}

/** Whether answers may be cached: by a policy other than CachingDisabled, or by the behavior's own TTLs. */
export function mayCache({ cachePolicyId, forwardedValues, minTtl = 0, defaultTtl, maxTtl }: BehaviorJson): boolean {
  if (!forwardedValues) return cachePolicyId !== cachingDisabled
  // The defaults are a day and a year (CloudFront API Reference, CacheBehavior).
  return minTtl > 0 || (defaultTtl ?? 86_400) > 0 || (maxTtl ?? 31_536_000) > 0
}

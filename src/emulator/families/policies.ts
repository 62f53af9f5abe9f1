import { cachePolicies, originRequestPolicies, responseHeadersPolicies } from '../managed-policies.ts'
import {
  CACHE_POLICIES,
  type CachePolicyConfig,
  ORIGIN_REQUEST_POLICIES,
  type OriginRequestPolicyConfig,
  RESPONSE_HEADERS_POLICIES,
  type ResponseHeadersPolicyConfig
} from '../records.ts'
import { cachePolicyRules } from '../rules/cache-policy.ts'
import { originRequestPolicyRules } from '../rules/origin-request-policy.ts'
import { references } from '../rules/references.ts'
import { responseHeadersPolicyRules } from '../rules/response-headers-policy.ts'
import { inDistributions } from './account.ts'
import { type FamilyRow } from './row.ts'

const DAY_SECONDS = 86_400
const YEAR_SECONDS = 31_536_000

export const cachePolicy: FamilyRow<CachePolicyConfig> = {
  entity: 'CachePolicy',
  noun: 'a cache policy',
  collection: CACHE_POLICIES,
  errors: {
    missing: 'NoSuchCachePolicy',
    alreadyExists: 'CachePolicyAlreadyExists',
    tooMany: 'TooManyCachePolicies',
    inUse: {
      code: 'CachePolicyInUse',
      // anomalyco/sst #4609
      message:
        'The specified cache policy is currently associated with a cache behavior. Please disassociate the policy before deleting.'
    }
  },
  id: ids => ids.policy(),
  unique: [{ of: ({ Name }) => Name }],
  quota: 'cachePolicies',
  usedBy: inDistributions(references.cachePolicies),
  managed: cachePolicies,
  complete: completeCachePolicy,
  rules: cachePolicyRules
}

/** A larger minimum raises the defaults above it (API reference, CachePolicyConfig). */
function completeCachePolicy(config: CachePolicyConfig): CachePolicyConfig {
  const { ParametersInCacheKeyAndForwardedToOrigin: key } = config
  const DefaultTTL = config.DefaultTTL ?? Math.max(DAY_SECONDS, config.MinTTL)
  return {
    ...config,
    Comment: config.Comment ?? '',
    DefaultTTL,
    MaxTTL: config.MaxTTL ?? Math.max(YEAR_SECONDS, DefaultTTL),
    ...(key && {
      ParametersInCacheKeyAndForwardedToOrigin: {
        ...key,
        EnableAcceptEncodingBrotli: key.EnableAcceptEncodingBrotli ?? false
      }
    })
  }
}

export const originRequestPolicy: FamilyRow<OriginRequestPolicyConfig> = {
  entity: 'OriginRequestPolicy',
  noun: 'an origin request policy',
  collection: ORIGIN_REQUEST_POLICIES,
  errors: {
    missing: 'NoSuchOriginRequestPolicy',
    alreadyExists: 'OriginRequestPolicyAlreadyExists',
    tooMany: 'TooManyOriginRequestPolicies',
    inUse: 'OriginRequestPolicyInUse'
  },
  id: ids => ids.policy(),
  unique: [{ of: ({ Name }) => Name }],
  quota: 'originRequestPolicies',
  usedBy: inDistributions(references.originRequestPolicies),
  managed: originRequestPolicies,
  complete: config => ({ ...config, Comment: config.Comment ?? '' }),
  rules: originRequestPolicyRules
}

export const responseHeadersPolicy: FamilyRow<ResponseHeadersPolicyConfig> = {
  entity: 'ResponseHeadersPolicy',
  noun: 'a response headers policy',
  collection: RESPONSE_HEADERS_POLICIES,
  errors: {
    missing: 'NoSuchResponseHeadersPolicy',
    alreadyExists: 'ResponseHeadersPolicyAlreadyExists',
    tooMany: 'TooManyResponseHeadersPolicies',
    inUse: 'ResponseHeadersPolicyInUse'
  },
  id: ids => ids.policy(),
  unique: [{ of: ({ Name }) => Name }],
  quota: 'responseHeadersPolicies',
  usedBy: inDistributions(references.responseHeadersPolicies),
  managed: responseHeadersPolicies,
  complete: config => ({ ...config, Comment: config.Comment ?? '' }),
  rules: responseHeadersPolicyRules
}

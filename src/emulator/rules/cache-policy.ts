import { type Subject } from '../families/row.ts'
import { type CachePolicyConfig } from '../records.ts'
import { nameRules, type Selection, selectionQuotas, selectionRules } from './policy-members.ts'
import { type Rule } from './rule.ts'

function selectionsOf({ ParametersInCacheKeyAndForwardedToOrigin: key }: CachePolicyConfig): Selection[] {
  if (!key) return []
  const { HeadersConfig: headers, CookiesConfig: cookies, QueryStringsConfig: queries } = key
  return [
    { kind: 'Header', behavior: headers.HeaderBehavior, names: headers.Headers?.Items },
    { kind: 'Cookie', behavior: cookies.CookieBehavior, names: cookies.Cookies?.Items },
    { kind: 'QueryString', behavior: queries.QueryStringBehavior, names: queries.QueryStrings?.Items }
  ]
}

/** What must be disabled when caching is disabled. */
function usedForCaching({ ParametersInCacheKeyAndForwardedToOrigin: key, ...config }: CachePolicyConfig): string[] {
  if (!key || config.MaxTTL !== 0) return []
  return [
    ...(key.EnableAcceptEncodingGzip ? ['EnableAcceptEncodingGzip'] : []),
    ...(key.EnableAcceptEncodingBrotli ? ['EnableAcceptEncodingBrotli'] : []),
    ...selectionsOf({ ...config, ParametersInCacheKeyAndForwardedToOrigin: key })
      .filter(({ behavior }) => behavior !== 'none')
      .map(({ kind }) => `${kind}Behavior`)
  ]
}

/** API reference, CachePolicyConfig; Developer Guide, "Understand cache policies" and quotas. */
export const cachePolicyRules: readonly Rule<Subject<CachePolicyConfig>>[] = [
  ...nameRules,
  {
    // The API reference asks for the order; CreateCachePolicy has no InvalidTTLOrder among its errors.
    code: 'InvalidArgument',
    message: 'The parameters MinTTL, DefaultTTL and MaxTTL must be in this order, and not below 0.',
    brokenBy: ({ config: { MinTTL, DefaultTTL = MinTTL, MaxTTL = DefaultTTL } }) =>
      !(MinTTL >= 0 && MinTTL <= DefaultTTL && DefaultTTL <= MaxTTL)
  },
  ...selectionRules(selectionsOf),
  {
    // The text is from ballPointPenguin/artificial-u #116, for gzip; the other settings of the cache key are assumed to be alike.
    code: 'InvalidArgument',
    message: ({ config }) =>
      `The parameter ${usedForCaching(config)[0] ?? ''} is invalid for policy with caching disabled.`,
    brokenBy: ({ config }) => usedForCaching(config).length > 0
  },
  ...selectionQuotas(selectionsOf, 'CachePolicy')
]

import type * as CF from '@aws-sdk/client-cloudfront'
import { ALL, NONE, only, selects, type Selection, type Selections } from './selection.ts'

/** The policies that a behavior's ids refer to. A behavior without a cache policy has the legacy settings that preceded policies. */
export interface Policies {
  readonly cache?: CF.CachePolicyConfig | undefined
  readonly originRequest?: CF.OriginRequestPolicyConfig | undefined
  readonly responseHeaders?: CF.ResponseHeadersPolicyConfig | undefined
}

/** Seconds. */
export interface TtlBounds {
  readonly min: number
  readonly default: number
  readonly max: number
}

type ViewerEvent = 'viewer-request' | 'viewer-response'

export interface CompiledBehavior {
  /** Its index among the configuration's cache behaviors. */
  readonly place: number | 'default'
  readonly pathPattern: string
  readonly config: CF.DefaultCacheBehavior | CF.CacheBehavior
  readonly policies: Policies
  /** An origin or an origin group. */
  readonly targetOriginId: string
  readonly allowedMethods: ReadonlySet<string>
  readonly cachedMethods: ReadonlySet<string>
  readonly viewerProtocolPolicy: CF.ViewerProtocolPolicy
  readonly ttl: TtlBounds
  /** False if all TTLs are 0, or if legacy settings forward all headers: then nothing is cached. */
  readonly caches: boolean
  /** Whether identical misses wait for one request: not if nothing is cached, nor if cookies are forwarded. */
  readonly collapses: boolean
  /** Encodings to which `Accept-Encoding` is normalized, both for the key and for the origin. */
  readonly encodings: { readonly gzip: boolean; readonly brotli: boolean }
  /** Whether CloudFront itself compresses. */
  readonly compresses: boolean
  readonly key: Selections
  /** What is sent to the origin: the key, and what the origin request policy adds. */
  readonly forwarded: Selections
  /** Set by `ForwardedValues`: all headers go to the origin except those that CloudFront removes. */
  readonly legacy: boolean
  /** Headers that CloudFront adds because a policy names them, spelled as in the policy. */
  readonly cloudFrontHeaders: readonly string[]
  readonly cookiesForwarded: boolean
  /** ARNs of CloudFront Functions. */
  readonly functions: { readonly [Event in ViewerEvent]?: string }
  /** ARNs of Lambda functions by event type. */
  readonly lambdas: Readonly<Record<string, string>>
  readonly keyGroupIds: readonly string[]
  /** The settings that admit signed requests only. No API returns the account keys of trusted signers, so none of those is known. */
  readonly signedBy: readonly ('TrustedKeyGroups' | 'TrustedSigners')[]
}

const CACHED_ALWAYS = ['GET', 'HEAD']
const DAY_SECONDS = 86_400
const YEAR_SECONDS = 31_536_000

interface BehaviorParts {
  readonly place: number | 'default'
  readonly pathPattern: string
  readonly config: CF.DefaultCacheBehavior | CF.CacheBehavior
  readonly policies: Policies
}

export function compileBehavior({ place, pathPattern, config, policies }: BehaviorParts): CompiledBehavior {
  const legacy = !policies.cache
  const { key, forwarded } = policies.cache
    ? byPolicies(policies.cache, policies.originRequest)
    : byForwardedValues(config)
  const ttl = ttlBounds(policies.cache ?? config)
  const allowed = config.AllowedMethods
  // With all headers forwarded, CloudFront never caches [G:Expiration].
  const caches = ttl.max > 0 && !(legacy && key.headers.kind === 'all')
  const encodings = encodingsOf(policies.cache, key)
  return {
    place,
    pathPattern,
    config,
    policies,
    targetOriginId: config.TargetOriginId ?? '',
    allowedMethods: new Set<string>(allowed?.Items ?? CACHED_ALWAYS),
    cachedMethods: new Set<string>(allowed?.CachedMethods?.Items ?? CACHED_ALWAYS),
    viewerProtocolPolicy: config.ViewerProtocolPolicy ?? 'allow-all',
    ttl,
    caches,
    collapses: caches && forwarded.cookies.kind === 'none',
    encodings,
    compresses: config.Compress === true && caches && (encodings.gzip || encodings.brotli),
    key,
    forwarded,
    legacy,
    cloudFrontHeaders: cloudFrontHeadersOf(config, policies),
    cookiesForwarded: forwarded.cookies.kind !== 'none',
    functions: Object.fromEntries<string>(
      (config.FunctionAssociations?.Items ?? []).map(one => [one.EventType ?? '', one.FunctionARN ?? ''])
    ),
    lambdas: Object.fromEntries<string>(
      (config.LambdaFunctionAssociations?.Items ?? []).map(one => [one.EventType ?? '', one.LambdaFunctionARN ?? ''])
    ),
    keyGroupIds: config.TrustedKeyGroups?.Enabled ? (config.TrustedKeyGroups.Items ?? []) : [],
    signedBy: (['TrustedKeyGroups', 'TrustedSigners'] as const).filter(name => config[name]?.Enabled === true)
  }
}

/** Defaults for absent TTLs are a day and a year; a larger TTL raises those above it (API reference, CachePolicyConfig). */
function ttlBounds(given: Partial<Pick<CF.CachePolicyConfig, 'MinTTL' | 'DefaultTTL' | 'MaxTTL'>>): TtlBounds {
  const min = given.MinTTL ?? 0
  const usual = given.DefaultTTL ?? Math.max(min, Math.min(DAY_SECONDS, given.MaxTTL ?? DAY_SECONDS))
  return { min, default: usual, max: given.MaxTTL ?? Math.max(min, usual, YEAR_SECONDS) }
}

/**
 * The normalized `Accept-Encoding` [G:controlling-the-cache-key]. A policy or legacy list that names the header itself makes it
 * an ordinary header, and nothing is compressed; legacy settings know gzip only [D:ServingCompressedFiles].
 */
function encodingsOf(cache: CF.CachePolicyConfig | undefined, key: Selections): CompiledBehavior['encodings'] {
  if (selects(key.headers, 'accept-encoding')) return { gzip: false, brotli: false }
  if (!cache) return { gzip: true, brotli: false }
  const parameters = cache.ParametersInCacheKeyAndForwardedToOrigin
  return {
    gzip: parameters?.EnableAcceptEncodingGzip === true,
    brotli: parameters?.EnableAcceptEncodingBrotli === true
  }
}

interface Choice {
  readonly key: Selections
  readonly forwarded: Selections
}

/**
 * The cache policy determines the key; the origin gets what the cache policy or the origin request policy names
 * [G:controlling-origin-requests].
 */
function byPolicies(cache: CF.CachePolicyConfig, originRequest: CF.OriginRequestPolicyConfig | undefined): Choice {
  const parameters = cache.ParametersInCacheKeyAndForwardedToOrigin
  const { HeadersConfig, CookiesConfig, QueryStringsConfig } = parameters ?? {}
  const key = {
    headers: choose(HeadersConfig?.HeaderBehavior, HeadersConfig?.Headers?.Items?.map(lower)),
    cookies: chooseCookies(CookiesConfig?.CookieBehavior, CookiesConfig?.Cookies?.Items),
    query: choose(QueryStringsConfig?.QueryStringBehavior, QueryStringsConfig?.QueryStrings?.Items)
  }
  if (!originRequest) return { key, forwarded: key }
  const { HeadersConfig: headers, CookiesConfig: cookies, QueryStringsConfig: query } = originRequest
  return {
    key,
    forwarded: {
      headers: union(key.headers, choose(headers?.HeaderBehavior, headers?.Headers?.Items?.map(lower))),
      cookies: union(key.cookies, chooseCookies(cookies?.CookieBehavior, cookies?.Cookies?.Items)),
      query: union(key.query, choose(query?.QueryStringBehavior, query?.QueryStrings?.Items))
    }
  }
}

/**
 * The legacy settings: `*` means all headers; with `QueryStringCacheKeys` all parameters go to the origin, but only those keys
 * are in the cache key (API reference, ForwardedValues).
 */
function byForwardedValues({ ForwardedValues: values }: BehaviorParts['config']): Choice {
  const names = values?.Headers?.Items ?? []
  const cookies = chooseCookies(values?.Cookies?.Forward, values?.Cookies?.WhitelistedNames?.Items)
  const queryKeys = values?.QueryStringCacheKeys?.Items ?? []
  const query = values?.QueryString ? ALL : NONE
  const headers = names.includes('*') ? ALL : only(names.map(lower))
  return {
    key: { headers, cookies, query: values?.QueryString && queryKeys.length > 0 ? only(queryKeys) : query },
    forwarded: { headers, cookies, query }
  }
}

function choose(behavior: string | undefined, names: readonly string[] = []): Selection {
  switch (behavior) {
    case 'all':
    case 'allViewer':
    case 'allViewerAndWhitelistCloudFront':
      return ALL
    case 'whitelist':
      return only(names)
    case 'allExcept':
      return { kind: 'except', names: new Set(names) }
    default:
      return NONE
  }
}

/**
 * Cookie names may have wildcards [G:distribution-web-values-specify]. The guide says so of the legacy settings; that it holds for
 * policies, too, is inferred from those in public configurations, such as `wordpress_*` [C].
 */
function chooseCookies(behavior: string | undefined, patterns: readonly string[] = []): Selection {
  switch (behavior) {
    case 'whitelist':
      return patterns.length > 0 ? { kind: 'patterns', patterns, excluded: false } : NONE
    case 'allExcept':
      return { kind: 'patterns', patterns, excluded: true }
    default:
      return choose(behavior)
  }
}

/** What at least one of them selects. */
function union(one: Selection, other: Selection): Selection {
  if (one.kind === 'none') return other
  if (other.kind === 'none') return one
  if (one.kind === 'only' && other.kind === 'only') return only([...one.names, ...other.names])
  if (one.kind === 'all' || other.kind === 'all') return ALL
  return { kind: 'either', selections: [one, other] }
}

/** Headers named one by one in a policy or legacy list; `allViewer` includes none of them [G:adding-cloudfront-headers]. */
function cloudFrontHeadersOf(config: BehaviorParts['config'], { cache, originRequest }: Policies): string[] {
  const lists = cache
    ? [
        cache.ParametersInCacheKeyAndForwardedToOrigin?.HeadersConfig?.Headers?.Items,
        namedByRequestPolicy(originRequest)
      ]
    : [config.ForwardedValues?.Headers?.Items]
  const names = lists.flatMap(list => list ?? []).filter(name => /^cloudfront-/i.test(name))
  return [...new Map(names.map(name => [name.toLowerCase(), name])).values()]
}

function namedByRequestPolicy(policy: CF.OriginRequestPolicyConfig | undefined): string[] | undefined {
  return policy?.HeadersConfig?.HeaderBehavior === 'allExcept' ? undefined : policy?.HeadersConfig?.Headers?.Items
}

function lower(name: string): string {
  return name.toLowerCase()
}

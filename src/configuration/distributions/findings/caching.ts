import { type ConfigJson } from '../defaults.ts'
import { originKindOf } from '../origin-kind.ts'
import { managedPolicyId } from '../policies.ts'
import { cachingOf, forwardsHost, keyHasHost, mayCache } from './forwarding.ts'
import { isLoadBalancer } from './origins.ts'
import { matchesPathPattern } from '../../../delivery/patterns.ts'
import {
  type BehaviorJson,
  eachBehavior,
  EVERY_METHOD,
  type FindingRule,
  type JsonPath,
  type OriginJson,
  OWN_POLICIES,
  type PlacedBehavior,
  targetsOf,
  withBehavior
} from './rule.ts'

const cachingOptimized = managedPolicyId('cachePolicy', 'CachingOptimized')
const cachingDisabled = managedPolicyId('cachePolicy', 'CachingDisabled')
const corsForBucket = managedPolicyId('originRequestPolicy', 'CORS-S3Origin')
const allButHost = managedPolicyId('originRequestPolicy', 'AllViewerExceptHostHeader')
// API Gateway, Lambda function URLs, App Runner: each accepts only its own host name.
const BY_OWN_NAME =
  /\.execute-api\.[a-z0-9-]+\.amazonaws\.com$|\.lambda-url\.[a-z0-9-]+\.on\.aws$|\.awsapprunner\.com$/i
const BEANSTALK = /\.elasticbeanstalk\.com$/i
const MANY_VALUES = new Set(['user-agent', 'date', 'referer', 'accept', 'x-forwarded-for'])

const isDynamic = (origin: OriginJson) =>
  isLoadBalancer(origin) ||
  originKindOf(origin.domainName) === 'ec2-instance' ||
  BY_OWN_NAME.test(origin.domainName) ||
  BEANSTALK.test(origin.domainName)
const uncached = { minTtl: 0, defaultTtl: 0, maxTtl: 0 }

/** What is cached, under which key, and what is forwarded to the origin. */
export const cachingRules: readonly FindingRule[] = [
  {
    /** CloudFront Developer Guide, "Use managed cache policies" (CachingOptimized: no cookies, no query) and "Allowed HTTP methods". */
    code: 'DYNAMIC_ORIGIN_CACHED',
    severity: 'warning',
    find: config =>
      eachBehavior(config, ({ behavior, path, name }) => {
        // Behind a path pattern there may be static files.
        if (behavior.pathPattern !== undefined || behavior.cachePolicyId !== cachingOptimized) return undefined
        if (behavior.allowedMethods?.items.includes('POST')) return undefined
        if (!targetsOf(config, behavior).some(isDynamic)) return undefined
        // With an origin group CloudFront refuses configurations that allow POST.
        const isGroup = config.originGroups?.some(({ id }) => id === behavior.targetOriginId) ?? false
        return {
          detail:
            `The ${name} ${isGroup ? '' : 'refuses POST, '}does not forward cookies and query strings to the application, ` +
            'and caches its pages for a day unless the application says otherwise.',
          fixed: withBehavior(config, path, given => ({
            ...given,
            ...(!isGroup && { allowedMethods: { items: EVERY_METHOD, cachedMethods: ['GET', 'HEAD'] } }),
            cachePolicyId: cachingDisabled,
            originRequestPolicyId: given.originRequestPolicyId ?? allButHost
          }))
        }
      })
  },
  {
    /**
     * CloudFront Developer Guide, "HTTP 403 status code (Permission Denied)": the Host header was forwarded; Amazon S3 User
     * Guide, "Virtual hosting of buckets": it names the bucket.
     */
    code: 'BUCKET_GETS_HOST',
    severity: 'severe',
    find: config =>
      eachBehavior(config, ({ behavior, path, name }) => {
        if (!forwardsHost(behavior) || !targetsOf(config, behavior).some(({ s3OriginConfig: s3 }) => s3))
          return undefined
        return {
          detail:
            `The ${name} forwards the viewer's Host header to S3, which then looks for a bucket of that name or rejects the ` +
            'signature: 403 or 404.',
          ...withoutHost(config, { behavior, path }, corsForBucket)
        }
      })
  },
  {
    /**
     * CloudFront Developer Guide, "Use managed origin request policies": AllViewerExceptHostHeader is for API Gateway and
     * Lambda function URLs.
     */
    code: 'HOST_SENT_TO_AWS_NAME',
    severity: 'severe',
    find: config =>
      eachBehavior(config, ({ behavior, path, name }) => {
        const target = targetsOf(config, behavior).find(
          ({ domainName }) => BY_OWN_NAME.test(domainName) || originKindOf(domainName) === 's3-website'
        )
        if (!target || !forwardsHost(behavior)) return undefined
        return {
          detail: `${target.domainName} accepts only its own name as Host, but the ${name} forwards the viewer's: 403 or 404.`,
          ...withoutHost(config, { behavior, path }, allButHost)
        }
      })
  },
  {
    /** CloudFront Developer Guide, "Cache content based on cookies": one object for each combination, Set-Cookie kept with it. */
    code: 'ALL_COOKIES_IN_KEY',
    severity: 'warning',
    find: config =>
      eachBehavior(config, ({ behavior, path, name }) => {
        const { allCookies, policy } = cachingOf(behavior)
        if (!allCookies || !mayCache(behavior)) return undefined
        return {
          detail:
            `The ${name} caches an object for each combination of cookies, including its Set-Cookie: almost no hits. Name ` +
            `the cookies that matter${inPolicy(policy)}, or disable caching.`,
          ...(policy === undefined
            ? {
                at: ['forwardedValues', 'cookies', 'forward'],
                fixed: withBehavior(config, path, given => ({ ...given, ...uncached }))
              }
            : { at: ['cachePolicyId'] })
        }
      })
  },
  {
    /** CloudFront Developer Guide, "Cache content based on request headers": with all headers CloudFront caches nothing. */
    code: 'ALL_HEADERS_IN_KEY',
    // This is also a deliberate way to disable caching.
    severity: 'info',
    find: config =>
      eachBehavior(config, ({ behavior, path, name }) =>
        behavior.forwardedValues?.headers?.includes('*') && mayCache(behavior)
          ? {
              at: ['forwardedValues', 'headers'],
              detail: `Since all headers are forwarded, the ${name} caches nothing, regardless of its TTLs.`,
              fixed: withBehavior(config, path, given => ({ ...given, ...uncached }))
            }
          : undefined
      )
  },
  {
    /** CloudFront Developer Guide, "Cache content based on request headers": not Date and User-Agent, and no header with many values. */
    code: 'HEADER_OF_MANY_VALUES_IN_KEY',
    severity: 'warning',
    find: config =>
      eachBehavior(config, ({ behavior, path, name }) => {
        const { headers, policy } = cachingOf(behavior)
        const many = headers.filter(header => MANY_VALUES.has(header.toLowerCase()))
        if (many.length === 0 || !mayCache(behavior)) return undefined
        return {
          detail: `The ${name} caches an object for each value of ${many.join(', ')}${inPolicy(policy)}: almost no hits.`,
          ...(policy === undefined
            ? {
                at: ['forwardedValues', 'headers'],
                fixed: withBehavior(config, path, ({ forwardedValues: forwarded, ...given }) => ({
                  ...given,
                  forwardedValues: { ...forwarded, headers: headers.filter(header => !many.includes(header)) }
                }))
              }
            : { at: ['cachePolicyId'] })
        }
      })
  },
  {
    /**
     * CloudFront Developer Guide, "Manage how long content stays in the cache": no-store, no-cache and private have an
     * effect only if MinTTL is 0.
     */
    code: 'MIN_TTL_BEATS_NO_STORE',
    severity: 'warning',
    find: config =>
      eachBehavior(config, ({ behavior, path, name }) => {
        const { minTtl, policy } = cachingOf(behavior)
        if (minTtl === 0) return undefined
        return {
          detail: `The ${name} caches responses for ${minTtl} seconds even if the origin marks them no-store or private${setIn(policy)}.`,
          ...withoutMinTtl(config, path, policy)
        }
      })
  },
  {
    /**
     * CloudFront Developer Guide, "How CloudFront processes HTTP 4xx and 5xx status codes": the behavior that matches
     * the page's path serves it.
     */
    code: 'MIN_TTL_ON_ERROR_PAGE',
    severity: 'warning',
    find: config =>
      eachBehavior(config, ({ behavior, path }) => {
        const pages = (config.customErrorResponses ?? []).flatMap(({ responsePagePath: page }) => page || [])
        const page = pages.find(candidate => behaviorFor(config.cacheBehaviors, candidate) === behavior.pathPattern)
        const { minTtl, policy } = cachingOf(behavior)
        if (page === undefined || minTtl === 0) return undefined
        return {
          detail:
            `The error page ${page} is served by this behavior, which caches objects for at least ${minTtl} ` +
            `seconds${setIn(policy)}: viewers may get an outdated page for that long.`,
          ...withoutMinTtl(config, path, policy)
        }
      })
  },
  {
    /** CloudFront API Reference, DefaultCacheBehavior, ForwardedValues: deprecated, use a cache policy. */
    code: 'FORWARDED_VALUES_DEPRECATED',
    severity: 'info',
    find: config =>
      eachBehavior(config, ({ behavior, path, name }) => {
        const { forwardedValues: forwarded } = behavior
        if (!forwarded) return undefined
        const plain = !forwarded.queryString && forwarded.cookies.forward === 'none' && !forwarded.headers?.length
        const usual = (behavior.defaultTtl ?? 86_400) === 86_400 && (behavior.maxTtl ?? 31_536_000) === 31_536_000
        return {
          at: ['forwardedValues'],
          detail: `The ${name} uses the deprecated forwardedValues, which do not support Brotli; use a cache policy instead.`,
          ...(plain &&
            usual && {
              fixed: withBehavior(
                config,
                path,
                ({ forwardedValues: _, minTtl: _min, defaultTtl: _default, maxTtl: _max, ...given }) => ({
                  ...given,
                  cachePolicyId: cachingOptimized
                })
              )
            })
        }
      })
  },
  {
    /** CloudFront Developer Guide, "Serve compressed files". */
    code: 'COMPRESSION_OFF',
    severity: 'info',
    find: config =>
      eachBehavior(config, ({ behavior, path, name }) =>
        !behavior.compress && mayCache(behavior)
          ? {
              at: ['compress'],
              detail: `The ${name} does not compress text; compressed, it costs less and arrives sooner.`,
              fixed: withBehavior(config, path, given => ({ ...given, compress: true }))
            }
          : undefined
      )
  }
]

const inPolicy = (policy: string | undefined) => (policy === undefined ? '' : ` in the cache policy ${policy}`)
const setIn = (policy: string | undefined) =>
  policy === undefined ? '' : `, because the cache policy ${policy} says so`

/** Where the minimum TTL is set and, unless that is in a policy, which others may use, the configuration without it. */
function withoutMinTtl(config: ConfigJson, path: JsonPath, policy: string | undefined) {
  if (policy !== undefined) return { at: ['cachePolicyId'] }
  return { at: ['minTtl'], fixed: withBehavior(config, path, given => ({ ...given, minTtl: 0 })) }
}

/**
 * The member that sends the Host and, if another policy fixes that, the configuration with this policy. What else a
 * policy of the account's own does is for the caller to keep.
 */
function withoutHost(
  config: ConfigJson,
  { behavior, path }: Pick<PlacedBehavior, 'behavior' | 'path'>,
  originRequestPolicyId: string
): { at: JsonPath; fixed?: object } {
  const member = hostMember(behavior)
  if (member !== 'originRequestPolicyId' || behavior[OWN_POLICIES]?.originRequest) return { at: [member] }
  return { at: [member], fixed: withBehavior(config, path, given => ({ ...given, originRequestPolicyId })) }
}

function hostMember(behavior: BehaviorJson): 'originRequestPolicyId' | 'cachePolicyId' | 'forwardedValues' {
  if (behavior.forwardedValues) return 'forwardedValues'
  return keyHasHost(behavior) ? 'cachePolicyId' : 'originRequestPolicyId'
}

/** The pattern of the behavior that serves a path; undefined is the default one. */
function behaviorFor(behaviors: readonly BehaviorJson[] | undefined, path: string): string | undefined {
  return behaviors?.find(({ pathPattern = '' }) => matchesPathPattern(pathPattern, path))?.pathPattern
}

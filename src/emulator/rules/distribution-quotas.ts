import { type QuotaName } from '../quotas.ts'
import { aliasesOf, behaviorsOf, type Config, type QuotasRecord } from '../records.ts'
import { checkRules } from './rule.ts'

/** CloudFront's wording for too many aliases, wherever they are counted. */
export const TOO_MANY_ALIASES = 'Your request contains more CNAMEs than are allowed per distribution.'

interface Limit {
  readonly code: string
  readonly message: string
  readonly quota: QuotaName
  /** How many there are: of the distribution, or of each of its parts. */
  readonly counts: (config: Config) => readonly number[]
}

const lengthOf = (list: { readonly Items?: readonly unknown[] | undefined } | undefined) => list?.Items?.length ?? 0

/** What one distribution may have of each kind (Developer Guide, quotas). */
const limits: readonly Limit[] = [
  {
    code: 'TooManyOrigins',
    message: 'Your request contains more origins than are allowed per distribution.',
    quota: 'originsPerDistribution',
    counts: ({ Origins }) => [lengthOf(Origins)]
  },
  {
    code: 'TooManyOriginCustomHeaders',
    message: 'Your request contains too many origin custom headers.',
    quota: 'customHeadersPerOrigin',
    counts: ({ Origins }) => Origins.Items.map(({ CustomHeaders }) => lengthOf(CustomHeaders))
  },
  {
    code: 'TooManyOriginGroupsPerDistribution',
    message: 'Your request contains more origin groups than are allowed per distribution.',
    quota: 'originGroupsPerDistribution',
    counts: ({ OriginGroups }) => [lengthOf(OriginGroups)]
  },
  {
    code: 'TooManyCacheBehaviors',
    message: 'Your request contains more cache behaviors than are allowed per distribution.',
    // The default behavior counts: the quota is for behaviors of any kind.
    quota: 'cacheBehaviorsPerDistribution',
    counts: config => [behaviorsOf(config).length]
  },
  {
    code: 'TooManyDistributionCNAMEs',
    message: TOO_MANY_ALIASES,
    quota: 'aliasesPerDistribution',
    counts: config => [aliasesOf(config).length]
  },
  {
    code: 'TooManyLambdaFunctionAssociations',
    message: 'Your request contains more Lambda@Edge function associations than are allowed per distribution.',
    quota: 'lambdaFunctionsPerDistribution',
    counts: config => [
      behaviorsOf(config).reduce((sum, behavior) => sum + lengthOf(behavior.LambdaFunctionAssociations), 0)
    ]
  },
  {
    code: 'TooManyTrustedSigners',
    message: 'Your request contains more trusted signers than are allowed per cache behavior.',
    quota: 'trustedSignersPerCacheBehavior',
    counts: config => behaviorsOf(config).map(({ TrustedSigners }) => lengthOf(TrustedSigners))
  },
  {
    code: 'TooManyKeyGroupsAssociatedToDistribution',
    message: 'Your request contains more key groups than are allowed per cache behavior.',
    quota: 'keyGroupsPerCacheBehavior',
    counts: config => behaviorsOf(config).map(({ TrustedKeyGroups }) => lengthOf(TrustedKeyGroups))
  },
  {
    code: 'TooManyHeadersInForwardedValues',
    message: 'Your request contains too many headers in forwarded values.',
    quota: 'forwardedHeadersPerCacheBehavior',
    counts: config => behaviorsOf(config).map(({ ForwardedValues }) => lengthOf(ForwardedValues?.Headers))
  },
  {
    code: 'TooManyQueryStringParameters',
    message: 'Your request contains too many query string parameters.',
    quota: 'forwardedQueryStringsPerCacheBehavior',
    counts: config => behaviorsOf(config).map(({ ForwardedValues }) => lengthOf(ForwardedValues?.QueryStringCacheKeys))
  },
  {
    code: 'TooManyCookieNamesInWhiteList',
    message: 'Your request contains more cookie names in the whitelist than are allowed per cache behavior.',
    quota: 'forwardedCookiesPerCacheBehavior',
    counts: config =>
      behaviorsOf(config).map(({ ForwardedValues }) => lengthOf(ForwardedValues?.Cookies.WhitelistedNames))
  }
]

/** Refuses a configuration that has more of something than the account's quotas allow one distribution. */
export function checkDistributionQuotas(config: Config, quotas: QuotasRecord): void {
  checkRules(
    config,
    limits.map(({ code, message, quota, counts }) => ({
      code,
      message,
      brokenBy: (subject: Config) => counts(subject).some(count => count > quotas[quota])
    }))
  )
}

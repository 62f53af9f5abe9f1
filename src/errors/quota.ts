import { entry, type Quota } from './entry.ts'

const raise =
  'Remove resources that are no longer needed, or ask AWS for a higher quota (Service Quotas, Amazon CloudFront).'
const of = (name: string, initial: number, { adjustable = true } = {}): Quota => ({
  name,
  default: initial,
  adjustable
})
const tooMany = (title: string, cloudFront: string, quota?: Quota, remedy = raise) =>
  entry('quota', 409, title, cloudFront, { remedy, ...(quota && { quota }) })
const fewer = (things: string) =>
  `Use fewer ${things}, or ask AWS for a higher quota (Service Quotas, Amazon CloudFront).`
const spread = (thing: string) => `Use a second ${thing} for some of the distributions.`

/**
 * A quota of the AWS account or of the resource is reached; the values are AWS's defaults (CloudFront Developer Guide,
 * Quotas). Waiting helps only for invalidations in progress, which is 429. The others are 409: a retry fails until
 * something is removed or AWS raises the quota.
 */
export const quotaProblems = {
  TOO_MANY_INVALIDATIONS_IN_PROGRESS: entry(
    'quota',
    429,
    'Too many invalidations of the distribution are in progress',
    'TooManyInvalidationsInProgress',
    {
      retryable: true,
      retryAfterSeconds: 60,
      remedy: 'Wait until earlier invalidations are completed, or cover several paths with one wildcard.'
    }
  ),
  QUOTA_EXCEEDED: tooMany('A quota of the account is reached', 'EntityLimitExceeded'),
  TOO_MANY_DISTRIBUTIONS: tooMany(
    'The account has too many distributions',
    'TooManyDistributions',
    of('Distributions per account', 500)
  ),
  // Developer Guide, "Quotas and other considerations for continuous deployment"; the model lists no other error for it.
  TOO_MANY_STAGING_DISTRIBUTIONS: tooMany(
    'The account cannot have another staging distribution',
    'TooManyDistributions (CopyDistribution)',
    of('Staging distributions per account', 20),
    'Delete staging distributions that are no longer needed, or ask AWS for a higher quota (Service Quotas, Amazon ' +
      'CloudFront). If there are fewer than that quota, the quota of all distributions (500 by default) may be reached: ' +
      'CloudFront does not say which.'
  ),
  TOO_MANY_STREAMING_DISTRIBUTIONS: tooMany(
    'The account has too many streaming distributions',
    'TooManyStreamingDistributions',
    of('Streaming distributions per account', 100)
  ),
  TOO_MANY_ALIASES: tooMany(
    'The distribution has too many aliases',
    'TooManyDistributionCNAMEs',
    of('Aliases per distribution', 100),
    fewer('aliases')
  ),
  TOO_MANY_STREAMING_ALIASES: tooMany(
    'The streaming distribution has too many aliases',
    'TooManyStreamingDistributionCNAMEs',
    of('Aliases per streaming distribution', 10),
    fewer('aliases')
  ),
  TOO_MANY_ORIGINS: tooMany(
    'The distribution has too many origins',
    'TooManyOrigins',
    of('Origins per distribution', 100),
    fewer('origins')
  ),
  TOO_MANY_ORIGIN_GROUPS: tooMany(
    'The distribution has too many origin groups',
    'TooManyOriginGroupsPerDistribution',
    of('Origin groups per distribution', 10),
    fewer('origin groups')
  ),
  TOO_MANY_ORIGIN_CUSTOM_HEADERS: tooMany(
    'An origin has too many custom headers',
    'TooManyOriginCustomHeaders',
    of('Custom headers per origin', 30, { adjustable: false }),
    'Use fewer custom headers.'
  ),
  TOO_MANY_CACHE_BEHAVIORS: tooMany(
    'The distribution has too many cache behaviors',
    'TooManyCacheBehaviors',
    of('Cache behaviors per distribution', 75),
    fewer('cache behaviors')
  ),
  TOO_MANY_CERTIFICATES: tooMany(
    'The account has too many certificates with a dedicated IP address',
    'TooManyCertificates',
    of('Certificates with a dedicated IP address per account', 2)
  ),
  TOO_MANY_TRUSTED_SIGNERS: tooMany(
    'A cache behavior has too many trusted signers',
    'TooManyTrustedSigners',
    of('Trusted signers per cache behavior', 5, { adjustable: false }),
    'Use trusted key groups instead of trusted signers.'
  ),
  TOO_MANY_FUNCTIONS: tooMany(
    'The account has too many functions',
    'TooManyFunctions',
    of('Functions per account', 100)
  ),
  TOO_MANY_FUNCTION_ASSOCIATIONS: tooMany(
    'The distribution has too many function associations',
    'TooManyFunctionAssociations',
    undefined,
    fewer('function associations')
  ),
  TOO_MANY_DISTRIBUTIONS_OF_FUNCTION: tooMany(
    'Too many distributions use CloudFront Functions',
    'TooManyDistributionsWithFunctionAssociations',
    of('Distributions per function', 100, { adjustable: false }),
    spread('function')
  ),
  TOO_MANY_LAMBDA_ASSOCIATIONS: tooMany(
    'The distribution has too many Lambda function associations',
    'TooManyLambdaFunctionAssociations',
    of('Lambda functions per distribution', 100),
    fewer('Lambda associations')
  ),
  TOO_MANY_DISTRIBUTIONS_WITH_LAMBDA: tooMany(
    'Too many distributions of the account use Lambda functions',
    'TooManyDistributionsWithLambdaAssociations',
    of('Distributions with Lambda functions per account', 500)
  ),
  TOO_MANY_DISTRIBUTIONS_OF_LAMBDA: tooMany(
    'Too many distributions use this Lambda function',
    'TooManyDistributionsWithSingleFunctionARN',
    of('Distributions per Lambda function', 500),
    spread('Lambda function')
  ),
  TOO_MANY_CACHE_POLICIES: tooMany(
    'The account has too many cache policies',
    'TooManyCachePolicies',
    of('Custom cache policies per account', 20)
  ),
  TOO_MANY_DISTRIBUTIONS_OF_CACHE_POLICY: tooMany(
    'Too many distributions use this cache policy',
    'TooManyDistributionsAssociatedToCachePolicy',
    of('Distributions per cache policy', 100, { adjustable: false }),
    spread('cache policy')
  ),
  TOO_MANY_HEADERS_IN_CACHE_POLICY: tooMany(
    'The cache policy names too many headers',
    'TooManyHeadersInCachePolicy',
    of('Headers per cache policy', 10),
    fewer('headers')
  ),
  TOO_MANY_COOKIES_IN_CACHE_POLICY: tooMany(
    'The cache policy names too many cookies',
    'TooManyCookiesInCachePolicy',
    of('Cookies per cache policy', 10),
    fewer('cookies')
  ),
  TOO_MANY_QUERY_STRINGS_IN_CACHE_POLICY: tooMany(
    'The cache policy names too many query strings',
    'TooManyQueryStringsInCachePolicy',
    of('Query strings per cache policy', 10),
    fewer('query strings')
  ),
  TOO_MANY_ORIGIN_REQUEST_POLICIES: tooMany(
    'The account has too many origin request policies',
    'TooManyOriginRequestPolicies',
    of('Custom origin request policies per account', 20)
  ),
  TOO_MANY_DISTRIBUTIONS_OF_ORIGIN_REQUEST_POLICY: tooMany(
    'Too many distributions use this origin request policy',
    'TooManyDistributionsAssociatedToOriginRequestPolicy',
    of('Distributions per origin request policy', 100, { adjustable: false }),
    spread('origin request policy')
  ),
  TOO_MANY_HEADERS_IN_ORIGIN_REQUEST_POLICY: tooMany(
    'The origin request policy names too many headers',
    'TooManyHeadersInOriginRequestPolicy',
    of('Headers per origin request policy', 10),
    fewer('headers')
  ),
  TOO_MANY_COOKIES_IN_ORIGIN_REQUEST_POLICY: tooMany(
    'The origin request policy names too many cookies',
    'TooManyCookiesInOriginRequestPolicy',
    of('Cookies per origin request policy', 10),
    fewer('cookies')
  ),
  TOO_MANY_QUERY_STRINGS_IN_ORIGIN_REQUEST_POLICY: tooMany(
    'The origin request policy names too many query strings',
    'TooManyQueryStringsInOriginRequestPolicy',
    of('Query strings per origin request policy', 10),
    fewer('query strings')
  ),
  TOO_MANY_RESPONSE_HEADERS_POLICIES: tooMany(
    'The account has too many response headers policies',
    'TooManyResponseHeadersPolicies',
    of('Custom response headers policies per account', 20)
  ),
  TOO_MANY_DISTRIBUTIONS_OF_RESPONSE_HEADERS_POLICY: tooMany(
    'Too many distributions use this response headers policy',
    'TooManyDistributionsAssociatedToResponseHeadersPolicy',
    of('Distributions per response headers policy', 100, { adjustable: false }),
    spread('response headers policy')
  ),
  TOO_MANY_CUSTOM_HEADERS_IN_RESPONSE_HEADERS_POLICY: tooMany(
    'The response headers policy adds too many custom headers',
    'TooManyCustomHeadersInResponseHeadersPolicy',
    of('Custom headers per response headers policy', 10),
    fewer('custom headers')
  ),
  TOO_MANY_REMOVE_HEADERS_IN_RESPONSE_HEADERS_POLICY: tooMany(
    'The response headers policy removes too many headers',
    'TooManyRemoveHeadersInResponseHeadersPolicy',
    of('Removed headers per response headers policy', 10),
    fewer('removed headers')
  ),
  TOO_MANY_CONTINUOUS_DEPLOYMENT_POLICIES: tooMany(
    'The account has too many continuous deployment policies',
    'TooManyContinuousDeploymentPolicies',
    of('Continuous deployment policies per account', 20)
  ),
  TOO_MANY_ORIGIN_ACCESS_CONTROLS: tooMany(
    'The account has too many origin access controls',
    'TooManyOriginAccessControls',
    of('Origin access controls per account', 100)
  ),
  TOO_MANY_DISTRIBUTIONS_OF_ORIGIN_ACCESS_CONTROL: tooMany(
    'Too many distributions use this origin access control',
    'TooManyDistributionsAssociatedToOriginAccessControl',
    of('Distributions per origin access control', 100, { adjustable: false }),
    spread('origin access control')
  ),
  TOO_MANY_ORIGIN_ACCESS_IDENTITIES: tooMany(
    'The account has too many origin access identities',
    'TooManyCloudFrontOriginAccessIdentities',
    of('Origin access identities per account', 100),
    'Use origin access controls instead, or remove identities that are no longer needed.'
  ),
  TOO_MANY_KEY_GROUPS: tooMany(
    'The account has too many key groups',
    'TooManyKeyGroups',
    of('Key groups per account', 10)
  ),
  TOO_MANY_KEY_GROUPS_OF_DISTRIBUTION: tooMany(
    'The distribution uses too many key groups',
    'TooManyKeyGroupsAssociatedToDistribution',
    of('Key groups per cache behavior', 4),
    fewer('key groups')
  ),
  TOO_MANY_DISTRIBUTIONS_OF_KEY_GROUP: tooMany(
    'Too many distributions use this key group',
    'TooManyDistributionsAssociatedToKeyGroup',
    of('Distributions per key group', 100),
    spread('key group')
  ),
  TOO_MANY_PUBLIC_KEYS: tooMany(
    'The account has too many public keys',
    'TooManyPublicKeys',
    of('Public keys per account', 10)
  ),
  TOO_MANY_PUBLIC_KEYS_IN_KEY_GROUP: tooMany(
    'The key group has too many public keys',
    'TooManyPublicKeysInKeyGroup',
    of('Public keys per key group', 5),
    fewer('public keys')
  ),
  TOO_MANY_REALTIME_LOG_CONFIGS: tooMany(
    'The account has too many real-time log configurations',
    'TooManyRealtimeLogConfigs',
    of('Real-time log configurations per account', 150)
  ),
  TOO_MANY_FIELD_LEVEL_ENCRYPTION_CONFIGS: tooMany(
    'The account has too many field-level encryption configurations',
    'TooManyFieldLevelEncryptionConfigs',
    of('Field-level encryption configurations per account', 10)
  ),
  TOO_MANY_FIELD_LEVEL_ENCRYPTION_PROFILES: tooMany(
    'The account has too many field-level encryption profiles',
    'TooManyFieldLevelEncryptionProfiles',
    of('Field-level encryption profiles per account', 10)
  ),
  TOO_MANY_DISTRIBUTIONS_OF_FIELD_LEVEL_ENCRYPTION_CONFIG: tooMany(
    'Too many distributions use this field-level encryption configuration',
    'TooManyDistributionsAssociatedToFieldLevelEncryptionConfig',
    of('Distributions per field-level encryption configuration', 20, { adjustable: false }),
    spread('field-level encryption configuration')
  ),
  TOO_MANY_FIELD_LEVEL_ENCRYPTION_CONTENT_TYPES: tooMany(
    'The field-level encryption configuration has too many content type profiles',
    'TooManyFieldLevelEncryptionContentTypeProfiles',
    undefined,
    fewer('content type profiles')
  ),
  TOO_MANY_FIELD_LEVEL_ENCRYPTION_QUERY_ARGUMENTS: tooMany(
    'The field-level encryption configuration has too many query argument profiles',
    'TooManyFieldLevelEncryptionQueryArgProfiles',
    of('Query argument profiles per field-level encryption configuration', 5),
    fewer('query argument profiles')
  ),
  TOO_MANY_FIELD_LEVEL_ENCRYPTION_ENTITIES: tooMany(
    'The field-level encryption profile has too many encryption entities',
    'TooManyFieldLevelEncryptionEncryptionEntities',
    undefined,
    fewer('encryption entities')
  ),
  TOO_MANY_FIELD_LEVEL_ENCRYPTION_FIELD_PATTERNS: tooMany(
    'The field-level encryption profile has too many field patterns',
    'TooManyFieldLevelEncryptionFieldPatterns',
    of('Field patterns per field-level encryption profile', 10),
    fewer('field patterns')
  ),
  TOO_MANY_FORWARDED_HEADERS: tooMany(
    'A cache behavior forwards too many headers',
    'TooManyHeadersInForwardedValues',
    of('Forwarded headers per cache behavior', 10),
    'Forward fewer headers, or use a cache policy and an origin request policy.'
  ),
  TOO_MANY_FORWARDED_COOKIES: tooMany(
    'A cache behavior forwards too many cookie names',
    'TooManyCookieNamesInWhiteList',
    of('Forwarded cookie names per cache behavior', 10),
    'Forward fewer cookies, or use a cache policy and an origin request policy.'
  ),
  TOO_MANY_FORWARDED_QUERY_STRINGS: tooMany(
    'A cache behavior forwards too many query string parameters',
    'TooManyQueryStringParameters',
    of('Forwarded query string parameters per cache behavior', 10),
    'Forward fewer parameters, or use a cache policy and an origin request policy.'
  )
}

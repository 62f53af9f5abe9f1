import { entry } from './entry.ts'

const raise = 'Remove what is no longer needed, or ask AWS for a higher quota (Service Quotas, Amazon CloudFront).'
const tooMany = (title: string, cloudFront: string, remedy = raise) =>
  entry('quota', 429, title, cloudFront, { remedy })
const fewer = (things: string) =>
  `Use fewer ${things}, or ask AWS for a higher quota (Service Quotas, Amazon CloudFront).`
const spread = (thing: string) => `Use a second ${thing} for some of the distributions.`

/**
 * A quota of the AWS account or of the resource is reached. Waiting helps against one of them only; all others stay
 * until something is removed or AWS raises them (CloudFront Developer Guide, Quotas).
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
  TOO_MANY_DISTRIBUTIONS: tooMany('The account has too many distributions', 'TooManyDistributions'),
  TOO_MANY_STREAMING_DISTRIBUTIONS: tooMany(
    'The account has too many streaming distributions',
    'TooManyStreamingDistributions'
  ),
  TOO_MANY_ALIASES: tooMany('The distribution has too many aliases', 'TooManyDistributionCNAMEs', fewer('aliases')),
  TOO_MANY_STREAMING_ALIASES: tooMany(
    'The streaming distribution has too many aliases',
    'TooManyStreamingDistributionCNAMEs',
    fewer('aliases')
  ),
  TOO_MANY_ORIGINS: tooMany('The distribution has too many origins', 'TooManyOrigins', fewer('origins')),
  TOO_MANY_ORIGIN_GROUPS: tooMany(
    'The distribution has too many origin groups',
    'TooManyOriginGroupsPerDistribution',
    fewer('origin groups')
  ),
  TOO_MANY_ORIGIN_CUSTOM_HEADERS: tooMany(
    'An origin has too many custom headers',
    'TooManyOriginCustomHeaders',
    fewer('custom headers')
  ),
  TOO_MANY_CACHE_BEHAVIORS: tooMany(
    'The distribution has too many cache behaviours',
    'TooManyCacheBehaviors',
    fewer('cache behaviours')
  ),
  TOO_MANY_CERTIFICATES: tooMany(
    'The account has too many certificates with a dedicated IP address',
    'TooManyCertificates'
  ),
  TOO_MANY_TRUSTED_SIGNERS: tooMany(
    'A cache behaviour has too many trusted signers',
    'TooManyTrustedSigners',
    'Use trusted key groups instead of trusted signers.'
  ),
  TOO_MANY_FUNCTIONS: tooMany('The account has too many functions', 'TooManyFunctions'),
  TOO_MANY_FUNCTION_ASSOCIATIONS: tooMany(
    'The distribution is tied to too many functions',
    'TooManyFunctionAssociations',
    fewer('function associations')
  ),
  TOO_MANY_DISTRIBUTIONS_OF_FUNCTION: tooMany(
    'Too many distributions use CloudFront Functions',
    'TooManyDistributionsWithFunctionAssociations',
    spread('function')
  ),
  TOO_MANY_LAMBDA_ASSOCIATIONS: tooMany(
    'The distribution is tied to too many Lambda functions',
    'TooManyLambdaFunctionAssociations',
    fewer('Lambda associations')
  ),
  TOO_MANY_DISTRIBUTIONS_WITH_LAMBDA: tooMany(
    'Too many distributions of the account use Lambda functions',
    'TooManyDistributionsWithLambdaAssociations'
  ),
  TOO_MANY_DISTRIBUTIONS_OF_LAMBDA: tooMany(
    'Too many distributions use this Lambda function',
    'TooManyDistributionsWithSingleFunctionARN',
    spread('Lambda function')
  ),
  TOO_MANY_CACHE_POLICIES: tooMany('The account has too many cache policies', 'TooManyCachePolicies'),
  TOO_MANY_DISTRIBUTIONS_OF_CACHE_POLICY: tooMany(
    'Too many distributions use this cache policy',
    'TooManyDistributionsAssociatedToCachePolicy',
    spread('cache policy')
  ),
  TOO_MANY_HEADERS_IN_CACHE_POLICY: tooMany(
    'The cache policy names too many headers',
    'TooManyHeadersInCachePolicy',
    fewer('headers')
  ),
  TOO_MANY_COOKIES_IN_CACHE_POLICY: tooMany(
    'The cache policy names too many cookies',
    'TooManyCookiesInCachePolicy',
    fewer('cookies')
  ),
  TOO_MANY_QUERY_STRINGS_IN_CACHE_POLICY: tooMany(
    'The cache policy names too many query strings',
    'TooManyQueryStringsInCachePolicy',
    fewer('query strings')
  ),
  TOO_MANY_ORIGIN_REQUEST_POLICIES: tooMany(
    'The account has too many origin request policies',
    'TooManyOriginRequestPolicies'
  ),
  TOO_MANY_DISTRIBUTIONS_OF_ORIGIN_REQUEST_POLICY: tooMany(
    'Too many distributions use this origin request policy',
    'TooManyDistributionsAssociatedToOriginRequestPolicy',
    spread('origin request policy')
  ),
  TOO_MANY_HEADERS_IN_ORIGIN_REQUEST_POLICY: tooMany(
    'The origin request policy names too many headers',
    'TooManyHeadersInOriginRequestPolicy',
    fewer('headers')
  ),
  TOO_MANY_COOKIES_IN_ORIGIN_REQUEST_POLICY: tooMany(
    'The origin request policy names too many cookies',
    'TooManyCookiesInOriginRequestPolicy',
    fewer('cookies')
  ),
  TOO_MANY_QUERY_STRINGS_IN_ORIGIN_REQUEST_POLICY: tooMany(
    'The origin request policy names too many query strings',
    'TooManyQueryStringsInOriginRequestPolicy',
    fewer('query strings')
  ),
  TOO_MANY_RESPONSE_HEADERS_POLICIES: tooMany(
    'The account has too many response headers policies',
    'TooManyResponseHeadersPolicies'
  ),
  TOO_MANY_DISTRIBUTIONS_OF_RESPONSE_HEADERS_POLICY: tooMany(
    'Too many distributions use this response headers policy',
    'TooManyDistributionsAssociatedToResponseHeadersPolicy',
    spread('response headers policy')
  ),
  TOO_MANY_CUSTOM_HEADERS_IN_RESPONSE_HEADERS_POLICY: tooMany(
    'The response headers policy adds too many custom headers',
    'TooManyCustomHeadersInResponseHeadersPolicy',
    fewer('custom headers')
  ),
  TOO_MANY_REMOVE_HEADERS_IN_RESPONSE_HEADERS_POLICY: tooMany(
    'The response headers policy removes too many headers',
    'TooManyRemoveHeadersInResponseHeadersPolicy',
    fewer('removed headers')
  ),
  TOO_MANY_CONTINUOUS_DEPLOYMENT_POLICIES: tooMany(
    'The account has too many continuous deployment policies',
    'TooManyContinuousDeploymentPolicies'
  ),
  TOO_MANY_ORIGIN_ACCESS_CONTROLS: tooMany(
    'The account has too many origin access controls',
    'TooManyOriginAccessControls'
  ),
  TOO_MANY_DISTRIBUTIONS_OF_ORIGIN_ACCESS_CONTROL: tooMany(
    'Too many distributions use this origin access control',
    'TooManyDistributionsAssociatedToOriginAccessControl',
    spread('origin access control')
  ),
  TOO_MANY_ORIGIN_ACCESS_IDENTITIES: tooMany(
    'The account has too many origin access identities',
    'TooManyCloudFrontOriginAccessIdentities',
    'Use origin access controls instead, or remove identities that are no longer needed.'
  ),
  TOO_MANY_KEY_GROUPS: tooMany('The account has too many key groups', 'TooManyKeyGroups'),
  TOO_MANY_KEY_GROUPS_OF_DISTRIBUTION: tooMany(
    'The distribution uses too many key groups',
    'TooManyKeyGroupsAssociatedToDistribution',
    fewer('key groups')
  ),
  TOO_MANY_DISTRIBUTIONS_OF_KEY_GROUP: tooMany(
    'Too many distributions use this key group',
    'TooManyDistributionsAssociatedToKeyGroup',
    spread('key group')
  ),
  TOO_MANY_PUBLIC_KEYS: tooMany('The account has too many public keys', 'TooManyPublicKeys'),
  TOO_MANY_PUBLIC_KEYS_IN_KEY_GROUP: tooMany(
    'The key group has too many public keys',
    'TooManyPublicKeysInKeyGroup',
    fewer('public keys')
  ),
  TOO_MANY_REALTIME_LOG_CONFIGS: tooMany(
    'The account has too many real-time log configurations',
    'TooManyRealtimeLogConfigs'
  ),
  TOO_MANY_FIELD_LEVEL_ENCRYPTION_CONFIGS: tooMany(
    'The account has too many field-level encryption configurations',
    'TooManyFieldLevelEncryptionConfigs'
  ),
  TOO_MANY_FIELD_LEVEL_ENCRYPTION_PROFILES: tooMany(
    'The account has too many field-level encryption profiles',
    'TooManyFieldLevelEncryptionProfiles'
  ),
  TOO_MANY_DISTRIBUTIONS_OF_FIELD_LEVEL_ENCRYPTION_CONFIG: tooMany(
    'Too many distributions use this field-level encryption configuration',
    'TooManyDistributionsAssociatedToFieldLevelEncryptionConfig',
    spread('field-level encryption configuration')
  ),
  TOO_MANY_FIELD_LEVEL_ENCRYPTION_CONTENT_TYPES: tooMany(
    'The field-level encryption configuration has too many content type profiles',
    'TooManyFieldLevelEncryptionContentTypeProfiles',
    fewer('content type profiles')
  ),
  TOO_MANY_FIELD_LEVEL_ENCRYPTION_QUERY_ARGUMENTS: tooMany(
    'The field-level encryption configuration has too many query argument profiles',
    'TooManyFieldLevelEncryptionQueryArgProfiles',
    fewer('query argument profiles')
  ),
  TOO_MANY_FIELD_LEVEL_ENCRYPTION_ENTITIES: tooMany(
    'The field-level encryption profile has too many encryption entities',
    'TooManyFieldLevelEncryptionEncryptionEntities',
    fewer('encryption entities')
  ),
  TOO_MANY_FIELD_LEVEL_ENCRYPTION_FIELD_PATTERNS: tooMany(
    'The field-level encryption profile has too many field patterns',
    'TooManyFieldLevelEncryptionFieldPatterns',
    fewer('field patterns')
  ),
  TOO_MANY_FORWARDED_HEADERS: tooMany(
    'A cache behaviour forwards too many headers',
    'TooManyHeadersInForwardedValues',
    'Forward fewer headers, or use a cache policy and an origin request policy.'
  ),
  TOO_MANY_FORWARDED_COOKIES: tooMany(
    'A cache behaviour forwards too many cookie names',
    'TooManyCookieNamesInWhiteList',
    'Forward fewer cookies, or use a cache policy and an origin request policy.'
  ),
  TOO_MANY_FORWARDED_QUERY_STRINGS: tooMany(
    'A cache behaviour forwards too many query string parameters',
    'TooManyQueryStringParameters',
    'Forward fewer parameters, or use a cache policy and an origin request policy.'
  )
}

import { type Documented } from '../../cloudfront/model/schema.ts'
import { completed } from './complete.ts'
import { PATH_PATTERN, POLICY_ID, FUNCTION, LAMBDA_VERSION } from './rules/behaviors.ts'
import {
  ERROR_CACHING_MIN_TTL_DEFAULT,
  ERROR_CACHING_MIN_TTL_MAX,
  PAGE_PATH_LENGTH_MAX,
  responseCodes
} from './rules/error-responses.ts'
import { LIST_LENGTH_MAX } from './rules/list-length.ts'
import {
  CUSTOM_HEADERS_MAX,
  FAILOVER_CODES,
  HEADER_NAME_LENGTH_MAX,
  HEADER_VALUE_LENGTH_MAX,
  HOST_NAME,
  SHIELD_REGION
} from './rules/origins.ts'
import { CACHE_TAG_HEADER, COMMENT_LENGTH_MAX } from './rules/settings.ts'
import { ACM_CERTIFICATE, ALIAS_EXPECTED, ALIAS_PATTERN, COUNTRY, WEB_ACL } from './rules/viewers.ts'

/**
 * What the OpenAPI document says about a configuration's members besides their types: the limits that the rules check,
 * and defaults.
 */

type Keywords = Readonly<Record<string, unknown>>

const matching = ({ source }: RegExp, expected: string): Keywords => ({ pattern: source, 'x-expected': expected })
/** For CloudFront, an empty string is the same as none. */
const emptyOr = ({ source }: RegExp, expected: string): Keywords => ({
  pattern: `^$|${source}`,
  'x-expected': `${expected}, or empty`
})
const policyId = emptyOr(POLICY_ID, 'a lower-case UUID')
const seconds: Keywords = { minimum: 1 }
const ttl: Keywords = { minimum: 0 }
const port: Keywords = { minimum: 80, maximum: 65_535 }
const list: Keywords = { maxItems: LIST_LENGTH_MAX }

const behavior: Readonly<Record<string, Keywords>> = {
  targetOriginId: { minLength: 1 },
  cachePolicyId: policyId,
  originRequestPolicyId: policyId,
  responseHeadersPolicyId: policyId,
  minTtl: ttl,
  defaultTtl: ttl,
  maxTtl: ttl,
  functionAssociations: list,
  lambdaFunctionAssociations: list
}

/** By structure, with JSON's member names. */
const limits: Readonly<Record<string, Readonly<Record<string, Keywords>>>> = {
  DistributionConfig: {
    comment: { maxLength: COMMENT_LENGTH_MAX },
    defaultRootObject: { maxLength: 255 },
    aliases: { ...list, uniqueItems: true, items: { pattern: ALIAS_PATTERN, 'x-expected': ALIAS_EXPECTED } },
    origins: { minItems: 1, ...list },
    originGroups: list,
    cacheBehaviors: list,
    customErrorResponses: list,
    webAclId: emptyOr(WEB_ACL, 'the ARN of a global web ACL in us-east-1, or the id of one of WAF Classic')
  },
  Origin: {
    id: { minLength: 1 },
    domainName: matching(HOST_NAME, 'a host name'),
    originPath: { ...emptyOr(/^\/.*[^/]$/, 'a path that begins with / and does not end with it'), maxLength: 255 },
    customHeaders: { maxItems: CUSTOM_HEADERS_MAX },
    connectionAttempts: { minimum: 1, maximum: 3 },
    connectionTimeout: { minimum: 1, maximum: 10 },
    responseCompletionTimeout: seconds
  },
  OriginCustomHeader: {
    headerName: { minLength: 1, maxLength: HEADER_NAME_LENGTH_MAX },
    headerValue: { maxLength: HEADER_VALUE_LENGTH_MAX }
  },
  CustomOriginConfig: {
    httpPort: port,
    httpsPort: port,
    originReadTimeout: seconds,
    originKeepaliveTimeout: seconds,
    originSslProtocols: { minItems: 1, uniqueItems: true }
  },
  VpcOriginConfig: {
    originReadTimeout: seconds,
    originKeepaliveTimeout: seconds,
    ownerAccountId: matching(/^\d{12}$/, '12 digits')
  },
  S3OriginConfig: { originReadTimeout: seconds },
  OriginShield: { originShieldRegion: matching(SHIELD_REGION, 'an AWS Region, such as us-east-1') },
  OriginGroup: { members: { minItems: 2, maxItems: 2 } },
  OriginGroupFailoverCriteria: { statusCodes: { minItems: 1, items: { enum: [...FAILOVER_CODES] } } },
  DefaultCacheBehavior: behavior,
  CacheBehavior: {
    ...behavior,
    pathPattern: matching(PATH_PATTERN, 'up to 255 letters, digits and _ - . * $ / ~ " \' @ : + & ?')
  },
  AllowedMethods: {
    items: { minItems: 2, maxItems: 7, uniqueItems: true },
    cachedMethods: { minItems: 2, maxItems: 3, uniqueItems: true }
  },
  ForwardedValues: { headers: list, queryStringCacheKeys: list },
  CookiePreference: { whitelistedNames: list },
  FunctionAssociation: { functionArn: matching(FUNCTION, 'the ARN of a CloudFront function') },
  LambdaFunctionAssociation: {
    lambdaFunctionArn: matching(LAMBDA_VERSION, 'the ARN of a numbered Lambda version in us-east-1')
  },
  CustomErrorResponse: {
    errorCode: { minimum: 400, maximum: 504 },
    responsePagePath: { ...emptyOr(/^\//, 'a path that begins with /'), maxLength: PAGE_PATH_LENGTH_MAX },
    responseCode: { enum: [...responseCodes] },
    errorCachingMinTtl: { minimum: 0, maximum: ERROR_CACHING_MIN_TTL_MAX }
  },
  ViewerCertificate: { acmCertificateArn: emptyOr(ACM_CERTIFICATE, 'the ARN of an ACM certificate') },
  GeoRestriction: {
    items: { maxItems: LIST_LENGTH_MAX, items: matching(COUNTRY, 'an ISO 3166-1 alpha-2 code in capitals') }
  },
  CacheTagConfig: { headerName: matching(CACHE_TAG_HEADER, 'the name of a header') },
  TrustedSigners: { items: list },
  TrustedKeyGroups: { items: list },
  TenantConfig: { parameterDefinitions: list }
}

const ofBehavior = {
  targetOriginId: 'Default: the origin, if there is only one.',
  allowedMethods: 'Default: GET and HEAD; all methods for an origin that is an app.',
  trustedSigners: 'Default: none.',
  trustedKeyGroups: 'Default: none.'
}

/** Defaults that depend on other members, in words. */
const guessed: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  DistributionConfig: {
    callerReference: 'Default: the current one, which never changes.',
    defaultCacheBehavior: 'Default: the defaults of its members, for the only origin.',
    logging: 'Default: off.',
    restrictions: 'Default: no restriction.',
    viewerCertificate: "Default: CloudFront's own certificate, for the distribution's own domain name."
  },
  Origin: { id: 'Default: the domain name.' },
  CustomOriginConfig: {
    originProtocolPolicy:
      'Default: https-only, or http-only for the website of an S3 bucket, the public name of an EC2 instance, and that of a ' +
      'load balancer unless it always gets the Host of the viewer.'
  },
  DefaultCacheBehavior: ofBehavior,
  CacheBehavior: ofBehavior,
  ViewerCertificate: {
    sslSupportMethod: 'Default: sni-only, with your own certificate.',
    minimumProtocolVersion: 'Default: TLSv1.2_2021, with your own certificate; TLSv1 with dedicated IP addresses.'
  }
}

// A configuration with only an origin given, as completed at creation.
const complete = completed({ origins: [{ domainName: 'www.example.com' }], logging: {} }, undefined)
const { origins, defaultCacheBehavior, logging, ...config } = complete as Readonly<Record<string, Keywords>>
const [{ domainName: _, ...origin }] = origins as unknown as readonly [Readonly<Record<string, Keywords>>]

const defaults: Readonly<Record<string, Keywords | undefined>> = {
  // The first of each are CloudFront's own defaults.
  DistributionConfig: { staging: false, connectionMode: 'direct', ...config },
  LambdaFunctionAssociation: { includeBody: false },
  CustomErrorResponse: { errorCachingMinTtl: ERROR_CACHING_MIN_TTL_DEFAULT },
  VpcOriginConfig: { originReadTimeout: 30, originKeepaliveTimeout: 5 },
  Origin: { connectionAttempts: 3, connectionTimeout: 10, ...origin },
  S3OriginConfig: { originAccessIdentity: '', originReadTimeout: 30 },
  CustomOriginConfig: origin.customOriginConfig,
  DefaultCacheBehavior: defaultCacheBehavior,
  CacheBehavior: defaultCacheBehavior,
  AllowedMethods: defaultCacheBehavior?.allowedMethods as Keywords,
  LoggingConfig: logging,
  GeoRestriction: { items: [] }
}

export function documentedInJson(structureName: string, member: string): Documented | undefined {
  const note = guessed[structureName]?.[member]
  const given = note === undefined ? defaults[structureName]?.[member] : undefined
  // The defaults of objects are shown at their members.
  const isDefault = given !== undefined && (typeof given !== 'object' || Array.isArray(given))
  const keywords = { ...limits[structureName]?.[member], ...(isDefault && { default: given }) }
  return { ...(note && { note }), ...(Object.keys(keywords).length > 0 && { keywords }) }
}

/** The same at creation, where there is no current version. */
export function documentedAtCreation(structureName: string, member: string): Documented | undefined {
  if (structureName === 'DistributionConfig' && member === 'callerReference') {
    return { note: 'Default: generated for this request, from its Idempotency-Key if it has one.' }
  }
  return documentedInJson(structureName, member)
}

/** Where the values differ from JSON. */
const limitsInCloudFrontFormat: typeof limits = {
  CustomErrorResponse: { responseCode: { enum: ['', ...responseCodes.map(String)] } }
}

/** In this format lists are objects, whose limits only the rules check; Frontage's defaults are not shown. */
export function documentedInCloudFrontFormat(structureName: string, member: string): Documented | undefined {
  const keywords = limitsInCloudFrontFormat[structureName]?.[member] ?? limits[structureName]?.[member]
  const isList = keywords && ['items', 'minItems', 'maxItems'].some(name => name in keywords)
  return keywords && !isList ? { keywords } : undefined
}

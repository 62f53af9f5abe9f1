import {
  type Behavior,
  certificateOf,
  type Config,
  type ForwardedValues,
  type Origin,
  isMultiTenant
} from '../records.ts'

const EMPTY = { Quantity: 0 }
const DAY_SECONDS = 86_400
const YEAR_SECONDS = 31_536_000

/**
 * Completes a configuration as CloudFront does: with everything that was given, and defaults for most of what was not, as in
 * the AWS CLI's examples (create-distribution) and the API reference. The argument is not modified.
 */
export function completeConfig(config: Config): Config {
  const multiTenant = isMultiTenant(config)
  const complete: Config = {
    ...config,
    Aliases: config.Aliases ?? EMPTY,
    DefaultRootObject: config.DefaultRootObject ?? '',
    Origins: { ...config.Origins, Items: config.Origins.Items.map(completeOrigin) },
    OriginGroups: config.OriginGroups ?? EMPTY,
    DefaultCacheBehavior: completeBehavior(config.DefaultCacheBehavior),
    CacheBehaviors: completeBehaviors(config.CacheBehaviors),
    CustomErrorResponses: completeErrorResponses(config.CustomErrorResponses),
    Logging: completeLogging(config.Logging),
    PriceClass: config.PriceClass ?? (multiTenant ? 'None' : 'PriceClass_All'),
    ViewerCertificate: completeCertificate(config.ViewerCertificate),
    Restrictions: config.Restrictions ?? { GeoRestriction: { RestrictionType: 'none', Quantity: 0 } },
    WebACLId: config.WebACLId ?? '',
    HttpVersion: config.HttpVersion ?? 'http2',
    IsIPV6Enabled: config.IsIPV6Enabled ?? !multiTenant,
    ContinuousDeploymentPolicyId: config.ContinuousDeploymentPolicyId ?? '',
    Staging: config.Staging ?? false,
    ConnectionMode: config.ConnectionMode ?? 'direct'
  }
  return withoutEmptyItems(complete)
}

function completeOrigin(origin: Origin): Origin {
  return {
    ...origin,
    OriginPath: origin.OriginPath ?? '',
    CustomHeaders: origin.CustomHeaders ?? EMPTY,
    ...(origin.S3OriginConfig && { S3OriginConfig: { OriginReadTimeout: 30, ...defined(origin.S3OriginConfig) } }),
    ...(origin.CustomOriginConfig && {
      CustomOriginConfig: {
        // No newer answer is public: this pair is from the AWS CLI's example of create-distribution.
        OriginSslProtocols: { Quantity: 2, Items: ['SSLv3', 'TLSv1'] },
        OriginReadTimeout: 30,
        OriginKeepaliveTimeout: 5,
        ...defined(origin.CustomOriginConfig)
      }
    }),
    ...(origin.VpcOriginConfig && {
      VpcOriginConfig: { OriginReadTimeout: 30, OriginKeepaliveTimeout: 5, ...defined(origin.VpcOriginConfig) }
    }),
    ConnectionAttempts: origin.ConnectionAttempts ?? 3,
    ConnectionTimeout: origin.ConnectionTimeout ?? 10,
    OriginShield: origin.OriginShield ?? { Enabled: false },
    OriginAccessControlId: origin.OriginAccessControlId ?? ''
  }
}

function completeBehaviors(behaviors: Config['CacheBehaviors']): Config['CacheBehaviors'] {
  if (!behaviors?.Items) return behaviors ?? EMPTY
  return { ...behaviors, Items: behaviors.Items.map(completeBehavior) }
}

function completeBehavior<T extends Behavior>(behavior: T): T {
  const { ForwardedValues, MinTTL, DefaultTTL, MaxTTL, ...rest } = behavior
  return {
    ...rest,
    TrustedSigners: behavior.TrustedSigners ?? { Enabled: false, Quantity: 0 },
    TrustedKeyGroups: behavior.TrustedKeyGroups ?? { Enabled: false, Quantity: 0 },
    AllowedMethods: { CachedMethods: READ_METHODS, ...(behavior.AllowedMethods ?? READ_METHODS) },
    SmoothStreaming: behavior.SmoothStreaming ?? false,
    Compress: behavior.Compress ?? false,
    LambdaFunctionAssociations: behavior.LambdaFunctionAssociations ?? EMPTY,
    FunctionAssociations: behavior.FunctionAssociations ?? EMPTY,
    FieldLevelEncryptionId: behavior.FieldLevelEncryptionId ?? '',
    GrpcConfig: behavior.GrpcConfig ?? { Enabled: false },
    // A cache policy replaces the older members: CloudFront's answer has none of them then.
    ...(!behavior.CachePolicyId && ForwardedValues && legacyCaching({ ForwardedValues, MinTTL, DefaultTTL, MaxTTL }))
    // The compiler cannot tell that what was removed by name is put back with the same type.
  } as unknown as T
}

const READ_METHODS = { Quantity: 2, Items: ['HEAD', 'GET'] }

interface LegacyCaching {
  ForwardedValues: ForwardedValues
  MinTTL?: number | undefined
  DefaultTTL?: number | undefined
  MaxTTL?: number | undefined
}

/** A larger minimum or default raises the defaults above it (CloudFront Developer Guide, Values that you specify). */
function legacyCaching({ ForwardedValues, MinTTL = 0, DefaultTTL, MaxTTL }: LegacyCaching): LegacyCaching {
  const defaultTtl = DefaultTTL ?? Math.max(DAY_SECONDS, MinTTL)
  return {
    ForwardedValues: { Headers: EMPTY, QueryStringCacheKeys: EMPTY, ...defined(ForwardedValues) },
    MinTTL,
    DefaultTTL: defaultTtl,
    MaxTTL: MaxTTL ?? Math.max(YEAR_SECONDS, defaultTtl)
  }
}

function completeErrorResponses(responses: Config['CustomErrorResponses']): Config['CustomErrorResponses'] {
  if (!responses?.Items) return responses ?? EMPTY
  // Ten seconds by default (CloudFront Developer Guide, HTTPStatusCodes).
  return { ...responses, Items: responses.Items.map(item => ({ ErrorCachingMinTTL: 10, ...defined(item) })) }
}

function completeLogging(logging: Config['Logging']): Config['Logging'] {
  const { Enabled = false, IncludeCookies = false, Bucket = '', Prefix = '' } = logging ?? {}
  // Disabling logging drops its destination (API reference, LoggingConfig).
  return Enabled ? { Enabled, IncludeCookies, Bucket, Prefix } : { Enabled, IncludeCookies, Bucket: '', Prefix: '' }
}

/** The deprecated twins `Certificate` and `CertificateSource` are accepted, and echoed with their successors. */
function completeCertificate(given: Config['ViewerCertificate']): Config['ViewerCertificate'] {
  const certificate = given ?? {}
  const { arn, iamId } = certificateOf(certificate)
  if (arn !== undefined) {
    return {
      ...certificate,
      CloudFrontDefaultCertificate: false,
      ACMCertificateArn: arn,
      Certificate: arn,
      CertificateSource: 'acm'
    }
  }
  if (iamId !== undefined) {
    return {
      ...certificate,
      CloudFrontDefaultCertificate: false,
      IAMCertificateId: iamId,
      Certificate: iamId,
      CertificateSource: 'iam'
    }
  }
  // With CloudFront's default certificate these are fixed, whatever was requested (API reference, ViewerCertificate).
  return {
    CloudFrontDefaultCertificate: true,
    SSLSupportMethod: 'vip',
    MinimumProtocolVersion: 'TLSv1',
    CertificateSource: 'cloudfront'
  }
}

/** Members that are present but undefined must not hide a default. */
function defined<T extends object>(value: T): T {
  return Object.fromEntries(Object.entries(value).filter(([, member]) => member !== undefined)) as T
}

/** CloudFront leaves out `Items` if `Quantity` is 0. */
function withoutEmptyItems<T>(value: T): T {
  // The same list or structure without empty lists.
  return withoutEmpty(value) as T
}

function withoutEmpty(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutEmpty)
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value as Record<string, unknown>)
    .filter(([name, member]) => member !== undefined && !(name === 'Items' && Array.isArray(member) && !member.length))
    .map(([name, member]) => [name, withoutEmpty(member)])
  return Object.fromEntries(entries)
}

import type * as CF from '@aws-sdk/client-cloudfront'
import { type SdkPath } from '../../../cloudfront/model/json-pointer.ts'
import { type Format } from '../../editing/config-formats.ts'
import { behaviorsOf, type Rule } from './rule.ts'

const OF_CONFIG = [
  'Aliases',
  'Comment',
  'Enabled',
  'DefaultRootObject',
  'CacheBehaviors',
  'CustomErrorResponses',
  'Logging',
  'PriceClass',
  'ViewerCertificate',
  'Restrictions',
  'WebACLId',
  'HttpVersion'
] as const satisfies readonly (keyof CF.DistributionConfig)[]
const OF_BEHAVIOR = [
  'ViewerProtocolPolicy',
  'AllowedMethods',
  'SmoothStreaming',
  'Compress',
  'LambdaFunctionAssociations',
  'FieldLevelEncryptionId'
] as const satisfies readonly (keyof CF.DefaultCacheBehavior)[]
const OF_ORIGIN = ['CustomHeaders', 'OriginPath'] as const satisfies readonly (keyof CF.Origin)[]
const OF_CUSTOM_ORIGIN = [
  'HTTPPort',
  'HTTPSPort',
  'OriginProtocolPolicy',
  'OriginReadTimeout',
  'OriginKeepaliveTimeout',
  'OriginSslProtocols'
] as const satisfies readonly (keyof CF.CustomOriginConfig)[]

const OF_S3_ORIGIN = ['OriginAccessIdentity'] as const satisfies readonly (keyof CF.S3OriginConfig)[]
const OF_LOGGING = [
  'Enabled',
  'IncludeCookies',
  'Bucket',
  'Prefix'
] as const satisfies readonly (keyof CF.LoggingConfig)[]

/** Multi-tenant distributions do not have these (CloudFront API reference, DistributionConfig and CacheBehavior). */
const STANDARD_ONLY = new Set<string>(['Aliases', 'PriceClass', 'SmoothStreaming'])

/**
 * Members that are required in an update but not at creation (CloudFront Developer Guide, "Required fields for create
 * and update"); CloudFront answers IllegalUpdate without naming all of them.
 */
export const updateRulesIn = (format: Format): readonly Rule[] => [
  (config, report) => {
    const orNull = format === 'json' ? ', or null for the default' : ''
    const multiTenant = config.ConnectionMode === 'tenant-only'
    const need = (holder: object | undefined, path: SdkPath, names: readonly string[]) => {
      for (const name of names) {
        if (!holder || (multiTenant && STANDARD_ONLY.has(name))) continue
        if ((holder as Record<string, unknown>)[name] === undefined) {
          report([...path, name], `An update needs it unless it has its default value: include its value${orNull}.`)
        }
      }
    }
    need(config, [], OF_CONFIG)
    need(config.Logging, ['Logging'], OF_LOGGING)
    for (const { behavior, path } of behaviorsOf(config)) need(behavior, path, OF_BEHAVIOR)
    config.Origins?.Items?.forEach((origin, index) => {
      const path = ['Origins', 'Items', index]
      need(origin, path, OF_ORIGIN)
      need(origin.S3OriginConfig, [...path, 'S3OriginConfig'], OF_S3_ORIGIN)
      need(origin.CustomOriginConfig, [...path, 'CustomOriginConfig'], OF_CUSTOM_ORIGIN)
    })
  }
]

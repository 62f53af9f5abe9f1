import type * as CF from '@aws-sdk/client-cloudfront'
import { type SdkPath } from '../../../cloudfront/model/json-pointer.ts'
import { behaviorsOf, type Rule } from './rule.ts'

const OF_CONFIG = [
  'Aliases',
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
  'AllowedMethods',
  'SmoothStreaming',
  'Compress',
  'LambdaFunctionAssociations',
  'FieldLevelEncryptionId'
] as const satisfies readonly (keyof CF.DefaultCacheBehavior)[]
const OF_ORIGIN = ['CustomHeaders', 'OriginPath'] as const satisfies readonly (keyof CF.Origin)[]
const OF_CUSTOM_ORIGIN = [
  'OriginReadTimeout',
  'OriginKeepaliveTimeout',
  'OriginSslProtocols'
] as const satisfies readonly (keyof CF.CustomOriginConfig)[]

/** Multi-tenant distributions do not have these (CloudFront API reference, DistributionConfig and CacheBehavior). */
const STANDARD_ONLY = new Set<string>(['Aliases', 'PriceClass', 'SmoothStreaming'])

/**
 * What an update must say although a creation need not (CloudFront Developer Guide, "Required fields for create and
 * update"); CloudFront answers IllegalUpdate without naming all of it.
 */
export const updateRules: readonly Rule[] = [
  (config, report) => {
    const multiTenant = config.ConnectionMode === 'tenant-only'
    const need = (holder: object | undefined, path: SdkPath, names: readonly string[]) => {
      for (const name of names) {
        if (!holder || (multiTenant && STANDARD_ONLY.has(name))) continue
        if ((holder as Record<string, unknown>)[name] === undefined) {
          report([...path, name], 'An update needs it: nothing is filled in for what it leaves out.')
        }
      }
    }
    need(config, [], OF_CONFIG)
    for (const { behavior, path } of behaviorsOf(config)) need(behavior, path, OF_BEHAVIOR)
    config.Origins?.Items?.forEach((origin, index) => {
      const path = ['Origins', 'Items', index]
      need(origin, path, OF_ORIGIN)
      need(origin.CustomOriginConfig, [...path, 'CustomOriginConfig'], OF_CUSTOM_ORIGIN)
    })
  }
]

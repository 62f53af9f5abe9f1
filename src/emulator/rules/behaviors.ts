import { isUuid } from '../identifiers.ts'
import { type Behavior, type Config, behaviorsOf } from '../records.ts'
import { associationRules } from './associations.ts'
import { forwardedValuesRules } from './forwarded-values.ts'
import { isBucketHost, targetIds } from './origins.ts'
import { checkRules, repeated, type Rule } from './rule.ts'

const PATH_PATTERN = /^[A-Za-z0-9_\-.*$/~"'@:+&?]{1,255}$/
const METHOD_SETS = ['GET HEAD', 'GET HEAD OPTIONS', 'DELETE GET HEAD OPTIONS PATCH POST PUT']
const CACHED_SETS = METHOD_SETS.slice(0, 2)

const sorted = (items: readonly string[]) => [...items].sort().join(' ')
const policyMissing = (id: string | undefined) => Boolean(id) && !isUuid(id ?? '')

/** Developer Guide, "Values that you specify" (cache behavior settings); API reference, CacheBehavior; issues where named. */
export const behaviorRules: readonly Rule<Behavior>[] = [
  {
    // terraform-aws-modules/terraform-aws-cloudfront #40
    code: 'InvalidArgument',
    message: 'The parameter ForwardedValues cannot be used when a cache policy is associated to the cache behavior.',
    brokenBy: ({ CachePolicyId, ForwardedValues }) => Boolean(CachePolicyId) && ForwardedValues !== undefined
  },
  {
    code: 'InvalidArgument',
    message: 'The parameter ForwardedValues is required.',
    brokenBy: ({ CachePolicyId, ForwardedValues }) => !CachePolicyId && ForwardedValues === undefined
  },
  {
    code: 'InvalidArgument',
    message: 'The parameter OriginRequestPolicyId can only be used together with a cache policy.',
    brokenBy: ({ CachePolicyId, OriginRequestPolicyId }) => Boolean(OriginRequestPolicyId) && !CachePolicyId
  },
  {
    code: 'NoSuchCachePolicy',
    message: 'The specified cache policy does not exist.',
    brokenBy: ({ CachePolicyId }) => policyMissing(CachePolicyId)
  },
  {
    code: 'NoSuchOriginRequestPolicy',
    message: 'The specified origin request policy does not exist.',
    brokenBy: ({ OriginRequestPolicyId }) => policyMissing(OriginRequestPolicyId)
  },
  {
    code: 'NoSuchResponseHeadersPolicy',
    message: 'The specified response headers policy does not exist.',
    brokenBy: ({ ResponseHeadersPolicyId }) => policyMissing(ResponseHeadersPolicyId)
  },
  {
    code: 'InvalidArgument',
    message: 'The parameter AllowedMethods must be GET and HEAD; these and OPTIONS; or all seven methods.',
    brokenBy: ({ AllowedMethods: methods }) => methods !== undefined && !METHOD_SETS.includes(sorted(methods.Items))
  },
  {
    code: 'InvalidArgument',
    message:
      'The parameter CachedMethods must be GET and HEAD, or these and OPTIONS, all of them among AllowedMethods.',
    brokenBy: ({ AllowedMethods: methods }) => {
      const cached = methods?.CachedMethods?.Items
      if (cached === undefined) return false
      return !CACHED_SETS.includes(sorted(cached)) || cached.some(method => !methods?.Items.includes(method))
    }
  },
  {
    code: 'InvalidArgument',
    message: 'The parameter PathPattern contains characters that are not valid, or more than 255.',
    brokenBy: ({ PathPattern }) => PathPattern !== undefined && !PATH_PATTERN.test(PathPattern)
  },
  {
    code: 'TrustedSignerDoesNotExist',
    message: 'One or more of your trusted signers do not exist.',
    brokenBy: ({ TrustedSigners }) => (TrustedSigners?.Items ?? []).some(item => !/^(self|\d{12})$/.test(item))
  },
  {
    code: 'TrustedKeyGroupDoesNotExist',
    message: 'The specified key group does not exist.',
    brokenBy: ({ TrustedKeyGroups }) => (TrustedKeyGroups?.Items ?? []).some(item => !isUuid(item))
  },
  {
    code: 'NoSuchFieldLevelEncryptionConfig',
    message: 'The specified configuration for field-level encryption does not exist.',
    brokenBy: ({ FieldLevelEncryptionId: id }) => Boolean(id) && !/^[A-Z][A-Z0-9]{9,24}$/.test(id ?? '')
  },
  {
    code: 'NoSuchRealtimeLogConfig',
    message: 'The specified real-time log configuration does not exist.',
    brokenBy: ({ RealtimeLogConfigArn: arn }) =>
      Boolean(arn) && !/^arn:aws[a-z-]*:cloudfront::\d{12}:realtime-log-config\/[A-Za-z0-9_-]+$/.test(arn ?? '')
  }
]

const listRules: readonly Rule<Config>[] = [
  {
    code: 'InvalidArgument',
    message: config =>
      `The parameter PathPattern is used more than once: ${repeated(pathPatterns(config)).join(', ')}.`,
    brokenBy: config => repeated(pathPatterns(config)).length > 0
  },
  {
    code: 'NoSuchOrigin',
    message: 'One or more of your origins or origin groups do not exist.',
    brokenBy: config => {
      const targets = new Set(targetIds(config))
      return behaviorsOf(config).some(({ TargetOriginId }) => !targets.has(TargetOriginId))
    }
  },
  {
    // aws/aws-cdk #32450
    code: 'InvalidArgument',
    message:
      'The parameter AllowedMethods cannot include POST, PUT, PATCH, or DELETE for a cached behavior associated with an ' +
      'origin group.',
    brokenBy: config => {
      const groups = new Set((config.OriginGroups?.Items ?? []).map(({ Id }) => Id))
      return behaviorsOf(config).some(
        ({ TargetOriginId, AllowedMethods: allowed }) => groups.has(TargetOriginId) && allowed?.Items.includes('POST')
      )
    }
  }
]

function pathPatterns({ CacheBehaviors }: Config): string[] {
  return (CacheBehaviors?.Items ?? []).map(({ PathPattern }) => PathPattern)
}

export function checkBehaviors(config: Config): void {
  checkRules(config, listRules)
  const buckets = bucketTargets(config)
  for (const behavior of behaviorsOf(config)) {
    checkRules(behavior, behaviorRules)
    checkRules(behavior, associationRules)
    const { ForwardedValues: values, MinTTL, DefaultTTL, MaxTTL, TargetOriginId } = behavior
    if (values)
      checkRules({ values, MinTTL, DefaultTTL, MaxTTL, toBucket: buckets.has(TargetOriginId) }, forwardedValuesRules)
  }
}

/** The ids of origins that are buckets, and of groups that have one. */
function bucketTargets({ Origins, OriginGroups }: Config): ReadonlySet<string> {
  const buckets = new Set(
    Origins.Items.filter(origin => origin.S3OriginConfig && isBucketHost(origin.DomainName)).map(({ Id }) => Id)
  )
  for (const group of OriginGroups?.Items ?? []) {
    if (group.Members.Items.some(({ OriginId }) => buckets.has(OriginId))) buckets.add(group.Id)
  }
  return buckets
}

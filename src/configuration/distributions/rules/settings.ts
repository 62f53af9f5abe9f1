import { behaviorsOf, type Rule } from './rule.ts'

export const COMMENT_LENGTH_MAX = 128
const ROOT_OBJECT = /^[A-Za-z0-9_\-.*$/~"'&]{0,255}$/
// Old buckets may have up to 255 characters, including capitals and underscores (S3 User Guide, "Bucket naming rules").
const LOGGING_BUCKET = /^(?=.{1,320}$)[a-z0-9._-]{1,255}\.s3([.-][a-z0-9-]+){0,3}\.amazonaws\.com(\.cn)?$/i
export const CACHE_TAG_HEADER = /^[!#$%&'*+.^_`|~0-9A-Za-z-]{1,256}$/

export const settingRules: readonly Rule[] = [
  ({ Comment: comment = '' }, report) => {
    if (comment.length > COMMENT_LENGTH_MAX && [...comment].length > COMMENT_LENGTH_MAX)
      report(['Comment'], `A comment has at most ${COMMENT_LENGTH_MAX} characters.`)
  },
  ({ DefaultRootObject: object = '' }, report) => {
    // CloudFront accepts it (HHS/simpler-grants-gov #3139), although its API reference forbids a leading slash.
    if (object === '/') return
    if (object.startsWith('/')) report(['DefaultRootObject'], 'The default root object must not have a leading slash.')
    else if (!ROOT_OBJECT.test(object)) {
      report(['DefaultRootObject'], 'The default root object has at most 255 letters, digits and _ - . * $ / ~ " \' &')
    }
  },
  ({ Logging: logging }, report) => {
    if (logging?.Enabled && !LOGGING_BUCKET.test(logging.Bucket ?? '')) {
      report(['Logging', 'Bucket'], "Expected the bucket's full domain name, such as logs.s3.amazonaws.com.")
    }
  },
  ({ CacheTagConfig: tags }, report) => {
    if (tags?.HeaderName !== undefined && !CACHE_TAG_HEADER.test(tags.HeaderName)) {
      report(['CacheTagConfig', 'HeaderName'], 'Expected the name of a header.')
    }
  },
  (config, report) => {
    // CloudFront Developer Guide, "Use CloudFront continuous deployment to safely test CDN configuration changes": both stay with
    // the primary distribution.
    if (config.Staging !== true) return
    const refusal = 'A staging distribution cannot have it: its primary distribution has it.'
    if ((config.Aliases?.Items?.length ?? 0) > 0) report(['Aliases'], refusal)
    if (config.ContinuousDeploymentPolicyId) report(['ContinuousDeploymentPolicyId'], refusal)
  },
  (config, report) => {
    if (config.ConnectionMode !== 'tenant-only') {
      if (config.TenantConfig) report(['TenantConfig'], 'Only a multi-tenant distribution (tenant-only) can have it.')
      return
    }
    // CloudFront API reference, DistributionConfig: each of these says "not supported for multi-tenant distributions".
    // Values that CloudFront fills in are accepted, since callers send back what they read.
    const refused = {
      Aliases: (config.Aliases?.Items?.length ?? 0) > 0,
      PriceClass: config.PriceClass !== undefined && config.PriceClass !== 'None',
      ContinuousDeploymentPolicyId: Boolean(config.ContinuousDeploymentPolicyId),
      Staging: config.Staging === true,
      IsIPV6Enabled: config.IsIPV6Enabled === true,
      AnycastIpListId: Boolean(config.AnycastIpListId)
    }
    const refusal = 'A multi-tenant distribution (tenant-only) cannot have it.'
    for (const [name, given] of Object.entries(refused)) {
      if (given) report([name], refusal)
    }
    if (config.ViewerCertificate?.IAMCertificateId) report(['ViewerCertificate', 'IAMCertificateId'], refusal)
    for (const { behavior, path } of behaviorsOf(config)) {
      if (behavior.SmoothStreaming) report([...path, 'SmoothStreaming'], refusal)
      if (behavior.TrustedSigners?.Enabled) report([...path, 'TrustedSigners'], refusal)
      for (const name of ['MinTTL', 'DefaultTTL', 'MaxTTL'] as const) {
        if (!behavior.CachePolicyId && behavior[name] !== undefined) report([...path, name], refusal)
      }
    }
  }
]

import { entry, type Extras } from './entry.ts'

const conflict = (title: string, cloudFront: string | string[], remedy?: string, extras?: Extras) =>
  entry('conflict', 409, title, cloudFront, { ...(remedy !== undefined && { remedy }), ...extras })

const otherName = 'Choose another name, or change the one that exists.'
const detach = (users: string) => `Remove it from every ${users} that uses it first.`

/** The request fits, but not the state of things. */
export const conflictProblems = {
  ETAG_MISMATCH: entry('conflict', 412, 'The resource was modified concurrently', 'PreconditionFailed', {
    remedy: 'Read the current version, make the change on it, and send it with the new ETag.'
  }),
  CNAME_ALREADY_EXISTS: conflict(
    'An alias belongs to another distribution already',
    'CNAMEAlreadyExists',
    'Remove the alias from the other distribution, or move it; it may belong to another AWS account.'
  ),
  DISTRIBUTION_ALREADY_EXISTS: conflict(
    'The caller reference belongs to another distribution already',
    'DistributionAlreadyExists',
    'Leave callerReference out, so that a new one is made.'
  ),
  DISTRIBUTION_NOT_DISABLED: conflict(
    'The distribution is enabled, or its last change is not deployed yet',
    'DistributionNotDisabled',
    'Set enabled to false and wait until the status is Deployed.'
  ),
  STAGING_DISTRIBUTION_IN_USE: conflict(
    'Another continuous deployment policy uses the staging distribution',
    'StagingDistributionInUse',
    'Remove the staging distribution from the other policy first.'
  ),
  STREAMING_DISTRIBUTION_ALREADY_EXISTS: conflict(
    'The caller reference belongs to another streaming distribution already',
    'StreamingDistributionAlreadyExists',
    'Leave callerReference out, so that a new one is made.'
  ),
  STREAMING_DISTRIBUTION_NOT_DISABLED: conflict(
    'The streaming distribution is enabled, or its last change is not deployed yet',
    'StreamingDistributionNotDisabled',
    'Set enabled to false and wait until the status is Deployed.'
  ),
  CALLER_REFERENCE_ALREADY_USED: conflict(
    'The caller reference belongs to another invalidation of this distribution already',
    'InvalidationBatchAlreadyExists',
    'Send the invalidation with another Idempotency-Key.'
  ),
  CACHE_POLICY_ALREADY_EXISTS: conflict('A cache policy has this name already', 'CachePolicyAlreadyExists', otherName),
  CACHE_POLICY_IN_USE: conflict('The cache policy is in use', 'CachePolicyInUse', detach('cache behaviour')),
  ORIGIN_REQUEST_POLICY_ALREADY_EXISTS: conflict(
    'An origin request policy has this name already',
    'OriginRequestPolicyAlreadyExists',
    otherName
  ),
  ORIGIN_REQUEST_POLICY_IN_USE: conflict(
    'The origin request policy is in use',
    'OriginRequestPolicyInUse',
    detach('cache behaviour')
  ),
  RESPONSE_HEADERS_POLICY_ALREADY_EXISTS: conflict(
    'A response headers policy has this name already',
    'ResponseHeadersPolicyAlreadyExists',
    otherName
  ),
  RESPONSE_HEADERS_POLICY_IN_USE: conflict(
    'The response headers policy is in use',
    'ResponseHeadersPolicyInUse',
    detach('cache behaviour')
  ),
  CONTINUOUS_DEPLOYMENT_POLICY_ALREADY_EXISTS: conflict(
    'A continuous deployment policy like this exists already',
    'ContinuousDeploymentPolicyAlreadyExists',
    'Use or change the one that exists.'
  ),
  CONTINUOUS_DEPLOYMENT_POLICY_IN_USE: conflict(
    'The continuous deployment policy is in use',
    'ContinuousDeploymentPolicyInUse',
    detach('distribution')
  ),
  ORIGIN_ACCESS_CONTROL_ALREADY_EXISTS: conflict(
    'An origin access control has this name already',
    'OriginAccessControlAlreadyExists',
    otherName
  ),
  ORIGIN_ACCESS_CONTROL_IN_USE: conflict(
    'The origin access control is in use',
    'OriginAccessControlInUse',
    detach('origin')
  ),
  ORIGIN_ACCESS_IDENTITY_ALREADY_EXISTS: conflict(
    'The caller reference belongs to another origin access identity already',
    'CloudFrontOriginAccessIdentityAlreadyExists',
    'Leave callerReference out, so that a new one is made.'
  ),
  ORIGIN_ACCESS_IDENTITY_IN_USE: conflict(
    'The origin access identity is in use',
    'CloudFrontOriginAccessIdentityInUse',
    detach('origin')
  ),
  FIELD_LEVEL_ENCRYPTION_CONFIG_ALREADY_EXISTS: conflict(
    'A field-level encryption configuration like this exists already',
    'FieldLevelEncryptionConfigAlreadyExists',
    'Leave callerReference out, or change the one that exists.'
  ),
  FIELD_LEVEL_ENCRYPTION_CONFIG_IN_USE: conflict(
    'The field-level encryption configuration is in use',
    'FieldLevelEncryptionConfigInUse',
    detach('cache behaviour')
  ),
  FIELD_LEVEL_ENCRYPTION_PROFILE_ALREADY_EXISTS: conflict(
    'A field-level encryption profile like this exists already',
    'FieldLevelEncryptionProfileAlreadyExists',
    otherName
  ),
  FIELD_LEVEL_ENCRYPTION_PROFILE_IN_USE: conflict(
    'The field-level encryption profile is in use',
    'FieldLevelEncryptionProfileInUse',
    detach('field-level encryption configuration')
  ),
  FUNCTION_ALREADY_EXISTS: conflict('A function has this name already', 'FunctionAlreadyExists', otherName),
  FUNCTION_IN_USE: conflict('The function is in use', 'FunctionInUse', detach('cache behaviour')),
  KEY_GROUP_ALREADY_EXISTS: conflict('A key group has this name already', 'KeyGroupAlreadyExists', otherName),
  PUBLIC_KEY_ALREADY_EXISTS: conflict('A public key like this exists already', 'PublicKeyAlreadyExists', otherName),
  PUBLIC_KEY_IN_USE: conflict(
    'The public key is in use',
    'PublicKeyInUse',
    detach('key group and field-level encryption profile')
  ),
  REALTIME_LOG_CONFIG_ALREADY_EXISTS: conflict(
    'A real-time log configuration has this name already',
    'RealtimeLogConfigAlreadyExists',
    otherName
  ),
  // CloudFront answers 400 here, unlike for every other thing in use.
  REALTIME_LOG_CONFIG_IN_USE: conflict(
    'The real-time log configuration is in use',
    'RealtimeLogConfigInUse',
    detach('cache behaviour')
  ),
  MONITORING_SUBSCRIPTION_ALREADY_EXISTS: conflict(
    'The distribution has additional metrics already',
    'MonitoringSubscriptionAlreadyExists',
    'Nothing needs to be done.'
  ),
  RESOURCE_ALREADY_EXISTS: conflict(
    'A resource with this name or domain exists already',
    'EntityAlreadyExists',
    otherName
  ),
  RESOURCE_IN_USE: conflict(
    'The resource is in use',
    ['ResourceInUse', 'CannotDeleteEntityWhileInUse', 'CannotUpdateEntityWhileInUse'],
    'Remove what refers to it first.'
  ),
  RESOURCE_NOT_DISABLED: conflict(
    'The resource is enabled',
    'ResourceNotDisabled',
    'Set enabled to false and wait until the change is deployed.'
  ),
  INVALID_ASSOCIATION: conflict('The two resources cannot be tied together', 'InvalidAssociation'),
  CLOUDFRONT_CONFLICT: conflict('CloudFront refuses the request in the present state', [])
}

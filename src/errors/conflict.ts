import { entry, type Extras } from './entry.ts'

const conflict = (title: string, cloudFront: string | string[], remedy?: string, extras?: Extras) =>
  entry('conflict', 409, title, cloudFront, { ...(remedy !== undefined && { remedy }), ...extras })

const otherName = 'Choose another name, or change the one that exists.'
const detach = (users: string) => `Remove it from every ${users} that uses it first.`

/** The request is valid, but conflicts with the current state. */
export const conflictProblems = {
  ETAG_MISMATCH: entry('conflict', 412, 'The resource was modified concurrently', 'PreconditionFailed', {
    remedy: 'Read the current version, apply the change to it, and send it with the new ETag.'
  }),
  CNAME_ALREADY_EXISTS: conflict(
    'An alias already belongs to another distribution',
    'CNAMEAlreadyExists',
    'Remove the alias from the other distribution, or move it; it may belong to another AWS account.'
  ),
  DISTRIBUTION_ALREADY_EXISTS: conflict(
    'The caller reference already belongs to another distribution',
    'DistributionAlreadyExists',
    'Omit callerReference, so that a new one is generated.'
  ),
  DISTRIBUTION_PROTECTED: conflict(
    'The distribution is protected from deletion',
    [],
    'Ask an admin of this Frontage to remove the protection: PUT /distributions/{distributionId}/protection with ' +
      '{"protected": false}.'
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
    'The caller reference already belongs to another streaming distribution',
    'StreamingDistributionAlreadyExists',
    'Omit callerReference, so that a new one is generated.'
  ),
  STREAMING_DISTRIBUTION_NOT_DISABLED: conflict(
    'The streaming distribution is enabled, or its last change is not deployed yet',
    'StreamingDistributionNotDisabled',
    'Set enabled to false and wait until the status is Deployed.'
  ),
  CALLER_REFERENCE_ALREADY_USED: conflict(
    'The caller reference already belongs to another invalidation of this distribution',
    'InvalidationBatchAlreadyExists',
    'Send the invalidation with another Idempotency-Key.'
  ),
  CACHE_POLICY_ALREADY_EXISTS: conflict('A cache policy already has this name', 'CachePolicyAlreadyExists', otherName),
  CACHE_POLICY_IN_USE: conflict('The cache policy is in use', 'CachePolicyInUse', detach('cache behavior')),
  ORIGIN_REQUEST_POLICY_ALREADY_EXISTS: conflict(
    'An origin request policy already has this name',
    'OriginRequestPolicyAlreadyExists',
    otherName
  ),
  ORIGIN_REQUEST_POLICY_IN_USE: conflict(
    'The origin request policy is in use',
    'OriginRequestPolicyInUse',
    detach('cache behavior')
  ),
  RESPONSE_HEADERS_POLICY_ALREADY_EXISTS: conflict(
    'A response headers policy already has this name',
    'ResponseHeadersPolicyAlreadyExists',
    otherName
  ),
  RESPONSE_HEADERS_POLICY_IN_USE: conflict(
    'The response headers policy is in use',
    'ResponseHeadersPolicyInUse',
    detach('cache behavior')
  ),
  CONTINUOUS_DEPLOYMENT_POLICY_ALREADY_EXISTS: conflict(
    'Such a continuous deployment policy already exists',
    'ContinuousDeploymentPolicyAlreadyExists',
    'Use or change the one that exists.'
  ),
  CONTINUOUS_DEPLOYMENT_POLICY_IN_USE: conflict(
    'The continuous deployment policy is in use',
    'ContinuousDeploymentPolicyInUse',
    detach('distribution')
  ),
  ORIGIN_ACCESS_CONTROL_ALREADY_EXISTS: conflict(
    'An origin access control already has this name',
    'OriginAccessControlAlreadyExists',
    otherName
  ),
  ORIGIN_ACCESS_CONTROL_IN_USE: conflict(
    'The origin access control is in use',
    'OriginAccessControlInUse',
    detach('origin')
  ),
  ORIGIN_ACCESS_IDENTITY_ALREADY_EXISTS: conflict(
    'The caller reference already belongs to another origin access identity',
    'CloudFrontOriginAccessIdentityAlreadyExists',
    'Omit callerReference, so that a new one is generated.'
  ),
  ORIGIN_ACCESS_IDENTITY_IN_USE: conflict(
    'The origin access identity is in use',
    'CloudFrontOriginAccessIdentityInUse',
    detach('origin')
  ),
  FIELD_LEVEL_ENCRYPTION_CONFIG_ALREADY_EXISTS: conflict(
    'Such a field-level encryption configuration already exists',
    'FieldLevelEncryptionConfigAlreadyExists',
    'Omit callerReference, or change the one that exists.'
  ),
  FIELD_LEVEL_ENCRYPTION_CONFIG_IN_USE: conflict(
    'The field-level encryption configuration is in use',
    'FieldLevelEncryptionConfigInUse',
    detach('cache behavior')
  ),
  FIELD_LEVEL_ENCRYPTION_PROFILE_ALREADY_EXISTS: conflict(
    'Such a field-level encryption profile already exists',
    'FieldLevelEncryptionProfileAlreadyExists',
    otherName
  ),
  FIELD_LEVEL_ENCRYPTION_PROFILE_IN_USE: conflict(
    'The field-level encryption profile is in use',
    'FieldLevelEncryptionProfileInUse',
    detach('field-level encryption configuration')
  ),
  FUNCTION_ALREADY_EXISTS: conflict('A function already has this name', 'FunctionAlreadyExists', otherName),
  FUNCTION_IN_USE: conflict('The function is in use', 'FunctionInUse', detach('cache behavior')),
  KEY_GROUP_ALREADY_EXISTS: conflict('A key group already has this name', 'KeyGroupAlreadyExists', otherName),
  PUBLIC_KEY_ALREADY_EXISTS: conflict('Such a public key already exists', 'PublicKeyAlreadyExists', otherName),
  PUBLIC_KEY_IN_USE: conflict(
    'The public key is in use',
    'PublicKeyInUse',
    detach('key group and field-level encryption profile')
  ),
  REALTIME_LOG_CONFIG_ALREADY_EXISTS: conflict(
    'A real-time log configuration already has this name',
    'RealtimeLogConfigAlreadyExists',
    otherName
  ),
  // CloudFront answers 400 here, unlike for any other resource in use.
  REALTIME_LOG_CONFIG_IN_USE: conflict(
    'The real-time log configuration is in use',
    'RealtimeLogConfigInUse',
    detach('cache behavior')
  ),
  MONITORING_SUBSCRIPTION_ALREADY_EXISTS: conflict(
    'The distribution already has additional metrics',
    'MonitoringSubscriptionAlreadyExists',
    'Nothing needs to be done.'
  ),
  RESOURCE_ALREADY_EXISTS: conflict(
    'A resource with this name or domain already exists',
    'EntityAlreadyExists',
    otherName
  ),
  RESOURCE_IN_USE: conflict(
    'The resource is in use',
    ['ResourceInUse', 'CannotDeleteEntityWhileInUse', 'CannotUpdateEntityWhileInUse'],
    'Remove all references to it first.'
  ),
  RESOURCE_NOT_DISABLED: conflict(
    'The resource is enabled',
    'ResourceNotDisabled',
    'Set enabled to false and wait until the change is deployed.'
  ),
  RESOURCE_CHANGED: conflict(
    'The resource was changed after its deletion was requested',
    [],
    'Read it, and delete the current version if it should still be deleted.'
  ),
  INVALID_ASSOCIATION: conflict('The two resources cannot be associated', 'InvalidAssociation'),
  CLOUDFRONT_CONFLICT: conflict('CloudFront refuses the request in the current state', [])
}

import { entry, type Extras } from './entry.ts'

const absent = (title: string, cloudFront: string | string[], extras?: Extras) =>
  entry('caller', 404, title, cloudFront, extras)

/** The resource named by the address, or by a reference in the body, does not exist. */
export const absentProblems = {
  DISTRIBUTION_NOT_FOUND: absent('There is no such distribution', 'NoSuchDistribution'),
  INVALIDATION_NOT_FOUND: absent('There is no such invalidation', 'NoSuchInvalidation'),
  STREAMING_DISTRIBUTION_NOT_FOUND: absent('There is no such streaming distribution', 'NoSuchStreamingDistribution'),
  CACHE_POLICY_NOT_FOUND: absent('There is no such cache policy', 'NoSuchCachePolicy', {
    remedy: 'Use the id of a policy that GET /cache-policies lists, or the name of a managed one.'
  }),
  ORIGIN_REQUEST_POLICY_NOT_FOUND: absent('There is no such origin request policy', 'NoSuchOriginRequestPolicy', {
    remedy: 'Use the id of a policy that GET /origin-request-policies lists, or the name of a managed one.'
  }),
  RESPONSE_HEADERS_POLICY_NOT_FOUND: absent('There is no such response headers policy', 'NoSuchResponseHeadersPolicy', {
    remedy: 'Use the id of a policy that GET /response-headers-policies lists, or the name of a managed one.'
  }),
  CONTINUOUS_DEPLOYMENT_POLICY_NOT_FOUND: absent(
    'There is no such continuous deployment policy',
    'NoSuchContinuousDeploymentPolicy'
  ),
  ORIGIN_NOT_FOUND: absent('The distribution has no such origin', 'NoSuchOrigin', {
    remedy:
      'GET the origins of the distribution for their ids. Every targetOriginId and every member of an origin group must be one ' +
      'of them.'
  }),
  ORIGIN_ACCESS_CONTROL_NOT_FOUND: absent('There is no such origin access control', 'NoSuchOriginAccessControl'),
  ORIGIN_ACCESS_IDENTITY_NOT_FOUND: absent(
    'There is no such origin access identity',
    'NoSuchCloudFrontOriginAccessIdentity'
  ),
  FIELD_LEVEL_ENCRYPTION_CONFIG_NOT_FOUND: absent(
    'There is no such field-level encryption configuration',
    'NoSuchFieldLevelEncryptionConfig'
  ),
  FIELD_LEVEL_ENCRYPTION_PROFILE_NOT_FOUND: absent(
    'There is no such field-level encryption profile',
    'NoSuchFieldLevelEncryptionProfile'
  ),
  FUNCTION_NOT_FOUND: absent('There is no such function in this stage', 'NoSuchFunctionExists', {
    remedy: 'GET /functions lists those in the stage DEVELOPMENT; publishing a function copies it to the stage LIVE.'
  }),
  PUBLIC_KEY_NOT_FOUND: absent('There is no such public key', 'NoSuchPublicKey'),
  REALTIME_LOG_CONFIG_NOT_FOUND: absent('There is no such real-time log configuration', 'NoSuchRealtimeLogConfig'),
  MONITORING_SUBSCRIPTION_NOT_FOUND: absent(
    'The distribution has no additional metrics',
    'NoSuchMonitoringSubscription'
  ),
  RESOURCE_NOT_FOUND: absent('There is no such resource', ['NoSuchResource', 'EntityNotFound'])
}

import { entry } from './entry.ts'

const credentials =
  'The operator must give Frontage valid AWS credentials (environment, profile or role); callers cannot change this.'

// A call without an answer may have taken effect.
const unknownEffect =
  'Check whether the change was made before sending it again, or repeat the request with the same Idempotency-Key; a ' +
  'read can simply be repeated.'

/** CloudFront or the connection to it failed; the caller did nothing wrong. */
export const upstreamProblems = {
  CLOUDFRONT_THROTTLED: entry(
    'throttle',
    503,
    'CloudFront limits the rate of requests',
    [
      'Throttling',
      'ThrottlingException',
      'ThrottledException',
      'RequestThrottled',
      'RequestThrottledException',
      'RequestLimitExceeded',
      'TooManyRequestsException',
      'BandwidthLimitExceeded',
      'LimitExceededException',
      'PriorRequestNotComplete',
      'SlowDown'
    ],
    { retryable: true, retryAfterSeconds: 5, remedy: 'Wait as long as Retry-After says, then send the request again.' }
  ),
  CLOUDFRONT_ACCESS_DENIED: entry(
    'service',
    502,
    'CloudFront denies Frontage this operation',
    ['AccessDenied', 'AccessDeniedException', 'NotAuthorized', 'UnauthorizedOperation'],
    { remedy: "The operator must allow this cloudfront action in the IAM policy of Frontage's user or role." }
  ),
  CLOUDFRONT_ACCOUNT_NOT_VERIFIED: entry('service', 502, 'AWS has not verified the account yet', [], {
    remedy: 'The operator must ask AWS Support to verify the account for CloudFront.'
  }),
  CLOUDFRONT_CREDENTIALS_INVALID: entry(
    'service',
    502,
    'CloudFront does not accept the credentials of Frontage',
    [
      'InvalidClientTokenId',
      'UnrecognizedClientException',
      'SignatureDoesNotMatch',
      'InvalidSignatureException',
      'IncompleteSignature',
      'MissingAuthenticationToken',
      'MissingAuthenticationTokenException',
      'InvalidAccessKeyId',
      'AuthFailure',
      'OptInRequired'
    ],
    { remedy: credentials }
  ),
  CLOUDFRONT_CREDENTIALS_EXPIRED: entry(
    'service',
    502,
    'The AWS credentials of Frontage have expired',
    ['ExpiredToken', 'ExpiredTokenException', 'RequestExpired', 'RequestTimeTooSkewed', 'RequestInTheFuture'],
    { remedy: 'The operator must renew the credentials of Frontage, or check the clock of the machine.' }
  ),
  CLOUDFRONT_CREDENTIALS_MISSING: entry(
    'service',
    502,
    'Frontage has no AWS credentials',
    ['CredentialsProviderError', 'TokenProviderError'],
    { remedy: credentials }
  ),
  CLOUDFRONT_INTERNAL_ERROR: entry(
    'service',
    502,
    'CloudFront had an internal error',
    ['InternalError', 'InternalFailure', 'InternalServerError', 'InternalServiceError', 'InternalServerException'],
    { retryable: true, retryAfterSeconds: 5, remedy: 'Send the request again later.' }
  ),
  CLOUDFRONT_UNAVAILABLE: entry(
    'service',
    502,
    'CloudFront is not available',
    ['ServiceUnavailable', 'ServiceUnavailableException'],
    { retryable: true, retryAfterSeconds: 5, remedy: 'Send the request again later.' }
  ),
  CLOUDFRONT_NOT_IMPLEMENTED: entry(
    'service',
    502,
    'The CloudFront in use does not offer this operation',
    'NotImplemented',
    {
      remedy: 'Use CLOUDFRONT=aws for this operation: the local CloudFront does not implement it yet.'
    }
  ),
  CLOUDFRONT_BAD_ANSWER: entry('service', 502, "CloudFront's answer could not be understood", [], {
    retryable: true,
    remedy: `${unknownEffect} If it persists, the operator should check CLOUDFRONT_ENDPOINT and update Frontage.`
  }),
  CLOUDFRONT_UNREACHABLE: entry('service', 502, 'CloudFront could not be reached', [], {
    retryable: true,
    remedy: `${unknownEffect} If it persists, the operator should check CLOUDFRONT_ENDPOINT and the network.`
  }),
  CLOUDFRONT_TIMEOUT: entry(
    'service',
    504,
    'CloudFront did not answer in time',
    ['RequestTimeout', 'RequestTimeoutException'],
    {
      retryable: true,
      remedy: unknownEffect
    }
  )
}

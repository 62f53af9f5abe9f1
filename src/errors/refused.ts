import { entry } from './entry.ts'

const refused = (title: string, cloudFront: string | string[], remedy?: string) =>
  entry('caller', 400, title, cloudFront, remedy === undefined ? {} : { remedy })
const tooLarge = (title: string, cloudFront: string, remedy: string) =>
  entry('caller', 413, title, cloudFront, { remedy })

/** CloudFront has read the request and refuses its contents. */
export const refusedProblems = {
  INVALID_ARGUMENT: refused('CloudFront refuses a value', 'InvalidArgument'),
  MALFORMED_CONFIGURATION: refused(
    'CloudFront cannot read the configuration',
    ['MalformedXML', 'MalformedInput', 'ValidationError', 'ValidationException'],
    'Compare the values with those listed at /docs.'
  ),
  MISSING_BODY: refused('The configuration is missing', 'MissingBody', 'Send the configuration as the body.'),
  INCONSISTENT_QUANTITIES: refused(
    'A Quantity differs from the number of its Items',
    'InconsistentQuantities',
    'Set every Quantity to the number of its Items, or use plain arrays.'
  ),
  INVALID_ETAG: refused(
    'The version is not an ETag of CloudFront',
    'InvalidIfMatchVersion',
    'Send the ETag of the last answer.'
  ),
  ILLEGAL_UPDATE: refused(
    'The update changes or omits something that cannot change',
    'IllegalUpdate',
    'Read the resource, and change only what can be changed.'
  ),
  ILLEGAL_DELETE: refused(
    'The resource may not be deleted',
    'IllegalDelete',
    'Resources that AWS manages cannot be deleted.'
  ),
  UNSUPPORTED_OPERATION: refused('CloudFront does not support this operation here', 'UnsupportedOperation'),
  CLOUDFRONT_REFUSED: refused('CloudFront refuses the request', []),
  INVALID_DEFAULT_ROOT_OBJECT: refused(
    'The default root object is not valid',
    'InvalidDefaultRootObject',
    'Give a path of at most 255 characters without a leading slash, such as index.html.'
  ),
  INVALID_ORIGIN: refused('An origin does not exist or is not valid', 'InvalidOrigin'),
  INVALID_ORIGIN_ACCESS_CONTROL: refused(
    'The origin access control does not exist or does not fit the origin',
    'InvalidOriginAccessControl'
  ),
  INVALID_ORIGIN_DOMAIN_FOR_ACCESS_CONTROL: refused(
    'The origin access control does not fit the domain name of the origin',
    'InvalidDomainNameForOriginAccessControl'
  ),
  INVALID_ORIGIN_ACCESS_IDENTITY: refused(
    'The origin access identity does not exist or is not valid',
    'InvalidOriginAccessIdentity',
    'Give it as origin-access-identity/cloudfront/ID.'
  ),
  ILLEGAL_ORIGIN_ACCESS_CONFIGURATION: refused(
    'An origin has both an origin access control and an origin access identity',
    'IllegalOriginAccessConfiguration',
    'Omit one of the two.'
  ),
  INVALID_ORIGIN_KEEPALIVE_TIMEOUT: refused(
    'The keep-alive timeout of an origin is out of range',
    'InvalidOriginKeepaliveTimeout'
  ),
  INVALID_ORIGIN_READ_TIMEOUT: refused('The read timeout of an origin is out of range', 'InvalidOriginReadTimeout'),
  INVALID_TTL_ORDER: refused(
    'The TTLs are not in ascending order',
    'InvalidTTLOrder',
    'Use a minTtl of at most defaultTtl, and a defaultTtl of at most maxTtl.'
  ),
  INVALID_FORWARDED_COOKIES: refused(
    'The cookies to forward are not valid',
    'InvalidForwardCookies',
    'Name cookies only if forward is whitelist.'
  ),
  INVALID_HEADERS_FOR_S3_ORIGIN: refused(
    'One of the headers cannot be forwarded to an S3 origin',
    'InvalidHeadersForS3Origin',
    'Forward neither Host nor all headers (*) to an S3 origin.'
  ),
  INVALID_QUERY_STRING_PARAMETERS: refused('The query string parameters are not valid', 'InvalidQueryStringParameters'),
  // CloudFront's status is 500, which would be retried, but the cause is the caller's function or test event.
  FUNCTION_TEST_FAILED: entry('caller', 422, 'CloudFront could not run the function', 'TestFunctionFailed', {
    remedy: 'Check the function and its test event before testing it again.'
  }),
  INVALID_FUNCTION_ASSOCIATION: refused(
    'A function cannot be associated like this',
    'InvalidFunctionAssociation',
    'Publish the function, and associate at most one function with each event type of a behavior.'
  ),
  INVALID_LAMBDA_ASSOCIATION: refused(
    'A Lambda function cannot be associated like this',
    'InvalidLambdaFunctionAssociation',
    'Give the ARN of a numbered version of a function in us-east-1.'
  ),
  INVALID_GEO_RESTRICTION: refused(
    'The type and the locations of the geo restriction do not match',
    'InvalidGeoRestrictionParameter'
  ),
  INVALID_LOCATION_CODE: refused(
    'A location is not a country code',
    'InvalidLocationCode',
    'Use ISO 3166-1 alpha-2 codes in capitals, such as DE.'
  ),
  INVALID_ERROR_CODE: refused('An error page is for a status that cannot have one', 'InvalidErrorCode'),
  INVALID_RESPONSE_CODE: refused('An error page has a response code that is not allowed', 'InvalidResponseCode'),
  INVALID_PATH: refused(
    'A path is not valid',
    'InvalidRelativePath',
    'Begin the path with a slash, percent-encode it, and keep it short.'
  ),
  INVALID_VIEWER_CERTIFICATE: refused(
    'The certificate is not valid for the distribution',
    'InvalidViewerCertificate',
    'Use an issued ACM certificate in us-east-1 that covers every alias.'
  ),
  INVALID_MINIMUM_PROTOCOL_VERSION: refused('The minimum TLS version is not valid', 'InvalidMinimumProtocolVersion'),
  INVALID_PROTOCOL_SETTINGS: refused(
    'The minimum TLS version does not match the way certificates are served',
    'InvalidProtocolSettings',
    'Use TLSv1 or later with sni-only.'
  ),
  INVALID_REQUIRED_PROTOCOL: refused('The request came over a protocol that is not allowed', 'InvalidRequiredProtocol'),
  INVALID_WEB_ACL: refused(
    'The web ACL is not valid',
    'InvalidWebACLId',
    'Give the ARN of a WAFv2 web ACL of the scope CLOUDFRONT, or the id of a classic one.'
  ),
  INVALID_TAGGING: refused(
    'The tags are not valid',
    'InvalidTagging',
    'Use at most 50 tags, and no key that begins with aws:.'
  ),
  TRUSTED_KEY_GROUP_NOT_FOUND: refused('A trusted key group does not exist', 'TrustedKeyGroupDoesNotExist'),
  TRUSTED_SIGNER_NOT_FOUND: refused('The account of a trusted signer does not exist', 'TrustedSignerDoesNotExist'),
  IMMUTABLE_PUBLIC_KEY: refused(
    'Only the comment of a public key can change',
    'CannotChangeImmutablePublicKeyFields',
    'Create another public key.'
  ),
  // CloudFront answers 401, which would tell a caller of Frontage that its own token is wrong.
  REALTIME_LOG_CONFIG_OWNER_MISMATCH: refused(
    'The real-time log configuration belongs to another AWS account',
    'RealtimeLogConfigOwnerMismatch'
  ),
  ILLEGAL_FIELD_LEVEL_ENCRYPTION_ASSOCIATION: refused(
    'The field-level encryption configuration does not fit the cache behavior',
    'IllegalFieldLevelEncryptionConfigAssociationWithCacheBehavior'
  ),
  FIELD_LEVEL_ENCRYPTION_PROFILE_TOO_LARGE: refused(
    'The field-level encryption profile is too large',
    'FieldLevelEncryptionProfileSizeExceeded'
  ),
  QUERY_ARGUMENT_PROFILE_EMPTY: refused('A query argument has no profile', 'QueryArgProfileEmpty'),
  CONTENT_SECURITY_POLICY_TOO_LONG: refused(
    'The content security policy is too long',
    'TooLongCSPInResponseHeadersPolicy',
    'Keep the header below 1,783 characters.'
  ),
  INVALIDATION_BATCH_TOO_LARGE: tooLarge(
    'The invalidation has too many paths',
    'BatchTooLarge',
    'Send fewer paths at once.'
  ),
  RESOURCE_TOO_LARGE: tooLarge(
    'The contents of the resource are too large',
    'EntitySizeLimitExceeded',
    'Send smaller contents.'
  ),
  FUNCTION_TOO_LARGE: tooLarge(
    'The code of the function is too large',
    'FunctionSizeLimitExceeded',
    'Keep the code below 10 KB.'
  )
}

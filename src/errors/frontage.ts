import { entry } from './entry.ts'

/** Problems that Frontage finds without calling CloudFront. */
export const frontageProblems = {
  VALIDATION_FAILED: entry('caller', 400, 'The request does not match its schema', [], {
    remedy: 'Correct each member or parameter named in errors and send the request again.'
  }),
  MALFORMED_BODY: entry('caller', 400, 'The body is not a JSON document', [], {
    remedy: 'Send one complete JSON value encoded in UTF-8.'
  }),
  MALFORMED_URL: entry('caller', 400, 'The address is not correctly encoded', [], {
    remedy: 'Percent-encode every path segment, and encode a percent sign itself as %25.'
  }),
  MALFORMED_REQUEST: entry('caller', 400, 'The request is not valid HTTP'),
  CROSS_SITE_REQUEST: entry('caller', 403, 'A web page of another origin may not do this', [], {
    remedy: 'Use the page at /docs, or have the operator set API_TOKENS.'
  }),
  ACCOUNT_REQUIRED: entry('caller', 400, 'Several AWS accounts are behind this service, and none is named', [], {
    remedy: 'Name one of the accounts with ?account=.'
  }),
  ACCOUNT_NOT_CONFIGURED: entry('service', 502, 'The AWS account of the resource is not configured', [], {
    remedy: 'The operator must add the account to ACCOUNTS_FILE again.'
  }),
  ROUTE_NOT_FOUND: entry('caller', 404, 'There is nothing at this address', [], {
    remedy: 'Compare the address with the operations at /docs.'
  }),
  PROBLEM_TYPE_NOT_FOUND: entry('caller', 404, 'No problem has this code', [], {
    remedy: 'GET /problems lists all of them.'
  }),
  ERROR_PAGE_NOT_FOUND: entry('caller', 404, 'Nothing is configured for this error code', [], {
    remedy: 'GET the error pages of the distribution to see which codes have an entry.'
  }),
  BEHAVIOR_NOT_FOUND: entry('caller', 404, 'The distribution has no such behavior', [], {
    remedy: 'GET the behaviors of the distribution for their path patterns; in an address they are percent-encoded.'
  }),
  ALIAS_NOT_FOUND: entry('caller', 404, 'The distribution does not have the alias', [], {
    remedy: 'GET the aliases of the distribution.'
  }),
  ORIGIN_IN_USE: entry('conflict', 409, 'Behaviors or origin groups use the origin', [], {
    remedy: 'First give each of them, as listed in errors, another origin.'
  }),
  DEFAULT_BEHAVIOR_REQUIRED: entry('conflict', 409, 'A distribution always has its default behavior', [], {
    remedy: 'PUT or PATCH it instead.'
  }),
  PATCH_TEST_FAILED: entry('conflict', 409, 'A test of the JSON patch failed', [], {
    remedy: 'Read the current version, adapt the patch to it, and send it again.'
  }),
  ALREADY_THERE: entry('conflict', 412, 'If-None-Match: * was sent, but it already exists', [], {
    remedy: 'Omit If-None-Match to replace it, or choose another address.'
  }),
  ORIGIN_WITHOUT_ACCESS_CONTROL: entry('conflict', 409, 'The origin needs no bucket policy', [], {
    remedy: 'Give the S3 origin an origin access control, for example with "originAccess": "managed".'
  }),
  METHOD_NOT_ALLOWED: entry('caller', 405, 'This address does not support the method', [], {
    remedy: 'Use one of the methods in the Allow header.'
  }),
  NOT_ACCEPTABLE: entry('caller', 406, 'No answer is available in an accepted media type', [], {
    remedy: 'Accept application/json.'
  }),
  REQUEST_TIMEOUT: entry('caller', 408, 'The request took too long to arrive', [], { retryable: true }),
  PAYLOAD_TOO_LARGE: entry('caller', 413, 'The body is larger than this service accepts', [], {
    remedy:
      'Send less in one request; the operator can raise BODY_LIMIT, but not the number of values that a body may ' +
      'contain.'
  }),
  URI_TOO_LONG: entry('caller', 414, 'The address is longer than this service accepts'),
  UNSUPPORTED_MEDIA_TYPE: entry('caller', 415, 'The media type of the body is not supported', [], {
    remedy: 'Send the body as JSON, with the header Content-Type: application/json.'
  }),
  EXPECTATION_FAILED: entry('caller', 417, 'The Expect header asks for something unsupported', [], {
    remedy: 'Omit the Expect header, or send Expect: 100-continue.'
  }),
  MISDIRECTED_HOST: entry('caller', 421, 'The Host header is not accepted', [], {
    remedy: 'Call it as localhost or 127.0.0.1, or have the operator set API_TOKENS to serve other names.'
  }),
  SEVERE_FINDINGS: entry('caller', 422, 'The configuration would not work', [], {
    remedy:
      'Apply the fix of each error. A request with strict=true may omit that, unless the operator has set STRICT_FINDINGS.'
  }),
  PRECONDITION_REQUIRED: entry('caller', 428, 'The request must specify the version it replaces', [], {
    remedy: 'Read the resource, and send its ETag as If-Match; If-Match: * replaces any version.'
  }),
  HEADERS_TOO_LARGE: entry('caller', 431, 'The headers are larger than this service accepts'),
  UNKNOWN_UPSTREAM_SETTING: entry(
    'conflict',
    409,
    'CloudFront has a setting that this version of Frontage does not know',
    [],
    {
      remedy: 'Update Frontage: writing the configuration back with this version would delete the setting.'
    }
  ),
  INTERNAL: entry('service', 500, 'Internal error in Frontage', [], {
    remedy: 'Report the requestId to the operator of Frontage; the cause is in the log.'
  }),
  RATE_LIMITED: entry('quota', 429, 'The caller has sent too many requests', [], {
    retryable: true,
    retryAfterSeconds: 60,
    remedy:
      'Send the request again after the number of seconds in Retry-After; RateLimit-Remaining shows how many are left.'
  }),
  TOO_MANY_CONNECTIONS: entry('throttle', 503, 'All connections of this instance are in use', [], {
    retryable: true,
    retryAfterSeconds: 2
  }),
  OVERLOADED: entry('throttle', 503, 'This instance is overloaded', [], {
    retryable: true,
    retryAfterSeconds: 5,
    remedy: 'Send the request again after the number of seconds in Retry-After, and fewer large requests at once.'
  }),
  SHUTTING_DOWN: entry('service', 503, 'This instance is stopping', [], { retryable: true, retryAfterSeconds: 2 })
}

import { reportDuplicates, type Rule } from './rule.ts'

// CloudFront Developer Guide, "Generate custom error responses" and "How CloudFront processes HTTP 4xx and 5xx status codes".
export const errorCodes = [400, 403, 404, 405, 414, 416, 500, 501, 502, 503, 504] as const
export const responseCodes = [200, ...errorCodes] as const
/** The TTL of an error for which none is configured, in seconds. */
export const ERROR_CACHING_MIN_TTL_DEFAULT = 10
export const ERROR_CACHING_MIN_TTL_MAX = 31_536_000
export const PAGE_PATH_LENGTH_MAX = 4000
// CloudFront API Reference, CustomErrorResponse: URL-encoded. RFC 3986: unreserved characters, sub-delimiters, ":",
// "@", "/" and percent-encoded bytes; after a question mark, a query of the same characters. Brackets are "unsafe" in
// RFC 1738, too.
const PAGE_PATH = /^\/(?:[A-Za-z0-9\-._~!$&'()*+,;=:@/?]|%[0-9A-Fa-f]{2})*$/

export const errorResponseRules: readonly Rule[] = [
  (config, report) => {
    const items = config.CustomErrorResponses?.Items ?? []
    const at = (index: number, name: string) => ['CustomErrorResponses', 'Items', index, name]
    items.forEach(({ ErrorCode, ResponsePagePath: page, ResponseCode: code, ErrorCachingMinTTL: ttl }, index) => {
      if (!errorCodes.some(known => known === ErrorCode)) {
        report(at(index, 'ErrorCode'), `CloudFront customizes ${errorCodes.join(', ')} only.`)
      }
      if (code && !responseCodes.some(known => String(known) === code)) {
        report(at(index, 'ResponseCode'), `CloudFront answers one of ${responseCodes.join(', ')}.`)
      }
      if (page && !code) report(at(index, 'ResponseCode'), 'A page needs a response code.')
      if (code && !page) report(at(index, 'ResponsePagePath'), 'A response code needs a page.')
      if (page && !page.startsWith('/')) {
        report(at(index, 'ResponsePagePath'), 'The path of a page must begin with a slash.')
      } else if (page && !PAGE_PATH.test(page)) {
        report(
          at(index, 'ResponsePagePath'),
          'The path of a page must be percent-encoded (brackets as %5B and %5D) and have no fragment.'
        )
      }
      if (page && page.length > PAGE_PATH_LENGTH_MAX) {
        report(at(index, 'ResponsePagePath'), `At most ${PAGE_PATH_LENGTH_MAX} characters.`)
      }
      if (ttl !== undefined && !(ttl >= 0 && ttl <= ERROR_CACHING_MIN_TTL_MAX)) {
        report(at(index, 'ErrorCachingMinTTL'), `From 0 to ${ERROR_CACHING_MIN_TTL_MAX} seconds.`)
      }
    })
    reportDuplicates(
      items,
      ({ ErrorCode }) => String(ErrorCode),
      (index, code) =>
        report(at(index, 'ErrorCode'), `There is already an entry for ${code}; each error code has only one.`)
    )
  }
]

import { type Config, type ErrorResponse } from '../records.ts'
import { checkRules, isWithin, repeated, type Rule } from './rule.ts'

const ERROR_CODES = new Set([400, 403, 404, 405, 414, 416, 500, 501, 502, 503, 504])
const YEAR_SECONDS = 31_536_000
/** A path as in a URL: ASCII without blanks, and a percent sign only before two hexadecimal digits. */
const URL_PATH = /^\/([!-$&-~]|%[0-9A-Fa-f]{2})*$/

/** Developer Guide, "Creating custom error pages" and HTTPStatusCodes; API reference, CustomErrorResponse. */
const responseRules: readonly Rule<ErrorResponse>[] = [
  {
    code: 'InvalidErrorCode',
    message: 'An invalid error code was specified.',
    brokenBy: ({ ErrorCode }) => !ERROR_CODES.has(ErrorCode)
  },
  {
    // terraform-aws-modules/terraform-aws-cloudfront #94: an empty string counts as missing.
    code: 'InvalidArgument',
    message: 'Your request must specify both ResponsePagePath and ResponseCode together or none of them.',
    brokenBy: ({ ResponsePagePath, ResponseCode }) => Boolean(ResponsePagePath) !== Boolean(ResponseCode)
  },
  {
    code: 'InvalidResponseCode',
    message: 'A response code is not valid.',
    brokenBy: ({ ResponseCode }) => {
      if (!ResponseCode || ResponseCode === '200') return false
      return !/^\d{3}$/.test(ResponseCode) || !ERROR_CODES.has(Number(ResponseCode))
    }
  },
  {
    code: 'InvalidRelativePath',
    message: 'The relative path is too big, is not URL-encoded, or does not begin with a slash (/).',
    brokenBy: ({ ResponsePagePath: path }) =>
      Boolean(path) && (!URL_PATH.test(path ?? '') || (path ?? '').length > 4000)
  },
  {
    code: 'InvalidArgument',
    message: 'The parameter ErrorCachingMinTTL must be from 0 to 31536000 seconds.',
    brokenBy: ({ ErrorCachingMinTTL }) => !isWithin(ErrorCachingMinTTL, 0, YEAR_SECONDS)
  }
]

export function checkErrorResponses(config: Config): void {
  const responses = config.CustomErrorResponses?.Items ?? []
  for (const response of responses) checkRules(response, responseRules)
  checkRules(responses, [
    {
      code: 'InvalidArgument',
      message: 'The parameter ErrorCode is used in more than one custom error response.',
      brokenBy: items => repeated(items.map(({ ErrorCode }) => String(ErrorCode))).length > 0
    }
  ])
}

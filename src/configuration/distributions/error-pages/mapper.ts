import type * as CF from '@aws-sdk/client-cloudfront'
import { findingsOf } from '../findings/index.ts'
import { ERROR_CACHING_MIN_TTL_DEFAULT, errorCodes } from '../rules/error-responses.ts'
import { type ErrorPage, type ErrorPages } from './schemas.ts'

/** CloudFront's form: the response code is a string there, and the TTL is never left to chance. */
export function toCustomErrorResponses(pages: readonly ErrorPage[]): CF.CustomErrorResponses {
  return {
    Quantity: pages.length,
    ...(pages.length > 0 && {
      Items: pages.map(page => ({
        ErrorCode: page.errorCode,
        ...(page.responsePagePath !== undefined && { ResponsePagePath: page.responsePagePath }),
        ...(page.responseCode !== undefined && { ResponseCode: String(page.responseCode) }),
        ErrorCachingMinTTL: page.errorCachingMinTtl ?? ERROR_CACHING_MIN_TTL_DEFAULT
      }))
    })
  }
}

/** What is found of the error pages of a configuration, with pointers into their list. */
export function toErrorPagesVersion(config: CF.DistributionConfig): ErrorPages {
  const from = '/customErrorResponses'
  const findings = findingsOf(config).filter(({ pointer }) => pointer.startsWith(from))
  return {
    ...toErrorPages(config.CustomErrorResponses),
    findings: findings.map(finding => ({ ...finding, pointer: `/items${finding.pointer.slice(from.length)}` }))
  }
}

export function toErrorPages(responses: CF.CustomErrorResponses | undefined): Omit<ErrorPages, 'findings'> {
  const items = (responses?.Items ?? []).map(toErrorPage)
  const ttlOf = (code: number) =>
    items.find(({ errorCode }) => errorCode === code)?.errorCachingMinTtl ?? ERROR_CACHING_MIN_TTL_DEFAULT
  return {
    items,
    errorCachingMinTtlInForce: Object.fromEntries(
      errorCodes.map(code => [code, ttlOf(code)])
    ) as ErrorPages['errorCachingMinTtlInForce']
  }
}

/** CloudFront spells an absent page or code as an absent or an empty element. */
function toErrorPage(response: CF.CustomErrorResponse): ErrorPage {
  return {
    // CloudFront holds no other codes than the ones it accepts.
    errorCode: response.ErrorCode as ErrorPage['errorCode'],
    ...(response.ResponsePagePath && { responsePagePath: response.ResponsePagePath }),
    ...(response.ResponseCode && {
      responseCode: Number(response.ResponseCode) as NonNullable<ErrorPage['responseCode']>
    }),
    ...(response.ErrorCachingMinTTL !== undefined && { errorCachingMinTtl: response.ErrorCachingMinTTL })
  }
}

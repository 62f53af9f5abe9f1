import type * as CF from '@aws-sdk/client-cloudfront'
import { findingsOf } from '../findings/index.ts'
import { ERROR_CACHING_MIN_TTL_DEFAULT, errorCodes } from '../rules/error-responses.ts'
import { type ErrorPage, type ErrorPages } from './schemas.ts'

const SPA_CODES = [403, 404] as const

/**
 * The error pages that a body asks for, with those of a single-page application, whose script knows the paths that the origin
 * does not: a bucket answers 403 to them, or 404 where it may be listed. An entry of its own for a code counts. Undefined
 * where the body asks for none.
 */
export function pagesOf({
  items,
  spa = false
}: {
  readonly items?: readonly ErrorPage[] | undefined
  readonly spa?: boolean | undefined
}): readonly ErrorPage[] | undefined {
  if (!spa) return items
  const given = items ?? []
  const others = SPA_CODES.filter(code => !given.some(({ errorCode }) => errorCode === code))
  return [
    ...given,
    ...others.map((errorCode): ErrorPage => ({ errorCode, responsePagePath: '/index.html', responseCode: 200 }))
  ]
}

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

import type * as CF from '@aws-sdk/client-cloudfront'
import { findingsOf } from '../findings/index.ts'
import { ERROR_CACHING_MIN_TTL_DEFAULT, errorCodes } from '../rules/error-responses.ts'
import { type ErrorPage, type ErrorPages } from './schemas.ts'

const SPA_CODES = [403, 404] as const

/**
 * The error pages that a body asks for, with those of a single-page application: its script handles paths for which a
 * bucket answers 403, or 404 if it may be listed. An explicit entry for a code takes precedence. Undefined if the body
 * asks for none.
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

/** CloudFront's form, in which the response code is a string. The TTL is always set explicitly. */
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

/** A configuration's error pages with their findings, whose pointers are into this answer. */
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
    // CloudFront stores only codes that it accepts.
    errorCode: response.ErrorCode as ErrorPage['errorCode'],
    ...(response.ResponsePagePath && { responsePagePath: response.ResponsePagePath }),
    ...(response.ResponseCode && {
      responseCode: Number(response.ResponseCode) as NonNullable<ErrorPage['responseCode']>
    }),
    ...(response.ErrorCachingMinTTL !== undefined && { errorCachingMinTtl: response.ErrorCachingMinTTL })
  }
}

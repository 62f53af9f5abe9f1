import { type DistributionConfig } from '@aws-sdk/client-cloudfront'
import { isDeepStrictEqual } from 'node:util'
import { ServiceError } from '../../../errors.ts'
import { type BrokenRule, brokenErrorPageRules, movedTo } from '../rules/index.ts'
import { toCustomErrorResponses, toErrorPages } from './mapper.ts'
import { type ErrorPage, type ErrorPageReplace } from './schemas.ts'

/** What becomes of the list of error pages; it may be applied again on a fresh version (see ConfigChange). */
export type ErrorPagesChange = (pages: readonly ErrorPage[], again: boolean) => readonly ErrorPage[]

/** Throws VALIDATION_FAILED for pages that CloudFront would refuse. */
export function replaceAll(pages: readonly ErrorPage[]): ErrorPagesChange {
  requireValid(brokenPages(pages))
  return () => pages
}

/** Replaces or adds the entry of one code. Throws VALIDATION_FAILED, also where the body names another code. */
export function replaceOne(errorCode: ErrorPage['errorCode'], given: ErrorPageReplace): ErrorPagesChange {
  if (given.errorCode !== undefined && given.errorCode !== errorCode) {
    throw new ServiceError('VALIDATION_FAILED', 'The body and the address name two error codes.', {
      errors: [{ pointer: '/errorCode', detail: `The address says ${errorCode}.` }]
    })
  }
  const page: ErrorPage = { ...given, errorCode }
  requireValid(brokenPage(page))
  return pages => {
    const index = pages.findIndex(candidate => candidate.errorCode === errorCode)
    return index === -1 ? [...pages, page] : pages.with(index, page)
  }
}

/** The change throws ERROR_PAGE_NOT_FOUND where nothing is configured for the code, unless it may have removed it itself. */
export function removeOne(distributionId: string, errorCode: number): ErrorPagesChange {
  return (pages, again) => {
    const others = pages.filter(page => page.errorCode !== errorCode)
    if (others.length === pages.length && !again) throw noErrorPage(distributionId, errorCode)
    return others
  }
}

/** The change of the whole configuration, of which nothing else is touched. */
export function inConfig(change: ErrorPagesChange): (config: DistributionConfig, again: boolean) => DistributionConfig {
  return (current, again) => {
    const pages = toErrorPages(current.CustomErrorResponses).items
    const changed = change(pages, again)
    return isDeepStrictEqual(changed, pages)
      ? current
      : { ...current, CustomErrorResponses: toCustomErrorResponses(changed) }
  }
}

export function noErrorPage(distributionId: string, errorCode: number): ServiceError {
  return new ServiceError('ERROR_PAGE_NOT_FOUND', `${distributionId} has no error page for ${errorCode}.`)
}

/** What CloudFront would refuse in a list of error pages. */
export function brokenPages(pages: readonly ErrorPage[]): BrokenRule[] {
  return movedTo('/items', brokenErrorPageRules(toCustomErrorResponses(pages)))
}

/** The same for one of them. */
export function brokenPage(page: ErrorPage): BrokenRule[] {
  return movedTo('', brokenErrorPageRules(toCustomErrorResponses([page])), '/customErrorResponses/0')
}

function requireValid(broken: readonly BrokenRule[]): void {
  if (broken.length === 0) return
  throw new ServiceError('VALIDATION_FAILED', 'CloudFront would refuse these error pages.', { errors: broken })
}

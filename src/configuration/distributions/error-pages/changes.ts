import { type DistributionConfig } from '@aws-sdk/client-cloudfront'
import { isDeepStrictEqual } from 'node:util'
import { ServiceError } from '../../../errors.ts'
import { type BrokenRule, brokenErrorPageRules, movedTo } from '../rules/index.ts'
import { toCustomErrorResponses, toErrorPages } from './mapper.ts'
import { type ErrorPage } from './schemas.ts'

/** What becomes of the list of error pages; it may be applied again on a fresh version (see ConfigChange). */
export type ErrorPagesChange = (pages: readonly ErrorPage[]) => readonly ErrorPage[]

/** Throws VALIDATION_FAILED for pages that CloudFront would refuse. */
export function replaceAll(pages: readonly ErrorPage[]): ErrorPagesChange {
  requireValid(brokenPages(pages))
  return () => pages
}

/** The change of the whole configuration, of which nothing else is touched. */
export function inConfig(change: ErrorPagesChange): (config: DistributionConfig) => DistributionConfig {
  return current => {
    const pages = toErrorPages(current.CustomErrorResponses).items
    const changed = change(pages)
    return isDeepStrictEqual(changed, pages)
      ? current
      : { ...current, CustomErrorResponses: toCustomErrorResponses(changed) }
  }
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

import { type DistributionConfig } from '@aws-sdk/client-cloudfront'
import { isDeepStrictEqual } from 'node:util'
import { type FieldError, ServiceError } from '../../../errors.ts'
import { type BrokenRule, brokenErrorPageRules, movedTo } from '../rules/index.ts'
import { pagesOf, toCustomErrorResponses, toErrorPages } from './mapper.ts'
import { type ErrorPage, type ErrorPagesReplace } from './schemas.ts'

/** A change of the list of error pages; it may be applied again to a fresh version (see ConfigChange). */
export type ErrorPagesChange = (pages: readonly ErrorPage[]) => readonly ErrorPage[]

/** Throws VALIDATION_FAILED for pages that CloudFront would refuse, and for a body with neither `items` nor `spa`. */
export function replaceAll(given: Pick<ErrorPagesReplace, 'items' | 'spa'>): ErrorPagesChange {
  requireValid(brokenReplacement(given))
  const pages = pagesOf(given) ?? []
  return () => pages
}

/** The same without throwing. */
export function brokenReplacement(given: Pick<ErrorPagesReplace, 'items' | 'spa'>): FieldError[] {
  const pages = pagesOf(given)
  return pages === undefined
    ? [{ pointer: '/items', detail: 'Give items, which may be empty, or "spa": true.' }]
    : brokenPages(pages)
}

/** The same change applied to a whole configuration; everything else stays the same. */
export function inConfig(change: ErrorPagesChange): (config: DistributionConfig) => DistributionConfig {
  return current => {
    const pages = toErrorPages(current.CustomErrorResponses).items
    const changed = toCustomErrorResponses(change(pages))
    return isDeepStrictEqual(changed, toCustomErrorResponses(pages))
      ? current
      : { ...current, CustomErrorResponses: changed }
  }
}

/** What CloudFront would refuse in a list of error pages. */
function brokenPages(pages: readonly ErrorPage[]): BrokenRule[] {
  return movedTo('/items', brokenErrorPageRules(toCustomErrorResponses(pages)))
}

/** The same for one of them. */
export function brokenPage(page: ErrorPage): BrokenRule[] {
  return movedTo('', brokenErrorPageRules(toCustomErrorResponses([page])), '/customErrorResponses/0')
}

function requireValid(broken: readonly FieldError[]): void {
  if (broken.length === 0) return
  throw new ServiceError('VALIDATION_FAILED', 'CloudFront would refuse these error pages.', { errors: broken })
}

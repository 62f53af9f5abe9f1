import { isDeepStrictEqual } from 'node:util'
import { type CloudFrontClient, GetDistributionConfigCommand } from '@aws-sdk/client-cloudfront'
import { ServiceError } from '../../errors.ts'
import { editDistribution, type IfMatch } from '../distributions/edit.ts'
import { type BrokenRule, brokenErrorPageRules, movedTo } from '../distributions/rules/index.ts'
import { toCustomErrorResponses, toErrorPages } from './mapper.ts'
import { type ErrorPage, type ErrorPageReplace, type ErrorPages } from './schemas.ts'

export interface ErrorPagesVersion {
  readonly errorPages: ErrorPages
  /** Of the distribution's whole configuration, which error pages are part of. */
  readonly etag: string
}

export interface ErrorPageVersion {
  readonly errorPage: ErrorPage
  readonly etag: string
}

export type ErrorPageService = ReturnType<typeof createErrorPageService>

export function createErrorPageService({ cloudfront }: { cloudfront: CloudFrontClient }) {
  return {
    async get(distributionId: string): Promise<ErrorPagesVersion> {
      const { DistributionConfig: config, ETag: etag } = await cloudfront.send(
        new GetDistributionConfigCommand({ Id: distributionId })
      )
      if (!config || !etag)
        throw new ServiceError('CLOUDFRONT_BAD_ANSWER', 'CloudFront answered without a configuration or its ETag.')
      return { errorPages: toErrorPages(config.CustomErrorResponses), etag }
    },

    /** Throws ERROR_PAGE_NOT_FOUND where nothing is configured for the code. */
    async getOne(distributionId: string, errorCode: number): Promise<ErrorPageVersion> {
      const { errorPages, etag } = await this.get(distributionId)
      const errorPage = errorPages.items.find(page => page.errorCode === errorCode)
      if (!errorPage) throw noErrorPage(distributionId, errorCode)
      return { errorPage, etag }
    },

    /** Replaces the list and nothing else, also beside other writers. Safe to repeat. */
    async replace(
      distributionId: string,
      pages: readonly ErrorPage[],
      ifMatch: IfMatch | undefined
    ): Promise<ErrorPagesVersion> {
      requireValid(movedTo('/items', brokenErrorPageRules(toCustomErrorResponses(pages))))
      return edit(distributionId, ifMatch, () => pages)
    },

    /** Replaces or adds the entry of one code. Safe to repeat. */
    async replaceOne(
      distributionId: string,
      errorCode: ErrorPage['errorCode'],
      given: ErrorPageReplace,
      ifMatch: IfMatch | undefined
    ): Promise<ErrorPageVersion> {
      if (given.errorCode !== undefined && given.errorCode !== errorCode) {
        throw new ServiceError('VALIDATION_FAILED', 'The body and the address name two error codes.', {
          errors: [{ pointer: '/errorCode', detail: `The address says ${errorCode}.` }]
        })
      }
      const page: ErrorPage = { ...given, errorCode }
      requireValid(movedTo('', brokenErrorPageRules(toCustomErrorResponses([page])), '/customErrorResponses/0'))
      const { errorPages, etag } = await edit(distributionId, ifMatch, pages => {
        const index = pages.findIndex(candidate => candidate.errorCode === errorCode)
        return index === -1 ? [...pages, page] : pages.with(index, page)
      })
      return { errorPage: errorPages.items.find(item => item.errorCode === errorCode) ?? page, etag }
    },

    /** Throws ERROR_PAGE_NOT_FOUND where nothing is configured for the code. */
    async removeOne(
      distributionId: string,
      errorCode: number,
      ifMatch: IfMatch | undefined
    ): Promise<ErrorPagesVersion> {
      return edit(distributionId, ifMatch, pages => {
        const others = pages.filter(page => page.errorCode !== errorCode)
        if (others.length === pages.length) throw noErrorPage(distributionId, errorCode)
        return others
      })
    }
  }

  async function edit(
    distributionId: string,
    ifMatch: IfMatch | undefined,
    change: (pages: readonly ErrorPage[]) => readonly ErrorPage[]
  ): Promise<ErrorPagesVersion> {
    const { config, etag } = await editDistribution(cloudfront, distributionId, ifMatch, current => {
      const pages = toErrorPages(current.CustomErrorResponses).items
      const changed = change(pages)
      return isDeepStrictEqual(changed, pages)
        ? current
        : { ...current, CustomErrorResponses: toCustomErrorResponses(changed) }
    })
    return { errorPages: toErrorPages(config.CustomErrorResponses), etag }
  }
}

function requireValid(broken: readonly BrokenRule[]): void {
  if (broken.length === 0) return
  throw new ServiceError('VALIDATION_FAILED', 'CloudFront would refuse these error pages.', { errors: broken })
}

function noErrorPage(distributionId: string, errorCode: number): ServiceError {
  return new ServiceError('ERROR_PAGE_NOT_FOUND', `${distributionId} has no error page for ${errorCode}.`)
}

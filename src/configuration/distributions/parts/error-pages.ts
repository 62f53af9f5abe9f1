import { isObject } from '../../editing/merge-patch.ts'
import { ERROR_CACHING_MIN_TTL_DEFAULT } from '../rules/error-responses.ts'
import { inList } from './list.ts'
import { type Members, otherKey, type Part } from './part.ts'

/** The error pages of a distribution, by their error codes. CloudFront's own form has the response code as text. */
export const errorPagePart: Part = {
  ...inList('customErrorResponses', page => (isObject(page) ? page.errorCode : undefined)),
  noun: 'error page for',
  notFound: 'ERROR_PAGE_NOT_FOUND',
  valueOf({ errorCode, responseCode, errorCachingMinTtl, ...page }, key) {
    if (errorCode !== undefined && errorCode !== Number(key)) throw otherKey('errorCode', Number(key))
    return {
      ...page,
      errorCode: Number(key),
      ...(responseCode !== undefined && {
        responseCode: typeof responseCode === 'number' ? String(responseCode) : responseCode
      }),
      errorCachingMinTtl: errorCachingMinTtl ?? ERROR_CACHING_MIN_TTL_DEFAULT
    }
  },
  shown(value) {
    const { responseCode, responsePagePath, ...page } = value as Members
    return {
      ...page,
      // CloudFront spells an absent page or code as an absent or an empty element.
      ...(responsePagePath !== '' && responsePagePath !== undefined && { responsePagePath }),
      ...(responseCode !== '' && responseCode !== undefined && { responseCode: Number(responseCode) })
    }
  }
}

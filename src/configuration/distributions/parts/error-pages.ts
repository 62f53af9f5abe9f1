import { numberIn } from '../../../cloudfront/model/json.ts'
import { isObject } from '../../../json-object.ts'
import { ERROR_CACHING_MIN_TTL_DEFAULT } from '../rules/error-responses.ts'
import { inList } from './list.ts'
import { type Members, otherKey, type Part } from './part.ts'

/** The error pages of a distribution, by their error codes. */
export const errorPagePart: Part = {
  ...inList('customErrorResponses', page => (isObject(page) ? page.errorCode : undefined)),
  noun: 'error page for',
  notFound: 'ERROR_PAGE_NOT_FOUND',
  valueOf({ errorCode, responseCode, errorCachingMinTtl, ...page }, key) {
    if (errorCode !== undefined && errorCode !== Number(key)) throw otherKey('errorCode', Number(key))
    return {
      ...page,
      errorCode: Number(key),
      ...(responseCode !== undefined && { responseCode: numberIn(responseCode) }),
      errorCachingMinTtl: errorCachingMinTtl ?? ERROR_CACHING_MIN_TTL_DEFAULT
    }
  },
  shown(value) {
    const { responsePagePath, ...page } = value as Members
    // CloudFront spells an absent page as an absent or an empty element.
    return { ...page, ...(responsePagePath !== '' && responsePagePath !== undefined && { responsePagePath }) }
  }
}

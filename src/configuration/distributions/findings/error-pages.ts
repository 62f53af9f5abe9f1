import { matchesPathPattern } from '../../../delivery/patterns.ts'
import { type BehaviorJson, behaviorsOf, type FindingRule, type Place, targetsOf } from './rule.ts'
import { type ConfigJson } from '../defaults.ts'

type ErrorResponse = NonNullable<ConfigJson['customErrorResponses']>[number]

const API_PATTERN = /(^|\/)(api|graphql|rest|rpc|v\d+)([/*]|$)/i
const SERVER_ERROR_TTL_MAX = 300

/** What viewers get instead of errors. */
export const errorPageRules: readonly FindingRule[] = [
  {
    /** Amazon S3 API Reference, GetObject: without s3:ListBucket a missing key is 403 instead of 404. */
    code: 'BUCKET_ANSWERS_403_FOR_404',
    severity: 'warning',
    find: config =>
      eachPage(config, (page, index) => {
        const pages = config.customErrorResponses ?? []
        const targets = targetsOf(config, config.defaultCacheBehavior)
        if (page.errorCode !== 404 || !page.responsePagePath || pages.some(({ errorCode }) => errorCode === 403)) return
        if (targets.length === 0 || !targets.every(({ s3OriginConfig: s3 }) => s3)) return
        return {
          path: ['customErrorResponses', index],
          detail:
            'A bucket answers 403 for a missing file unless its policy grants s3:ListBucket, so viewers may never see this ' +
            'page. Map 403 as well.',
          fixed: { ...config, customErrorResponses: [...pages, { ...page, errorCode: 403 }] }
        }
      })
  },
  {
    /** CloudFront Developer Guide, "Store objects and custom error pages in different locations". */
    code: 'ERROR_PAGE_ON_FAILING_ORIGIN',
    severity: 'warning',
    find: config =>
      eachPage(config, ({ errorCode, responsePagePath: page }, index) => {
        if (!page || !isServerError(errorCode)) return
        const pageOrigins = targetsOf(config, behaviorFor(config, page))
        // Buckets are excluded because they hardly ever fail.
        if (pageOrigins.length === 0 || pageOrigins.some(({ s3OriginConfig: s3 }) => s3)) return
        const failing = behaviorsOf(config).flatMap(({ behavior }) => targetsOf(config, behavior))
        if (!failing.some(({ id }) => pageOrigins.some(pageOrigin => pageOrigin.id === id))) return
        return {
          path: ['customErrorResponses', index, 'responsePagePath'],
          detail:
            `${page} comes from ${pageOrigins[0]?.id}, the origin whose failure it reports, so it cannot be fetched then. Keep ` +
            'it in a bucket, with its own behavior.'
        }
      })
  },
  {
    /** CloudFront Developer Guide, "Generate custom error responses": an entry holds for every behavior. */
    code: 'ERRORS_OF_API_BECOME_200',
    severity: 'warning',
    find: config =>
      eachPage(config, ({ responseCode, errorCode }, index) => {
        const api = (config.cacheBehaviors ?? []).find(
          ({ pathPattern, allowedMethods }) => API_PATTERN.test(pathPattern) || allowedMethods?.items.includes('POST')
        )
        if (responseCode !== 200 || !api) return
        return {
          path: ['customErrorResponses', index, 'responseCode'],
          detail:
            `A ${errorCode} from ${api.pathPattern} also becomes a 200 with this page, which its clients take for success. ` +
            'Rewriting paths in a function on the default behavior avoids that.'
        }
      })
  },
  {
    /** CloudFront Developer Guide, "Change response codes returned by CloudFront". */
    code: 'SERVER_ERROR_AS_200',
    severity: 'warning',
    find: config =>
      eachPage(config, ({ errorCode, responseCode }, index) =>
        isServerError(errorCode) && responseCode === 200
          ? {
              path: ['customErrorResponses', index, 'responseCode'],
              detail: `A ${errorCode} looks like success to monitors, search engines and caches.`,
              fixed: withPage(config, index, { responseCode: errorCode })
            }
          : undefined
      )
  },
  {
    /** CloudFront Developer Guide, "Control how long CloudFront caches errors": the origin is not asked again before. */
    code: 'SERVER_ERROR_KEPT_LONG',
    severity: 'warning',
    find: config =>
      eachPage(config, ({ errorCode, errorCachingMinTtl: ttl = 0 }, index) =>
        isServerError(errorCode) && ttl > SERVER_ERROR_TTL_MAX
          ? {
              path: ['customErrorResponses', index, 'errorCachingMinTtl'],
              detail: `Viewers get the ${errorCode} for ${ttl} seconds, even if the origin recovers sooner.`,
              fixed: withPage(config, index, { errorCachingMinTtl: 10 })
            }
          : undefined
      )
  },
  {
    /** CloudFront Developer Guide, "Control how long CloudFront caches errors": with 0 every request goes to the origin. */
    code: 'SERVER_ERROR_NOT_KEPT',
    severity: 'info',
    find: config =>
      eachPage(config, ({ errorCode, errorCachingMinTtl: ttl }, index) =>
        isServerError(errorCode) && ttl === 0
          ? {
              path: ['customErrorResponses', index, 'errorCachingMinTtl'],
              detail: `While the origin answers ${errorCode}, every viewer's request is sent to it.`,
              fixed: withPage(config, index, { errorCachingMinTtl: 10 })
            }
          : undefined
      )
  }
]

const isServerError = (code: number | undefined) => code !== undefined && code >= 500

function eachPage(
  config: ConfigJson,
  find: (page: ErrorResponse, index: number) => Place | undefined
): readonly Place[] {
  return (config.customErrorResponses ?? []).flatMap((page, index) => find(page, index) ?? [])
}

function withPage(config: ConfigJson, index: number, change: Partial<ErrorResponse>): object {
  return {
    ...config,
    customErrorResponses: config.customErrorResponses?.map((page, at) => (at === index ? { ...page, ...change } : page))
  }
}

function behaviorFor(config: ConfigJson, path: string): BehaviorJson {
  const found = config.cacheBehaviors?.find(({ pathPattern }) => matchesPathPattern(pathPattern, path))
  return found ?? config.defaultCacheBehavior
}

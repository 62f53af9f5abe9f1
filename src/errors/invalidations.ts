import { entry } from './entry.ts'

/** Problems of invalidations that Frontage finds without calling CloudFront. */
export const invalidationProblems = {
  CACHE_TAGS_NOT_CONFIGURED: entry('conflict', 409, 'The distribution does not read cache tags', [], {
    remedy:
      'Set cacheTagConfig.headerName of the distribution to the header in which the origin lists cache tags, or invalidate paths.'
  }),
  INVALIDATION_DEADLINE_EXCEEDED: entry('service', 504, 'The invalidation did not reach CloudFront in time', [], {
    retryable: true,
    remedy: 'Send the missing part again, with a longer deadline if it was short.'
  }),
  INVALIDATION_SENT: entry('conflict', 409, 'CloudFront already has the whole invalidation', [], {
    remedy: 'Wait until it has ended: CloudFront cannot cancel an invalidation.'
  }),
  INVALIDATION_ITEMS_NOT_KEPT: entry('caller', 410, 'The rest of the list was not stored', [], {
    remedy: 'The version of Frontage that accepted the invalidation stored only the first 1,000.'
  }),
  INVALIDATION_GROUP_NOT_FOUND: entry('caller', 404, 'There is no such group of invalidations', [], {
    remedy: 'GET /invalidations lists them; they are kept for 90 days.'
  }),
  NO_DISTRIBUTION_SELECTED: entry('caller', 422, 'The selector matches no distribution', [], {
    remedy:
      'Try the criteria as filters of GET /distributions: alias, originDomain and tag. Objects of a distribution tenant are ' +
      'invalidated by POST /distribution-tenants/{distributionTenantId}/invalidations.'
  }),
  INVALIDATION_ENDED: entry('conflict', 409, 'The invalidation has already ended'),
  INVALIDATION_FULL_PURGE_LIMIT: entry('quota', 429, 'Too many invalidations of all files', [], {
    retryable: true,
    remedy:
      'Invalidate the paths that have changed instead of /*, or send the request again after the number of seconds in Retry-After.'
  }),
  INVALIDATION_BUDGET_EXCEEDED: entry('quota', 409, "The month's budget for invalidations is used up", [], {
    remedy: 'Cover several paths with one wildcard, wait for the next calendar month (UTC), or have the budget raised.'
  })
}

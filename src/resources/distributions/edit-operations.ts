const policyLists = ['ListCachePolicies', 'ListOriginRequestPolicies', 'ListResponseHeadersPolicies'] as const
const managedAccess = ['ListOriginAccessControls', 'CreateOriginAccessControl'] as const

/**
 * The operations of CloudFront that an edit of a distribution's configuration may call, including lookups of policies
 * and managed access.
 */
export const editOperations = [
  'GetDistributionConfig',
  'UpdateDistribution',
  'GetDistribution',
  ...policyLists,
  ...managedAccess
] as const

/** The same for a creation; GetDistribution and ListTagsForResource are for a distribution that may already exist. */
export const createOperations = [
  'CreateDistribution',
  'CreateDistributionWithTags',
  'GetDistribution',
  'ListTagsForResource',
  ...policyLists,
  ...managedAccess
] as const

const policyLists = ['ListCachePolicies', 'ListOriginRequestPolicies', 'ListResponseHeadersPolicies'] as const
const managedAccess = ['ListOriginAccessControls', 'CreateOriginAccessControl'] as const

/** The operations of CloudFront that an edit of a distribution's configuration may call: policies by name and managed access among them. */
export const editOperations = [
  'GetDistributionConfig',
  'UpdateDistribution',
  'GetDistribution',
  ...policyLists,
  ...managedAccess
] as const

/** The same for a creation; the first two after the creation itself are for one that may be there already. */
export const createOperations = [
  'CreateDistribution',
  'CreateDistributionWithTags',
  'GetDistribution',
  'ListTagsForResource',
  ...policyLists,
  ...managedAccess
] as const

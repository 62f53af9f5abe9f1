/**
 * How many entries any list of a configuration has at most. It is far above CloudFront's quotas, most of which AWS raises
 * on request (CloudFront Developer Guide, "Quotas"): whether an account may have so many, CloudFront knows.
 */
export const LIST_LENGTH_MAX = 1_000

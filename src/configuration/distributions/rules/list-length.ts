/**
 * The most entries in any list of a configuration. It is far above CloudFront's quotas, most of which AWS raises on
 * request (CloudFront Developer Guide, "Quotas"): only CloudFront knows those of the account.
 */
export const LIST_LENGTH_MAX = 1_000

/** The error of a longer list. */
export const LIST_TOO_LONG = `A list has at most ${LIST_LENGTH_MAX} entries.`

/** CloudFront Developer Guide, "Pay for file invalidation": per account and calendar month. */
export const FREE_PATHS_A_MONTH = 1_000
/** Of CloudFront's public price list, without an agreement of one's own. */
export const USD_PER_THOUSAND_PATHS = 5

export interface Price {
  readonly paths: number
  readonly free: number
  readonly billed: number
  readonly usd: number
}

/**
 * What so many items cost in US dollars after `usedThisMonth` others of the account. A wildcard costs what a path costs
 * (CloudFront Developer Guide, "Pay for file invalidation"); a tag is taken to do so.
 */
export function price({ items, usedThisMonth }: { items: number; usedThisMonth: number }): Price {
  const free = Math.min(items, Math.max(0, FREE_PATHS_A_MONTH - usedThisMonth))
  const billed = items - free
  return { paths: items, free, billed, usd: (billed * USD_PER_THOUSAND_PATHS) / 1_000 }
}

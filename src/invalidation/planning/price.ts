/** CloudFront Developer Guide, "Pay for file invalidation": per account and calendar month. */
export const FREE_PATHS_A_MONTH = 1_000
/** From CloudFront's public price list; private agreements may differ. */
const USD_PER_THOUSAND_PATHS = 5

interface Price {
  readonly paths: number
  readonly free: number
  readonly billed: number
  readonly usd: number
}

/**
 * The price of this many items in US dollars, after `usedThisMonth` others of the account. A wildcard costs as much as
 * a path (CloudFront Developer Guide, "Pay for file invalidation"); a tag is assumed to.
 */
export function price({ items, usedThisMonth }: { items: number; usedThisMonth: number }): Price {
  const free = Math.min(items, Math.max(0, FREE_PATHS_A_MONTH - usedThisMonth))
  const billed = items - free
  return { paths: items, free, billed, usd: listPriceUsd(billed) }
}

/** The price of this many items in US dollars, without free ones. */
export function listPriceUsd(items: number): number {
  return (items * USD_PER_THOUSAND_PATHS) / 1_000
}

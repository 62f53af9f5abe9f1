import type * as CF from '@aws-sdk/client-cloudfront'
import { type SdkPath } from '../../../cloudfront/model/json-pointer.ts'

export type Report = (path: SdkPath, detail: string) => void

/**
 * One thing that CloudFront would refuse, as far as the document shows it. A rule reports every place where it is
 * broken and never throws. It may assume that the document fits the model's types, but members may be missing.
 */
export type Rule = (config: CF.DistributionConfig, report: Report) => void

export interface Behavior {
  readonly behavior: CF.DefaultCacheBehavior & { readonly PathPattern?: string | undefined }
  readonly path: SdkPath
}

/** The default behavior and all others, each with its path. */
export function behaviorsOf(config: CF.DistributionConfig): Behavior[] {
  const others = (config.CacheBehaviors?.Items ?? []).map((behavior, index) => ({
    behavior,
    path: ['CacheBehaviors', 'Items', index]
  }))
  const { DefaultCacheBehavior: behavior } = config
  return behavior ? [{ behavior, path: ['DefaultCacheBehavior'] }, ...others] : others
}

/** Reports every item with the same key as an earlier one. */
export function reportDuplicates<Item>(
  items: readonly Item[],
  keyOf: (item: Item) => string | undefined,
  report: (index: number, key: string) => void
): void {
  const seen = new Set<string>()
  items.forEach((item, index) => {
    const key = keyOf(item)
    if (key === undefined) return
    if (seen.has(key)) report(index, key)
    seen.add(key)
  })
}

/** Truncates a text for people, never in the middle of a character. */
export function shortened(text: string, length: number): string {
  return text.length > length ? `${text.slice(0, length).replace(/[\ud800-\udbff]$/, '')}…` : text
}

const LISTED_MAX = 10

/** The first few of many names, quoted: `"a", "b" and 3 more`. */
export function listed(names: readonly (string | undefined)[]): string {
  const first = names.slice(0, LISTED_MAX).map(name => JSON.stringify(shortened(name ?? '', 60)))
  const more = names.length - first.length
  return first.join(', ') + (more > 0 ? ` and ${more} more` : '')
}

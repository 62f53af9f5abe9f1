import { type CloudFrontClient, type DistributionSummary as CloudFrontSummary } from '@aws-sdk/client-cloudfront'
import { type Tags } from '../../configuration/tags/schemas.ts'
import { type TagIndex } from '../../configuration/tags/tag-index.ts'
import { type DistributionLimits } from '../../access/limits.ts'
import { type Reach } from '../../configuration/distributions/reach.ts'
import { type Page } from '../../plugins/pagination.ts'
import { type DistributionFilters, passes } from './filters.ts'
import {
  allDistributions,
  idLists,
  idsOf,
  nextMarkerOf,
  PAGE_ITEMS_MAX,
  readAllIds,
  summaryLists,
  type SummaryPages
} from './list-by.ts'
import { toDistributionSummary } from '../../configuration/distributions/mapper.ts'
import { type DistributionSummary } from '../../configuration/distributions/answer-schemas.ts'

/** The minimum number of distributions whose tags are looked up together, even if a page needs fewer. */
const TAG_LOOKUPS_MIN = 5

/** The tags that a distribution must have, and how old known tags may be. Default: as old as the index allows. */
interface TagFilter {
  readonly accepts: (tags: Tags) => boolean
  readonly maxAgeSeconds?: number | undefined
}

export interface ListedPage extends Page<DistributionSummary> {
  /** With a tag filter: when the oldest tags were read. */
  readonly tagsReadAt?: Date | undefined
}

export interface ListDeps {
  readonly cloudfront: CloudFrontClient
  readonly tagIndex: Pick<TagIndex, 'read'>
  readonly reach: Pick<Reach, 'visible'>
  /** Present if there are several accounts. Default: the id is the marker. */
  readonly markerAfter?: ((item: CloudFrontSummary) => string | undefined) | undefined
}

/**
 * One page of the distributions that match all filters and limits, in CloudFront's order. One of CloudFront's lists is
 * paged through, and its markers are used; further lists are read as sets of ids, aliases and origins are in the
 * summaries, and tags are looked up only for the rest.
 */
export async function listDistributions(
  deps: ListDeps,
  filters: Omit<DistributionFilters, 'tag'>,
  { limit, marker }: { limit: number; marker: string | undefined },
  { tagFilter, limits }: { tagFilter?: TagFilter | undefined; limits: DistributionLimits | undefined }
): Promise<ListedPage> {
  // A marker is the id after which the next page begins (CloudFront API reference, ListDistributions).
  const { cloudfront, markerAfter = ({ Id }) => Id } = deps
  const [base = allDistributions(cloudfront), ...others] = summaryLists(cloudfront, filters)
  const lists = [...others.map(idsOf), ...idLists(cloudfront, filters)]
  const { alias, originDomain } = filters
  if (lists.length === 0 && alias === undefined && originDomain === undefined && !tagFilter && !limits) {
    return readPage(base, { limit, marker })
  }
  const sets = await Promise.all(lists.map(readAllIds))
  const found: DistributionSummary[] = []
  const byTags = tagFilter && createTagPass(deps.tagIndex, tagFilter, Math.max(limit, TAG_LOOKUPS_MIN))
  let next = marker
  let last: CloudFrontSummary | undefined
  do {
    const page = await base({ Marker: next, MaxItems: PAGE_ITEMS_MAX })
    const items = page?.Items ?? []
    next = nextMarkerOf(page)
    const passing = await deps.reach.visible(
      limits,
      items.filter(item => sets.every(set => set.has(item.Id ?? '')) && passes(item, filters))
    )
    for await (const item of byTags?.pass(passing) ?? passing) {
      if (last && found.length === limit) {
        return { items: found, nextMarker: markerAfter(last), tagsReadAt: byTags?.readAt() }
      }
      found.push(toDistributionSummary(item))
      last = item
      // A limited caller must not learn from the marker that others follow: there is one only if another item was found.
      if (found.length < limit || limits) continue
      const isLast = next === undefined && item === items.at(-1)
      return { items: found, nextMarker: isLast ? undefined : markerAfter(item), tagsReadAt: byTags?.readAt() }
    }
  } while (next !== undefined)
  return { items: found, nextMarker: undefined, tagsReadAt: byTags?.readAt() }
}

async function readPage(
  base: SummaryPages,
  { limit, marker }: { limit: number; marker: string | undefined }
): Promise<Page<DistributionSummary>> {
  const page = await base({ Marker: marker, MaxItems: limit })
  return { items: (page?.Items ?? []).map(toDistributionSummary), nextMarker: nextMarkerOf(page) }
}

/** Filters by tags, which are looked up in batches. */
function createTagPass(tagIndex: Pick<TagIndex, 'read'>, { accepts, maxAgeSeconds }: TagFilter, batchSize: number) {
  let oldest: Date | undefined

  return {
    async *pass(items: readonly CloudFrontSummary[]): AsyncGenerator<CloudFrontSummary> {
      for (let start = 0; start < items.length; start += batchSize) {
        const some = items.slice(start, start + batchSize)
        const arns = some.map(({ ARN: arn = '' }) => arn)
        const known = await tagIndex.read(arns, maxAgeSeconds)
        for (const { readAt } of known.values()) if (!oldest || readAt < oldest) oldest = readAt
        // A distribution that was deleted since it was listed has no tags.
        yield* some.filter(({ ARN: arn = '' }) => accepts(known.get(arn)?.tags ?? {}))
      }
    },
    readAt: () => oldest
  }
}

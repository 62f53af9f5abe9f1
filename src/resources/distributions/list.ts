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

/** So many distributions at least are looked up at once, where a page needs fewer. */
const TAG_LOOK_UPS_MIN = 5

/** Which tags a distribution must have, and how old what is known of them may be: as old as the index allows where left out. */
interface TagFilter {
  readonly accepts: (tags: Tags) => boolean
  readonly maxAgeSeconds?: number | undefined
}

export interface ListedPage extends Page<DistributionSummary> {
  /** Where tags decided: how old the oldest of them was. */
  readonly tagsReadAt?: Date | undefined
}

export interface ListDeps {
  readonly cloudfront: CloudFrontClient
  readonly tagIndex: Pick<TagIndex, 'read'>
  readonly reach: Pick<Reach, 'visible'>
  /** Where there are several accounts; else the id is the marker. */
  readonly markerAfter?: ((item: CloudFrontSummary) => string | undefined) | undefined
}

/**
 * One page of the distributions that pass all filters, in CloudFront's order. One of CloudFront's own lists is paged
 * through, so that its markers are ours; what other lists say is read as sets of ids, summaries answer for aliases and
 * origins, and only of what is left the tags are looked up. What lies beyond the limits is not there.
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
  const byTags = tagFilter && createTagSieve(deps.tagIndex, tagFilter, Math.max(limit, TAG_LOOK_UPS_MIN))
  let next = marker
  do {
    const page = await base({ Marker: next, MaxItems: PAGE_ITEMS_MAX })
    const items = page?.Items ?? []
    next = nextMarkerOf(page)
    const passing = await deps.reach.visible(
      limits,
      items.filter(item => sets.every(set => set.has(item.Id ?? '')) && passes(item, filters))
    )
    for await (const item of byTags?.pass(passing) ?? passing) {
      found.push(toDistributionSummary(item))
      if (found.length < limit) continue
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

/** Lets through what the filter accepts, looking up so many at once. */
function createTagSieve(tagIndex: Pick<TagIndex, 'read'>, { accepts, maxAgeSeconds }: TagFilter, atOnce: number) {
  let oldest: Date | undefined

  return {
    async *pass(items: readonly CloudFrontSummary[]): AsyncGenerator<CloudFrontSummary> {
      for (let start = 0; start < items.length; start += atOnce) {
        const some = items.slice(start, start + atOnce)
        const arns = some.map(({ ARN: arn = '' }) => arn)
        const known = await tagIndex.read(arns, maxAgeSeconds)
        for (const { readAt } of known.values()) if (!oldest || readAt < oldest) oldest = readAt
        // One that was deleted since it was listed has no tags any more.
        yield* some.filter(({ ARN: arn = '' }) => accepts(known.get(arn)?.tags ?? {}))
      }
    },
    readAt: () => oldest
  }
}

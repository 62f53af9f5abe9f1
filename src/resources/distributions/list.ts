import { type CloudFrontClient, type DistributionSummary as CloudFrontSummary } from '@aws-sdk/client-cloudfront'
import { isServiceError } from '../../errors.ts'
import { type TagReader } from '../../configuration/tags/tag-reader.ts'
import { type Page } from '../../plugins/pagination.ts'
import { type DistributionFilters, hasTag, passes } from './filters.ts'
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
import { type DistributionSummary } from '../../configuration/distributions/schemas.ts'

/** How many distributions are asked for their tags at once. */
const TAG_CALLS_MAX = 5

/**
 * One page of the distributions that pass all filters, in CloudFront's order. One of CloudFront's own lists is paged
 * through, so that its markers are ours; what other lists say is read as sets of ids, summaries answer for aliases and
 * origins, and only what is left is asked for its tags.
 */
export async function listDistributions(
  deps: { readonly cloudfront: CloudFrontClient; readonly tagReader: TagReader },
  filters: DistributionFilters,
  { limit, marker }: { limit: number; marker: string | undefined }
): Promise<Page<DistributionSummary>> {
  const { cloudfront } = deps
  const [base = allDistributions(cloudfront), ...others] = summaryLists(cloudfront, filters)
  const lists = [...others.map(idsOf), ...idLists(cloudfront, filters)]
  const { alias, originDomain, tag: tags = [] } = filters
  if (lists.length === 0 && alias === undefined && originDomain === undefined && tags.length === 0) {
    return readPage(base, { limit, marker })
  }
  const sets = await Promise.all(lists.map(readAllIds))
  const found: DistributionSummary[] = []
  let next = marker
  do {
    const page = await base({ Marker: next, MaxItems: PAGE_ITEMS_MAX })
    const items = page?.Items ?? []
    next = nextMarkerOf(page)
    const passing = items.filter(item => sets.every(set => set.has(item.Id ?? '')) && passes(item, filters))
    for await (const item of withTags(deps.tagReader, passing, tags)) {
      found.push(toDistributionSummary(item))
      if (found.length < limit) continue
      const isLast = next === undefined && item === items.at(-1)
      // A marker is the id after which the next page begins (CloudFront API reference, ListDistributions).
      return { items: found, nextMarker: isLast ? undefined : item.Id }
    }
  } while (next !== undefined)
  return { items: found, nextMarker: undefined }
}

async function readPage(
  base: SummaryPages,
  { limit, marker }: { limit: number; marker: string | undefined }
): Promise<Page<DistributionSummary>> {
  const page = await base({ Marker: marker, MaxItems: limit })
  return { items: (page?.Items ?? []).map(toDistributionSummary), nextMarker: nextMarkerOf(page) }
}

/** Those that have all the tags, in their order; a few are asked for ahead. */
async function* withTags(
  tagReader: TagReader,
  items: readonly CloudFrontSummary[],
  wanted: readonly string[]
): AsyncGenerator<CloudFrontSummary> {
  if (wanted.length === 0) {
    yield* items
    return
  }
  for (let start = 0; start < items.length; start += TAG_CALLS_MAX) {
    const some = items.slice(start, start + TAG_CALLS_MAX)
    const tags = await Promise.all(some.map(async ({ ARN: arn = '' }) => tagsOf(tagReader, arn)))
    yield* some.filter((_, index) => wanted.every(tag => hasTag(tags[index] ?? {}, tag)))
  }
}

async function tagsOf(tagReader: TagReader, arn: string) {
  try {
    return await tagReader.readKept(arn)
  } catch (error) {
    // Deleted since it was listed: it has no tags any more.
    if (isServiceError(error, 'RESOURCE_NOT_FOUND')) return {}
    throw error
  }
}

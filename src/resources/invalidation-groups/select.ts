import { type CloudFrontClient } from '@aws-sdk/client-cloudfront'
import { isServiceError, ServiceError } from '../../errors.ts'
import { type DistributionFilters } from '../distributions/filters.ts'
import { listDistributions } from '../distributions/list.ts'
import { type DistributionSummary } from '../../configuration/distributions/schemas.ts'
import { type TagReader } from '../../configuration/tags/tag-reader.ts'
import { DISTRIBUTIONS_MAX, type Selector } from './schemas.ts'

export interface Selected {
  readonly ids: string[]
  /** They were listed just now. */
  readonly known: boolean
}

const PAGE = 100

/**
 * The distributions that a selector means, in CloudFront's order or the caller's. Throws NO_DISTRIBUTION_SELECTED, and
 * VALIDATION_FAILED for a selector that is none and for one that is too wide.
 */
export async function selectDistributions(
  deps: { readonly cloudfront: CloudFrontClient; readonly tagReader: TagReader },
  { distributionIds, ...filters }: Selector
): Promise<Selected> {
  if (distributionIds) {
    if (Object.keys(filters).length === 0) return { ids: distributionIds, known: false }
    throw refused('/selector/distributionIds', 'Give either ids, or what selects the distributions otherwise.')
  }
  const ids: string[] = []
  for await (const { id, arn } of matching(deps, filters)) {
    if (!(await hasExactly(deps.tagReader, arn, filters.tag))) continue
    ids.push(id)
    if (ids.length > DISTRIBUTIONS_MAX) {
      throw refused('/selector', `More than ${DISTRIBUTIONS_MAX} distributions match; select fewer.`)
    }
  }
  if (ids.length > 0) return { ids, known: true }
  throw new ServiceError('NO_DISTRIBUTION_SELECTED', 'No distribution passes all that the selector wants.')
}

async function* matching(
  deps: { readonly cloudfront: CloudFrontClient; readonly tagReader: TagReader },
  { alias, originDomain, tag }: Omit<Selector, 'distributionIds'>
): AsyncGenerator<DistributionSummary> {
  const filters: DistributionFilters = {
    ...(alias !== undefined && { alias }),
    ...(originDomain !== undefined && { originDomain }),
    ...(tag && { tag: [tag.value === undefined ? tag.key : `${tag.key}:${tag.value}`] })
  }
  let marker: string | undefined
  do {
    const page = await listDistributions(deps, filters, { limit: PAGE, marker })
    yield* page.items
    marker = page.nextMarker
  } while (marker !== undefined)
}

/** The list's filter also finds a key that holds the colon; here key and value are given apart. */
async function hasExactly(tagReader: TagReader, arn: string, wanted: Selector['tag']): Promise<boolean> {
  if (!wanted) return true
  try {
    const tags = await tagReader.readKept(arn)
    return Object.hasOwn(tags, wanted.key) && (wanted.value === undefined || tags[wanted.key] === wanted.value)
  } catch (error) {
    // Deleted since it was listed.
    if (isServiceError(error, 'RESOURCE_NOT_FOUND')) return false
    throw error
  }
}

function refused(pointer: string, detail: string): ServiceError {
  return new ServiceError('VALIDATION_FAILED', 'The selector cannot be used.', { errors: [{ pointer, detail }] })
}

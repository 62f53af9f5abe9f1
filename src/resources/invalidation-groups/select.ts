import { ServiceError } from '../../errors.ts'
import { type Tags } from '../../configuration/tags/schemas.ts'
import { type DistributionLimits } from '../../access/limits.ts'
import { type Reach } from '../../configuration/distributions/reach.ts'
import { type ListDeps, listDistributions } from '../distributions/list.ts'
import { DISTRIBUTIONS_MAX, type Selector } from './schemas.ts'

interface Selected {
  readonly ids: string[]
  /** Whether they are known to exist, because they were just listed. */
  readonly known: boolean
  /** With a tag: when the oldest tags were read. */
  readonly tagsReadAt?: Date | undefined
}

const PAGE = 100

export interface SelectDeps extends ListDeps {
  readonly reach: Pick<Reach, 'visible' | 'includes'>
}

/**
 * The distributions within the limits that match a selector, in CloudFront's order or the caller's, with tags that are
 * at most `maxAgeSeconds` old (default: as old as the index allows). Throws NO_DISTRIBUTION_SELECTED, and
 * VALIDATION_FAILED for a selector that is invalid or too wide.
 *
 * By default the index is used, although it may miss tags that were set outside Frontage in the last minutes. Tags
 * seldom change, changes through Frontage count at once, and distributions that are new to the index are always read.
 * Reading all tags needs a call per distribution, which would delay a purge by minutes when CloudFront throttles. The
 * answer says how old the tags were; a caller that has just set tags elsewhere sends `Cache-Control: no-cache`.
 */
export async function selectDistributions(
  deps: SelectDeps,
  { distributionIds, tag, ...filters }: Selector,
  { maxAgeSeconds, limits }: { maxAgeSeconds: number | undefined; limits: DistributionLimits | undefined }
): Promise<Selected> {
  if (distributionIds) {
    if (tag === undefined && Object.keys(filters).length === 0) {
      for (const id of distributionIds) {
        if (await deps.reach.includes(limits, id)) continue
        throw new ServiceError('DISTRIBUTION_NOT_FOUND', `There is no distribution ${id}.`)
      }
      return { ids: distributionIds, known: false }
    }
    throw refused('/selector/distributionIds', 'cannot be combined with other criteria')
  }
  const ids: string[] = []
  let tagsReadAt: Date | undefined
  let marker: string | undefined
  do {
    const tagFilter = tag && { accepts: (tags: Tags) => hasExactly(tags, tag), maxAgeSeconds }
    const page = await listDistributions(deps, filters, { limit: PAGE, marker }, { tagFilter, limits })
    ids.push(...page.items.map(({ id }) => id))
    if (ids.length > DISTRIBUTIONS_MAX) {
      throw refused('/selector', `More than ${DISTRIBUTIONS_MAX} distributions match; select fewer.`)
    }
    if (page.tagsReadAt && (!tagsReadAt || page.tagsReadAt < tagsReadAt)) tagsReadAt = page.tagsReadAt
    marker = page.nextMarker
  } while (marker !== undefined)
  if (ids.length > 0) return { ids, known: true, tagsReadAt }
  const age = tagsReadAt ? ` Their tags were read at ${tagsReadAt.toISOString()} or later.` : ''
  throw new ServiceError('NO_DISTRIBUTION_SELECTED', `No distribution matches all criteria of the selector.${age}`)
}

/** Unlike the list's filter, key and value are separate here, so colons are unambiguous. */
function hasExactly(tags: Tags, { key, value }: NonNullable<Selector['tag']>): boolean {
  return Object.hasOwn(tags, key) && (value === undefined || tags[key] === value)
}

function refused(pointer: string, detail: string): ServiceError {
  return new ServiceError('VALIDATION_FAILED', 'The selector cannot be used.', { errors: [{ pointer, detail }] })
}

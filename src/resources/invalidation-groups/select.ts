import { ServiceError } from '../../errors.ts'
import { type Tags } from '../../configuration/tags/schemas.ts'
import { type DistributionLimits } from '../../access/limits.ts'
import { type Reach } from '../../configuration/distributions/reach.ts'
import { type ListDeps, listDistributions } from '../distributions/list.ts'
import { DISTRIBUTIONS_MAX, type Selector } from './schemas.ts'

interface Selected {
  readonly ids: string[]
  /** They were listed just now. */
  readonly known: boolean
  /** Where tags decided: how old the oldest of them was. */
  readonly tagsReadAt?: Date | undefined
}

const PAGE = 100

export interface SelectDeps extends ListDeps {
  readonly reach: Pick<Reach, 'visible' | 'includes'>
}

/**
 * The distributions within the limits that a selector means, in CloudFront's order or the caller's, by tags that are at most
 * so many seconds old: as
 * old as the index allows where left out. Throws NO_DISTRIBUTION_SELECTED, and VALIDATION_FAILED for a selector that is none
 * and for one that is too wide.
 *
 * By default the index decides, though it may not know yet what was tagged elsewhere in the last minutes, so that too little would
 * be removed. Tags are changed by deployments now and then, and those through Frontage count at once; a distribution
 * that is new to the index is always read. To read all of them is a call for each distribution of the account, which delays a purge
 * by minutes where CloudFront throttles, and takes these calls from the purge itself. The answer says how old the tags were,
 * and a caller that has just tagged something elsewhere asks with `Cache-Control: no-cache`.
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
    throw refused('/selector/distributionIds', 'Give either ids or other criteria.')
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

/** The list's filter also finds a key that holds a colon; here key and value are given apart. */
function hasExactly(tags: Tags, { key, value }: NonNullable<Selector['tag']>): boolean {
  return Object.hasOwn(tags, key) && (value === undefined || tags[key] === value)
}

function refused(pointer: string, detail: string): ServiceError {
  return new ServiceError('VALIDATION_FAILED', 'The selector cannot be used.', { errors: [{ pointer, detail }] })
}

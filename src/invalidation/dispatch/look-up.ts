import { isServiceError } from '../../errors.ts'
import { type Records } from './record.ts'
import { addressOf, type Target, type TargetCalls, unlessGone } from '../targets.ts'

export interface LookUpDeps {
  readonly calls: Pick<TargetCalls, 'get' | 'list'>
  readonly records: Pick<Records, 'ageMs' | 'othersAmong'>
}

/** The position of a look-up. */
export interface LookUpPosition {
  /** The marker of the current page; undefined for the first one. */
  readonly marker: string | undefined
  /** Ids on that page that are known to be other invalidations. */
  readonly others: ReadonlySet<string>
  /**
   * Invalidations created before this time, by CloudFront's clock, are older than the batch. Undefined before the first
   * page.
   */
  readonly earliest: number | undefined
}

/** The result of looking for a caller reference. */
type LookUp =
  | { readonly kind: 'found'; readonly cloudFrontId: string }
  /** There is none, or the distribution no longer exists. */
  | { readonly kind: 'absent' }
  /** There is more to read than is allowed in one call. */
  | { readonly kind: 'unfinished'; readonly position: LookUpPosition }

/** Limits on reads of the list, and of single invalidations, because the list does not contain caller references. */
const PAGE = 100
const PAGES_MAX = 3
const READS_MAX = 20
/** The clocks of CloudFront's machines may differ, and the store's may be adjusted in the meantime. */
const TOLERANCE_MS = 15 * 60_000

/**
 * Looks for the invalidation of a batch by its id, which is the caller reference, among those created since the batch,
 * newest first. Reads a bounded number of them; the next call continues at the returned position. Throws what
 * CloudFront's calls throw: then nothing is known.
 *
 * Clocks are not mixed: the time of the newest invalidation minus the batch's age, which is by the store's clock, is
 * the earliest time by CloudFront's clock at which the batch can have been created.
 */
export async function findByReference(
  { calls, records }: LookUpDeps,
  target: Target,
  reference: string,
  position: LookUpPosition = { marker: undefined, others: new Set(), earliest: undefined }
): Promise<LookUp> {
  let { marker, earliest } = position
  let others = new Set(position.others)
  let reads = 0
  for (let page = 0; page < PAGES_MAX; page++) {
    const list = await unlessGone(calls.list(target, { limit: PAGE, marker }))
    if (isServiceError(list)) return { kind: 'absent' }
    const items = list.Items ?? []
    const ids = items.flatMap(({ Id }) => Id ?? [])
    const newest = items[0]?.CreateTime
    if (newest) earliest ??= newest.getTime() - (await records.ageMs(reference)) - TOLERANCE_MS
    for (const id of await records.othersAmong(addressOf(target), reference, ids)) others.add(id)
    for (const { Id: id, CreateTime: madeAt } of items) {
      if (earliest !== undefined && madeAt && madeAt.getTime() < earliest) return { kind: 'absent' }
      if (id === undefined || others.has(id)) continue
      if (++reads > READS_MAX) return { kind: 'unfinished', position: { marker, others, earliest } }
      const found = await unlessGone(calls.get(target, id))
      const isOurs = !isServiceError(found) && found.InvalidationBatch?.CallerReference === reference
      if (isOurs) return { kind: 'found', cloudFrontId: id }
      others.add(id)
    }
    if (list.IsTruncated !== true || list.NextMarker === undefined) return { kind: 'absent' }
    marker = list.NextMarker
    others = new Set()
  }
  return { kind: 'unfinished', position: { marker, others, earliest } }
}

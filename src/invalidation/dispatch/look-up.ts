import { isServiceError } from '../../errors.ts'
import { type Records } from './record.ts'
import { addressOf, type Target, type TargetCalls, unlessGone } from '../targets.ts'

export interface LookUpDeps {
  readonly calls: Pick<TargetCalls, 'get' | 'list'>
  readonly records: Pick<Records, 'ageMs' | 'othersAmong'>
}

/** How far a look-up has come. */
export interface LookUpPosition {
  /** Of the page that is being read; undefined for the first one. */
  readonly marker: string | undefined
  /** Of that page, those that certainly are other invalidations. */
  readonly others: ReadonlySet<string>
  /** By CloudFront's clock: what was made before this time is older than the batch. Undefined before the first page was read. */
  readonly earliest: number | undefined
}

/** What CloudFront has under a caller reference. */
export type LookUp =
  | { readonly kind: 'found'; readonly cloudFrontId: string }
  /** Nothing, or the distribution is gone with all of its invalidations. */
  | { readonly kind: 'absent' }
  /** There are more than may be read at once. */
  | { readonly kind: 'unfinished'; readonly position: LookUpPosition }

/** Of the list; and of single invalidations, because the list does not show their references. */
const PAGE = 100
const PAGES_MAX = 3
const READS_MAX = 20
/** The clocks of CloudFront's machines are not exactly one, and the store's may be put right meanwhile. */
const TOLERANCE_MS = 15 * 60_000

/**
 * Looks for the invalidation of the batch with this id, which is its caller reference, among those that CloudFront has made
 * since the batch was, newest first. Reads a bounded number of them; another call continues at the position that it answered
 * with. Throws what CloudFront's calls throw: then nothing is known.
 *
 * CloudFront's clock is compared with itself alone. It is not before the newest invalidation's time, so that by it the batch
 * began at the earliest its age before that. The age is by the store's clock alone.
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

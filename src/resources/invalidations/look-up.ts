import { catalogue, isServiceError } from '../../errors.ts'
import { type Records } from './record.ts'
import { addressOf, type Target, type TargetCalls } from './targets.ts'

export interface LookUpDeps {
  readonly calls: Pick<TargetCalls, 'get' | 'list'>
  readonly records: Pick<Records, 'othersAmong'>
}

/** How far a look-up has come. */
export interface LookUpPosition {
  /** Of the page that is being read; undefined for the first one. */
  readonly marker: string | undefined
  /** Of that page, those that certainly are other invalidations. */
  readonly others: ReadonlySet<string>
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
/** CloudFront's clock tells when it made one; AWS takes no call whose time is further off than this. */
const CLOCK_SKEW_MS = 15 * 60_000

/**
 * Looks for the invalidation with this caller reference among those that CloudFront has made since then, newest first. Reads
 * a bounded number of them; another call goes on at the position that it answered with. Throws what CloudFront's calls throw:
 * then nothing is known.
 */
export async function findByReference(
  { calls, records }: LookUpDeps,
  target: Target,
  { reference, since }: { reference: string; since: Date },
  position: LookUpPosition = { marker: undefined, others: new Set() }
): Promise<LookUp> {
  const earliest = since.getTime() - CLOCK_SKEW_MS
  let { marker } = position
  let others = new Set(position.others)
  let reads = 0
  for (let page = 0; page < PAGES_MAX; page++) {
    const list = await unlessGone(calls.list(target, { limit: PAGE, marker }))
    if (!list) return { kind: 'absent' }
    const items = list.Items ?? []
    const ids = items.flatMap(({ Id }) => Id ?? [])
    for (const id of await records.othersAmong(addressOf(target), reference, ids)) others.add(id)
    for (const { Id: id, CreateTime: madeAt } of items) {
      if (madeAt && madeAt.getTime() < earliest) return { kind: 'absent' }
      if (id === undefined || others.has(id)) continue
      if (++reads > READS_MAX) return { kind: 'unfinished', position: { marker, others } }
      const found = await unlessGone(calls.get(target, id))
      if (found?.InvalidationBatch?.CallerReference === reference) return { kind: 'found', cloudFrontId: id }
      others.add(id)
    }
    if (list.IsTruncated !== true || list.NextMarker === undefined) return { kind: 'absent' }
    marker = list.NextMarker
    others = new Set()
  }
  return { kind: 'unfinished', position: { marker, others } }
}

async function unlessGone<Answer>(call: Promise<Answer>): Promise<Answer | undefined> {
  try {
    return await call
  } catch (error) {
    if (isServiceError(error) && catalogue[error.code].status === 404) return undefined
    throw error
  }
}

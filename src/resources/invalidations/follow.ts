import { catalogue, isServiceError, ServiceError } from '../../errors.ts'
import { type Course, type Followed } from './course.ts'
import { findByReference } from './look-up.ts'
import { durationOf, type PollPace, smooth, untilNextLook } from './poll-times.ts'
import { type Records } from './record.ts'
import { addressOf, type Target, type TargetCalls } from './targets.ts'

export interface FollowDeps {
  readonly calls: Pick<TargetCalls, 'get' | 'list'>
  readonly records: Records
  readonly pace: PollPace
  readonly now: () => number
}

/** With their paths, answers about single invalidations are large: beyond these, one page of the list tells it cheaper. */
const SINGLE_BATCHES_MAX = 2
const SINGLE_PATHS_MAX = 100
const PAGE = 100
/** The SDK's waiter gives up on an invalidation after ten minutes; without an id it is not looked for longer. */
const UNIDENTIFIED_MS = 15 * 60_000

/**
 * Looks once after the batches that are due and writes down what has been completed. Answers how many batches that are,
 * and undefined where the target is another process's by now.
 */
export async function follow(deps: FollowDeps, target: Target, course: Course): Promise<number | undefined> {
  const { records, now } = deps
  const address = addressOf(target)
  const due = [...course.followed.values()].filter(({ lookAt }) => lookAt <= now())
  if (due.length === 0) return 0
  for (const entry of due) lookLater(deps, course, entry)
  const unidentified = due.filter(({ batch }) => batch.cloudFrontId === undefined)
  for (const entry of unidentified) {
    const { batch } = entry
    const found = await findByReference(deps, target, { reference: batch.id, since: batch.createdAt }, entry.lookUp)
    if (found.kind !== 'found') {
      // Absent: CloudFront has said that it has it, so that it is bound to appear.
      const lookUp = found.kind === 'unfinished' ? found.position : undefined
      course.followed.set(batch.id, { ...(course.followed.get(batch.id) ?? entry), lookUp })
      continue
    }
    const { cloudFrontId } = found
    if (!(await records.identified(address, batch.id, cloudFrontId))) return undefined
    course.followed.set(batch.id, { ...entry, lookUp: undefined, batch: { ...batch, cloudFrontId } })
  }
  const done: Followed[] = []
  const lost: Followed[] = []
  const askedAt = now()
  const statuses = await statusesOf(deps, target, due)
  for (const entry of due) {
    const status = statuses.get(entry.batch.cloudFrontId ?? '')
    if (status === 'Completed') done.push(entry)
    else if (status === 'lost') lost.push(entry)
    else if (entry.batch.cloudFrontId === undefined && now() - entry.since > UNIDENTIFIED_MS) done.push(entry)
    else course.followed.set(entry.batch.id, { ...(course.followed.get(entry.batch.id) ?? entry), openAt: askedAt })
  }
  if (lost.length > 0) {
    const error = new ServiceError('INVALIDATION_NOT_FOUND', 'CloudFront no longer knows the invalidation.')
    if (!(await records.failed(address, idsOf(lost), error))) return undefined
  }
  if (done.length > 0 && !(await records.completed(address, idsOf(done)))) return undefined
  for (const { batch, since, whole, openAt } of [...done, ...lost]) {
    course.followed.delete(batch.id)
    if (!whole) continue
    const duration = durationOf({ openMs: openAt === undefined ? undefined : openAt - since, doneMs: askedAt - since })
    course.typicalMs = smooth(course.typicalMs, duration)
  }
  return done.length + lost.length
}

const idsOf = (entries: readonly Followed[]) => entries.map(({ batch }) => batch.id)

function lookLater({ pace, now }: FollowDeps, course: Course, entry: Followed): void {
  const { typicalMs, urgent } = course
  const wait = untilNextLook(pace, { elapsedMs: now() - entry.since, typicalMs, urgent })
  course.followed.set(entry.batch.id, { ...entry, lookAt: now() + wait })
}

/** CloudFront's statuses by its ids; `lost` for what it does not know. */
async function statusesOf(
  { calls }: FollowDeps,
  target: Target,
  due: readonly Followed[]
): Promise<Map<string, string | undefined>> {
  const wanted = new Set(due.flatMap(({ batch }) => batch.cloudFrontId ?? []))
  const statuses = new Map<string, string | undefined>()
  const paths = due.reduce((sum, { batch }) => sum + batch.paths, 0)
  if (wanted.size > SINGLE_BATCHES_MAX || paths > SINGLE_PATHS_MAX) {
    let marker: string | undefined
    const pages = Math.ceil(wanted.size / PAGE) + 1
    for (let page = 0; page < pages; page++) {
      const list = await calls.list(target, { limit: PAGE, marker }).catch(unlessGone)
      if (!list) break
      for (const { Id: id = '', Status: status } of list.Items ?? []) if (wanted.delete(id)) statuses.set(id, status)
      marker = list.NextMarker
      if (wanted.size === 0 || list.IsTruncated !== true || marker === undefined) break
    }
  }
  // Many others may have been made since, which push ours off the first pages.
  for (const id of wanted) statuses.set(id, await statusOf(calls, target, id))
  return statuses
}

async function statusOf(calls: FollowDeps['calls'], target: Target, id: string): Promise<string | undefined> {
  const found = await calls.get(target, id).catch(unlessGone)
  return found ? found.Status : 'lost'
}

/** The invalidation, or its whole target. */
function unlessGone(error: unknown): undefined {
  if (isServiceError(error) && catalogue[error.code].status === 404) return undefined
  throw error
}

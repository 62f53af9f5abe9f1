import { isServiceError, type ServiceError } from '../../errors.ts'
import { type JobsLogger } from '../../jobs/logger.ts'
import { type Tracing } from '../../tracing/tracing.ts'
import { traceProgress } from './batch-spans.ts'
import { type DispatchState, type Followed } from './dispatch-state.ts'
import { type FailureLog, failureNames } from './failure-log.ts'
import { findByReference } from './look-up.ts'
import { postponementOf } from './outcomes.ts'
import { durationOf, type PollPace, smooth, untilNextPoll } from './poll-times.ts'
import { type Records } from './record.ts'
import { type WaitingFor, type Warning } from '../schemas.ts'
import { namesOf } from '../queue/carried.ts'
import { addressOf, type Target, type TargetCalls, unlessGone } from '../targets.ts'
import { unreadAfter } from './waiting.ts'

interface FollowDeps {
  readonly calls: Pick<TargetCalls, 'get' | 'list'>
  readonly records: Records
  readonly pace: PollPace
  /** A monotonic clock in milliseconds. */
  readonly now: () => number
  /** Milliseconds since 1970. */
  readonly clock: { now(): number }
  readonly onGone: (target: string) => void
  readonly failures: FailureLog
  readonly logger: Pick<JobsLogger, 'info' | 'warn'>
  readonly tracing?: Tracing | undefined
}

/** GetInvalidation also returns the paths: beyond these numbers a page of the list is cheaper. */
const SINGLE_BATCHES_MAX = 2
const SINGLE_PATHS_MAX = 100
const PAGE = 100
/** By then every invalidation has ended: AWS documents minutes, and its SDK's waiter gives up after ten. */
const DURATION_MS_MAX = 15 * 60_000

/** The status of a batch at CloudFront; `hidden`: Frontage may not read it; an error: it no longer exists. */
type Seen = 'open' | 'completed' | 'unknown' | 'hidden' | ServiceError

/** What the reads of one round have shown, besides statuses. */
interface Round {
  /** Batches that are not found by their caller references, or may not be read, by their ids. */
  readonly hidden: Map<string, WaitingFor | undefined>
  answered: boolean
  failed: boolean
}

/**
 * Polls the batches that are due and records those that have ended. Resolves with their number, or with undefined if
 * another process has taken the target over. A batch is completed when CloudFront says so. If Frontage may not read its
 * status, it is completed with a warning once every invalidation must have ended; an outage of CloudFront is waited
 * out.
 */
export async function follow(deps: FollowDeps, target: Target, state: DispatchState): Promise<number | undefined> {
  const { records, now, clock, onGone, logger, tracing } = deps
  const address = addressOf(target)
  const due = [...state.followed.values()].filter(({ pollAt }) => pollAt <= now())
  if (due.length === 0) return 0
  for (const entry of due) pollLater(deps, state, entry)
  const round: Round = { hidden: new Map(), answered: false, failed: false }
  if (!(await identify(deps, target, state, due, round))) return undefined
  const askedAt = now()
  const see = await statusesOf(deps, target, due, round)
  if (!(await noteUnread(deps, address, state, due, round))) return undefined
  const done: Followed[] = []
  const hidden: Followed[] = []
  const lost = new Map<Followed, ServiceError>()
  for (const entry of due) {
    const { id, cloudFrontId } = entry.batch
    const known = round.hidden.has(id) ? 'hidden' : 'unknown'
    const seen = cloudFrontId === undefined ? known : (see(cloudFrontId) ?? known)
    if (seen === 'completed') done.push(entry)
    else if (isServiceError(seen)) lost.set(entry, seen)
    else if (seen === 'hidden') hidden.push(entry)
    else if (seen === 'open') state.followed.set(id, { ...(state.followed.get(id) ?? entry), openAt: askedAt })
  }
  const over = hidden.length === 0 ? undefined : await records.submittedFor(idsOf(hidden), DURATION_MS_MAX)
  const unobserved = hidden.filter(({ batch }) => over?.has(batch.id))
  for (const [{ batch }, error] of lost) {
    if (error.code !== 'INVALIDATION_NOT_FOUND') onGone(address)
    if (!(await records.failed(address, [batch.id], error))) return undefined
  }
  for (const entry of unobserved) {
    const warning = notObserved(round.hidden.get(entry.batch.id))
    if (!(await records.completed(address, [entry.batch.id], warning))) return undefined
  }
  if (done.length > 0 && !(await records.completed(address, idsOf(done)))) return undefined
  for (const { batch } of [...unobserved, ...lost.keys()]) state.followed.delete(batch.id)
  const at = clock.now()
  const namesAt = ({ batch }: Followed) => ({ ...namesOf(address, [batch]), cloudFrontId: batch.cloudFrontId })
  for (const entry of done) {
    traceProgress(tracing, address, entry.batch, { at, observed: true })
    logger.info(namesAt(entry), 'a batch of invalidations has completed')
  }
  for (const entry of unobserved) {
    traceProgress(tracing, address, entry.batch, { at, observed: false })
    logger.warn(namesAt(entry), 'the completion of a batch of invalidations could not be observed')
  }
  for (const [entry, error] of lost) {
    traceProgress(tracing, address, entry.batch, { at, observed: true, error: error.code })
    logger.warn({ ...namesAt(entry), ...failureNames(error) }, 'CloudFront no longer has a batch of invalidations')
  }
  for (const { batch, since, whole, openAt } of done) {
    state.followed.delete(batch.id)
    if (!whole) continue
    const duration = durationOf({ openMs: openAt === undefined ? undefined : openAt - since, doneMs: askedAt - since })
    state.typicalMs = smooth(state.typicalMs, duration)
  }
  return done.length + unobserved.length + lost.size
}

/** The warning of an invalidation whose end was not observed. */
function notObserved(why: WaitingFor | undefined): Warning {
  const { code: cause, remedy, detail } = why ?? {}
  return {
    code: 'COMPLETION_NOT_OBSERVED',
    detail: [
      'CloudFront accepted all of it, but Frontage could not read its status.',
      'Invalidations usually complete in much less time than has passed.',
      detail ?? []
    ]
      .flat()
      .join(' '),
    ...(cause !== undefined && { cause }),
    ...(remedy !== undefined && { remedy })
  }
}

/**
 * Looks for CloudFront's ids of batches of which only the caller reference is known. Resolves with false if another
 * process has taken the target over.
 */
async function identify(
  deps: FollowDeps,
  target: Target,
  state: DispatchState,
  due: readonly Followed[],
  round: Round
): Promise<boolean> {
  for (const entry of due) {
    const { batch } = entry
    if (batch.cloudFrontId !== undefined) continue
    try {
      const found = await findByReference(deps, target, batch.id, entry.lookUp)
      round.answered = true
      if (found.kind === 'found') {
        const { cloudFrontId } = found
        if (!(await deps.records.identified(addressOf(target), batch.id, cloudFrontId))) return false
        state.followed.set(batch.id, { ...entry, lookUp: undefined, batch: { ...batch, cloudFrontId } })
        continue
      }
      if (found.kind === 'absent') round.hidden.set(batch.id, undefined)
      const lookUp = found.kind === 'unfinished' ? found.position : undefined
      state.followed.set(batch.id, { ...(state.followed.get(batch.id) ?? entry), lookUp })
    } catch (error) {
      noteReadFailure(deps, target, error, { round, unread: [entry] })
    }
  }
  return true
}

/** Logs a failed read, which the next poll repeats. */
function noteReadFailure(
  { failures }: FollowDeps,
  target: Target,
  thrown: unknown,
  { round, unread }: { round: Round; unread: readonly Followed[] }
): void {
  const failure = postponementOf(thrown)
  round.failed = true
  const batches = unread.map(({ batch }) => batch)
  const address = addressOf(target)
  if (failure.pause !== 'throttled') failures.failed(address, failure.error, namesOf(address, batches))
  if (failure.pause === 'blocked') for (const { id } of batches) round.hidden.set(id, unreadAfter(failure))
}

/**
 * Stores why batches cannot be read, if that has changed. While there are such batches, a successful read of others
 * does not reset the failure log. Resolves with false if another process has taken the target over.
 */
async function noteUnread(
  { records, failures }: FollowDeps,
  address: string,
  { followed }: DispatchState,
  due: readonly Followed[],
  { hidden, answered, failed }: Round
): Promise<boolean> {
  for (const { batch } of due) {
    const entry = followed.get(batch.id)
    const why = hidden.get(batch.id)
    // After an outage nothing new is known, so it stays as it was.
    if (!entry || entry.batch.unread?.detail === why?.detail || (failed && !why)) continue
    if (!(await records.unread(address, [batch.id], why))) return false
    followed.set(batch.id, { ...entry, batch: { ...entry.batch, unread: why } })
  }
  const someUnread = [...followed.values()].some(({ batch }) => batch.unread !== undefined)
  if (answered && !failed && !someUnread) failures.succeeded(address)
  return true
}

const idsOf = (entries: readonly Followed[]) => entries.map(({ batch }) => batch.id)

function pollLater({ pace, now }: FollowDeps, state: DispatchState, entry: Followed): void {
  const { typicalMs, urgent } = state
  const wait = untilNextPoll(pace, { elapsedMs: now() - entry.since, typicalMs, urgent })
  state.followed.set(entry.batch.id, { ...entry, pollAt: now() + wait })
}

/** The statuses by CloudFront's ids; undefined if they could not be read. */
async function statusesOf(
  deps: FollowDeps,
  target: Target,
  due: readonly Followed[],
  round: Round
): Promise<(cloudFrontId: string) => Seen | undefined> {
  const { calls } = deps
  const wanted = new Set(due.flatMap(({ batch }) => batch.cloudFrontId ?? []))
  const statuses = new Map<string, Seen>()
  const paths = due.reduce((sum, { batch }) => sum + batch.paths, 0)
  try {
    if (wanted.size > SINGLE_BATCHES_MAX || paths > SINGLE_PATHS_MAX) {
      let marker: string | undefined
      const pages = Math.ceil(wanted.size / PAGE) + 1
      for (let page = 0; page < pages; page++) {
        const list = await unlessGone(calls.list(target, { limit: PAGE, marker }))
        // The single reads below tell whether the whole target is gone.
        if (isServiceError(list)) break
        for (const { Id: id = '', Status: status } of list.Items ?? []) {
          if (wanted.delete(id)) statuses.set(id, seenAs(status))
        }
        marker = list.NextMarker
        if (wanted.size === 0 || list.IsTruncated !== true || marker === undefined) break
      }
    }
    // Many newer invalidations may have pushed ours off the first pages.
    for (const id of wanted) {
      const found = await unlessGone(calls.get(target, id))
      statuses.set(id, isServiceError(found) ? found : seenAs(found.Status))
    }
    round.answered ||= statuses.size > 0
  } catch (error) {
    const unread = due.filter(
      ({ batch: { cloudFrontId } }) => cloudFrontId !== undefined && !statuses.has(cloudFrontId)
    )
    noteReadFailure(deps, target, error, { round, unread })
  }
  return id => statuses.get(id)
}

const seenAs = (status: string | undefined): Seen => (status === 'Completed' ? 'completed' : 'open')

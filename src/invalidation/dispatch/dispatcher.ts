import { callTimeouts } from '../../cloudfront/client.ts'
import { type Database } from '../../database/database.ts'
import { createLeases } from '../../database/leases.ts'
import { createOutageLog } from '../../database/outage-log.ts'
import { type JobsLogger } from '../../jobs/logger.ts'
import { createScheduler } from '../../jobs/scheduler.ts'
import { type DispatchState, disown, newDispatchState, nextPrepared } from './dispatch-state.ts'
import { createDeadlines } from './deadlines.ts'
import { createFailureLog } from './failure-log.ts'
import { follow } from './follow.ts'
import { LEASE_SECONDS, targetsWithWork } from '../queue/leases.ts'
import { type HeadRoom } from '../queue/limits.ts'
import { type PollPace } from './poll-times.ts'
import { createGroupPrepare } from './prepare-together.ts'
import { createRecords } from './record.ts'
import { submit } from './submit.ts'
import { type TargetCalls, targetAt } from '../targets.ts'
import { type Tracing } from '../../tracing/tracing.ts'

interface DispatcherOptions {
  readonly database: Database
  readonly calls: TargetCalls
  /** Milliseconds since 1970, for times that are only shown. */
  readonly clock: { now(): number }
  readonly logger: JobsLogger
  readonly newId: () => string
  readonly headRoom: HeadRoom
  readonly pace: PollPace
  /** The account of a distribution or tenant, if there are several. */
  readonly accountOf?: ((id: string) => string | undefined) | undefined
  /** Called when CloudFront says that the target no longer exists. */
  readonly onGone: (target: string) => void
  readonly random?: () => number
  /** How long an attempt whose answer was lost may still take effect at CloudFront. */
  readonly settleMs?: number
  /** How long to wait while CloudFront refuses everything and only an operator can help. */
  readonly refusedMaxMs: number
  readonly sweepMs?: number
  readonly tracing?: Tracing | undefined
  /** The states of the targets that this process owns; given by tests. */
  readonly states?: Map<string, DispatchState>
}

/** The notification channel on which the owner of a target is told of pending work. */
const WORK_CHANNEL = 'frontage_invalidation_work'
const SUBMIT_CONCURRENCY = 20
const POLL_CONCURRENCY = 10
/** How many batches of a target may wait for quota at the same time. */
const PREPARED_MAX = 4

export type Dispatcher = ReturnType<typeof createDispatcher>

/**
 * Submits accepted invalidations to CloudFront and follows them until they have ended. Each target is owned by one process at
 * a time, with one CreateInvalidation in flight; everything that must survive a crash is in the store. Nothing runs before
 * `start`.
 */
export function createDispatcher(options: DispatcherOptions) {
  const { database, calls, clock, logger, newId, headRoom, pace, onGone, refusedMaxMs, tracing } = options
  const { random = Math.random, settleMs = callTimeouts.deadlineMs, sweepMs = 2_000 } = options
  const { states = new Map<string, DispatchState>() } = options
  const now = () => performance.now()
  const owner = newId()
  const leases = createLeases({ database, table: 'invalidation_targets', seconds: LEASE_SECONDS, logger })
  const records = createRecords({ database, owner })
  const pollFailures = createFailureLog({ logger, now, message: 'the status of an invalidation could not be read' })
  const submitFailures = createFailureLog({ logger, now, message: 'an invalidation could not be submitted' })
  const deadlines = createDeadlines({ database, refusedMaxMs })
  const prepare = createGroupPrepare({ database, leases, owner, newId, deadlines, traced: tracing !== undefined })
  let stopListening: (() => Promise<void>) | undefined
  let started = false

  const outages = createOutageLog(logger)
  const onError = (error: unknown, target: string) => {
    outages.failed(error, 'the invalidations of a target could not be processed', { target })
  }
  const { accountOf } = options
  const laneOf = accountOf && ((target: string) => accountOf(targetAt(target).id) ?? '')
  const submits = createScheduler({ run: submitSafely, concurrency: SUBMIT_CONCURRENCY, laneOf, onError })
  const polls = createScheduler({ run: pollTarget, concurrency: POLL_CONCURRENCY, laneOf, onError })
  const sweeps = createScheduler({
    run: sweep,
    concurrency: 1,
    onError: (error, name) => outages.failed(error, 'the sweep for invalidations failed', { sweep: name })
  })

  function stateOf(target: string): DispatchState {
    const state = states.get(target) ?? newDispatchState({ headRoom, now })
    states.set(target, state)
    return state
  }

  async function submitSafely(target: string): Promise<number | undefined> {
    const state = stateOf(target)
    try {
      return await submitNext(target, state)
    } catch (error) {
      // The store is authoritative: the state is read from it again.
      disown(state)
      throw error
    }
  }

  async function submitNext(target: string, state: DispatchState): Promise<number | undefined> {
    const next = nextPrepared(state)
    if (next && next.dueAt <= now()) {
      // It was made a while ago.
      if ((await deadlines.overdueIn(next.prepared.batch.id)).length > 0) state.overdue.add(next.prepared.batch.id)
      return attempt(target, state, next.prepared)
    }
    const mayPrepare = state.prepared.every(({ forQuota }) => forQuota) && state.prepared.length < PREPARED_MAX
    const untilNext = next && next.dueAt - now()
    if (!mayPrepare) return untilNext
    const gapLeft = state.calledAt + mergeMs(states.size) - now()
    if (state.owned && gapLeft > 0) return Math.min(gapLeft, untilNext ?? Infinity)

    const result = await prepare({ target, state })
    switch (result.kind) {
      case 'other':
        // Otherwise the map would grow with every target of other processes.
        states.delete(target)
        await database.query('SELECT pg_notify($1, $2)', [WORK_CHANNEL, target])
        return undefined
      case 'takenOver': {
        disown(state)
        state.owned = true
        state.prepared = result.prepared.map(batch => ({ batch, notBefore: now(), failures: 0, forQuota: false }))
        for (const batch of result.submitted) {
          state.followed.set(batch.id, { batch, since: now(), whole: false, pollAt: now() })
        }
        polls.wake(target)
        return 0
      }
      case 'again':
        return result.inMs
      case 'batch':
        return attempt(target, state, { batch: result.batch, notBefore: now(), failures: 0, forQuota: false })
      case 'none': {
        if (result.released) states.delete(target)
        if (result.waits && !state.urgent) polls.wake(target)
        state.urgent = result.waits
        state.waiting = result.ready
        const pauses = result.waits ? [state.limits.pauseLeftMs('path'), state.limits.pauseLeftMs('wildcard')] : []
        // Once a pause is over, quota is freed only when our own batches are completed.
        const ahead = pauses.filter(pause => pause !== undefined && pause > 0)
        return soonestOf([...ahead, result.holdMs, untilNext])
      }
    }
  }

  async function attempt(
    target: string,
    state: DispatchState,
    prepared: DispatchState['prepared'][number]
  ): Promise<number | undefined> {
    const deps = {
      calls,
      records,
      pace,
      now,
      clock,
      random,
      onGone,
      settleMs,
      deadlines,
      failures: submitFailures,
      logger,
      tracing
    }
    if (!(await submit(deps, targetAt(target), state, prepared))) disown(state)
    polls.wake(target)
    return 0
  }

  async function pollTarget(target: string): Promise<number | undefined> {
    const state = states.get(target)
    if (!state || state.followed.size === 0) return undefined
    const completed = await follow(
      { calls, records, pace, now, clock, onGone, failures: pollFailures, logger, tracing },
      targetAt(target),
      state
    )
    if (completed === undefined) disown(state)
    // Submits what waits for quota, or releases the target after its last batch.
    if (completed !== 0) submits.wake(target)
    const next = soonestOf([...state.followed.values()].map(({ pollAt }) => pollAt - now()))
    return next === undefined ? undefined : Math.max(1, next)
  }

  async function endOverdue(): Promise<void> {
    for (const { target, batchId } of await deadlines.sweep()) {
      const state = states.get(target)
      if (!state?.owned) continue
      state.overdue.add(batchId)
      submits.wake(target)
    }
  }

  /** Includes what other processes have accepted for targets of this one, because notifications may be lost. */
  async function findWork(): Promise<void> {
    for (const { target, own, path, wildcard, due } of await targetsWithWork(database, owner)) {
      const state = states.get(target)
      // Work that is known to wait for quota has its own timer.
      const known = state?.owned && !due && !(path && !state.waiting.path) && !(wildcard && !state.waiting.wildcard)
      if (!own || !known) submits.wake(target)
    }
  }

  async function sweep(name: string): Promise<number> {
    await (name === 'overdue' ? endOverdue() : findWork())
    outages.succeeded()
    return sweepMs
  }

  return {
    /** Resumes everything unfinished. */
    async start(): Promise<void> {
      if (database.kind === 'embedded') await leases.releaseAll()
      stopListening = await database.listen(WORK_CHANNEL, target => {
        // An empty notification means that some may have been missed.
        const notified = target === '' ? [...states.keys()] : [target]
        for (const each of notified) if (states.get(each)?.owned) submits.wake(each)
      })
      started = true
      leases.hold(owner)
      // What is past its deadline fails before any of it is sent.
      sweeps.wake('overdue')
      sweeps.wake('work')
    },

    /** Announces new work for a target; `urgent` work does not wait to be merged with later requests. Safe to repeat. */
    wake(target: string, { urgent = false }: { urgent?: boolean } = {}): void {
      if (!started) return
      if (urgent) stateOf(target).calledAt = -Infinity
      submits.wake(target)
    },

    /** Gives calls in flight `graceMs` to end. The next start resumes the others, with the same caller references. */
    async close({ graceMs = 10_000 } = {}): Promise<void> {
      const wasStarted = started
      started = false
      await Promise.all([sweeps.close(graceMs), submits.close(graceMs), polls.close(graceMs)])
      await stopListening?.()
      leases.stopExtending(owner)
      if (!wasStarted) return
      // If the store is unavailable, the leases expire.
      await leases
        .release(database, owner)
        .catch((error: unknown) => logger.warn({ err: error }, 'the leases of invalidations could not be released'))
    }
  }
}

/**
 * The minimum time between the starts of two calls for one target, in which requests are merged. It grows with the number of
 * busy targets, up to a second, so that together they start about ten calls a second, which is more than CloudFront sustains.
 */
export function mergeMs(busyTargets: number): number {
  return Math.min(1_000, Math.max(250, busyTargets * 100))
}

function soonestOf(delays: readonly (number | undefined)[]): number | undefined {
  const known = delays.filter(delay => delay !== undefined)
  return known.length === 0 ? undefined : Math.min(...known)
}

import { type Database } from '../database/database.ts'
import { createLeases } from '../database/leases.ts'
import { isServiceError, ServiceError } from '../errors.ts'
import { type BoundOperation, type StepResult } from './define-operation.ts'
import { type Operation } from './operation.ts'
import {
  type ClaimedOperation,
  claimOperation,
  findDelayMs,
  listDue,
  releaseOperation,
  saveTransition
} from './store.ts'
import {
  beginCancelling,
  beginStep,
  failStep,
  findStep,
  isUndoing,
  isRetryable,
  settleStep,
  timedOut,
  type Transition
} from './transitions.ts'
import { type JobsLogger } from './logger.ts'

interface RunnerOptions {
  readonly database: Database
  readonly definitions: ReadonlyMap<string, BoundOperation>
  /** Milliseconds since 1970, for the times that are shown. Due times and leases go by the store's clock. */
  readonly clock: { now(): number }
  readonly logger: JobsLogger
  readonly newToken: () => string
  readonly random: () => number
  /** How long an operation stays leased after its process has stopped extending the lease. */
  readonly leaseSeconds: number
  /** The timeout of one run of a step. */
  readonly stepTimeoutSeconds: number
  /** How long a step may keep asking for another run, in addition to its `waitsSeconds`. */
  readonly stepDeadlineSeconds: number
  readonly originOf: (operationId: string) => Promise<object>
  /** Called with every operation that a run of this process has ended. */
  readonly onEnded: (operation: Operation) => void
}

/**
 * Runs single steps. A run leases the operation, so that no other run of any instance works on it, runs one step, and stores
 * the outcome with the time of the next run. A run that comes too early or twice does nothing.
 */
export function createRunner(options: RunnerOptions) {
  const { database, definitions, clock, logger, newToken, random, leaseSeconds } = options
  const now = () => new Date(clock.now())
  const leases = createLeases({ database, table: 'operations', seconds: leaseSeconds, logger })
  const active = new Set<AbortController>()
  const interrupted = new WeakSet<AbortSignal>()

  /** Leases the operation, and records that its step has begun. */
  async function claim(id: string, token: string): Promise<ClaimedOperation | undefined> {
    return database.transaction(async tx => {
      const claimed = await claimOperation(tx, leases, id, token)
      if (!claimed) return undefined
      const definition = definitions.get(claimed.operation.kind)
      if (!definition) {
        logger.warn(
          { operationId: id, kind: claimed.operation.kind },
          'unknown kind of operation: left for a version that defines it'
        )
        await releaseOperation(tx, id, token, 60)
        return undefined
      }
      const begun = begin(claimed.operation, definition)
      if (begun.operation === claimed.operation && begun.deadlineSeconds === undefined) return claimed
      const saved = await saveTransition(tx, begun, now(), { token, keeps: !begun.operation.endedAt })
      return saved && { ...claimed, operation: saved }
    })
  }

  /** Applies a requested cancellation, or begins the next step. */
  function begin(claimed: Operation, definition: BoundOperation): Transition {
    const cancels = claimed.cancelRequestedAt && !isUndoing(claimed)
    const before = cancels ? beginCancelling(claimed, definition, now()) : { operation: claimed, events: [] }
    if (before.operation.endedAt) return before
    const waitsSeconds = findStep(before.operation, definition)?.waitsSeconds(claimed.input) ?? 0
    const begun = beginStep(before.operation, options.stepDeadlineSeconds + waitsSeconds, now())
    return { ...begun, events: [...before.events, ...begun.events] }
  }

  async function runStep({ operation, now }: ClaimedOperation, signal: AbortSignal): Promise<StepResult> {
    const definition = definitions.get(operation.kind)
    const step = definition && findStep(operation, definition)
    if (!step) throw new Error(`${operation.kind} has no step called ${operation.steps[operation.step]?.title}`)
    const { id, input, outputs, attempts, traceparent } = operation
    const result = step.run(input, { operationId: id, failures: attempts, data: outputs, signal, now, traceparent })
    const aborted = new Promise<never>((_, reject) => {
      const tooLong = () => reject(new ServiceError('CLOUDFRONT_TIMEOUT', 'The step did not end in time.'))
      signal.addEventListener('abort', tooLong, { once: true })
    })
    return Promise.race([result, aborted])
  }

  /** Aborts a run for a reason other than its step: a lost lease, or closing. */
  function interrupt(run: AbortController): void {
    interrupted.add(run.signal)
    run.abort()
  }

  /** Whether this run began after the step's deadline, so that it is the last one. */
  function isOverdue({ operation: { stepDeadline }, now }: ClaimedOperation, signal: AbortSignal): boolean {
    return !interrupted.has(signal) && stepDeadline !== undefined && stepDeadline.getTime() <= now.getTime()
  }

  /** Runs the step and keeps extending the lease; aborts the step when it times out or the lease is lost. */
  async function runWithLease(claimed: ClaimedOperation, token: string): Promise<Transition> {
    const { operation } = claimed
    const run = new AbortController()
    const { signal } = run
    active.add(run)
    leases.hold(token, () => interrupt(run))
    const limit = setTimeout(() => run.abort(), options.stepTimeoutSeconds * 1_000).unref()
    try {
      const result = await runStep(claimed, signal)
      const wantsAnother = result !== 'done' && 'againInSeconds' in result
      if (wantsAnother && isOverdue(claimed, signal)) throw timedOut(operation, result.reason)
      return settleStep(operation, result, now())
    } catch (thrown) {
      const isLast = isRetryable(thrown) && isOverdue(claimed, signal)
      const error = isLast ? timedOut(operation, thrown.message, thrown) : thrown
      const failed = failStep(operation, error, now(), random)
      const step = operation.steps[operation.step]?.title
      const cloudFrontRequestId = isServiceError(thrown) ? thrown.cloudFront?.requestId : undefined
      // The failure may be the store's.
      const origin = await options.originOf(operation.id).catch(() => ({}))
      const details = {
        err: error,
        operationId: operation.id,
        kind: operation.kind,
        ...origin,
        step,
        cloudFrontRequestId
      }
      if (!failed.operation.endedAt) logger.warn(details, 'a step will be retried')
      // A warning only, since operators cannot repair it: for example, the distribution was protected while its
      // deletion was waiting.
      else if (isServiceError(error) && error.isOfCallers) logger.warn(details, 'an operation failed')
      else logger.error(details, 'an operation failed')
      return failed
    } finally {
      active.delete(run)
      leases.stopExtending(token)
      clearTimeout(limit)
    }
  }

  return {
    /**
     * Runs one step of the operation if it is due and not leased. Resolves with the milliseconds until the next one is
     * due, or undefined if there is none. Safe to repeat. Rejects while the store is unavailable.
     */
    async run(id: string): Promise<number | undefined> {
      const token = newToken()
      const claimed = await claim(id, token)
      if (!claimed) return findDelayMs(database, id)
      if (claimed.operation.endedAt) {
        options.onEnded(claimed.operation)
        return undefined
      }
      const transition = await runWithLease(claimed, token)
      const saved = await database.transaction(tx => saveTransition(tx, transition, now(), { token }))
      if (!saved) logger.warn({ operationId: id }, 'the outcome of a step came too late: another run has taken over')
      if (saved?.endedAt) options.onEnded(saved)
      if (!saved || saved.endedAt) return undefined
      return saved.cancelRequestedAt && !isUndoing(saved) ? 0 : (transition.delayMs ?? 0)
    },

    /** Aborts all running steps, which are retried like steps that timed out. */
    abandon(): void {
      for (const run of active) interrupt(run)
    },

    /** Releases all leases; only while no other process can use the store. */
    releaseAll: () => leases.releaseAll(),

    async due(): Promise<{ id: string; resource: string }[]> {
      return listDue(database)
    }
  }
}

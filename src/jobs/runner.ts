import { type Database } from '../database/database.ts'
import { createLeases } from '../database/leases.ts'
import { ServiceError } from '../errors.ts'
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
  mayPass,
  settleStep,
  timedOut,
  type Transition
} from './transitions.ts'
import { type JobsLogger } from './logger.ts'

export interface RunnerOptions {
  readonly database: Database
  readonly definitions: ReadonlyMap<string, BoundOperation>
  /** Milliseconds since 1970, of the times that are shown. What is due and who has it goes by the store's clock. */
  readonly clock: { now(): number }
  readonly logger: JobsLogger
  readonly newToken: () => string
  readonly random: () => number
  /** How long an operation stays leased after its process has stopped extending the lease. */
  readonly leaseSeconds: number
  /** How long one run of a step may take. */
  readonly stepTimeoutSeconds: number
  /** How long a step may be run again, besides what it waits for by its definition. */
  readonly stepDeadlineSeconds: number
}

/**
 * Runs single steps. A run leases the operation, so that no other run of any instance does a step of it, does one step, and
 * writes the outcome with the time of the next run. Runs may come too early, twice, or not at all.
 */
export function createRunner(options: RunnerOptions) {
  const { database, definitions, clock, logger, newToken, random, leaseSeconds } = options
  const now = () => new Date(clock.now())
  const leases = createLeases({ database, table: 'operations', seconds: leaseSeconds, logger })
  const active = new Set<AbortController>()
  const interrupted = new WeakSet<AbortSignal>()

  /** Leases the operation, and writes that its step begins. */
  async function claim(id: string, token: string): Promise<ClaimedOperation | undefined> {
    return database.transaction(async tx => {
      const claimed = await claimOperation(tx, leases, id, token)
      if (!claimed) return undefined
      const definition = definitions.get(claimed.operation.kind)
      if (!definition) {
        logger.warn({ operationId: id, kind: claimed.operation.kind }, 'another version must carry this operation on')
        await releaseOperation(tx, id, token, 60)
        return undefined
      }
      const begun = begin(claimed.operation, definition)
      if (begun.operation === claimed.operation && begun.deadlineSeconds === undefined) return claimed
      const saved = await saveTransition(tx, begun, now(), { token, keeps: !begun.operation.endedAt })
      return saved && { ...claimed, operation: saved }
    })
  }

  /** A cancellation that was asked for takes effect, or the step that is next begins. */
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
    const { id, input, outputs, attempts } = operation
    const result = step.run(input, { operationId: id, failures: attempts, data: outputs, signal, now })
    const aborted = new Promise<never>((_, reject) => {
      const tooLong = () => reject(new ServiceError('CLOUDFRONT_TIMEOUT', 'The step did not end in time.'))
      signal.addEventListener('abort', tooLong, { once: true })
    })
    return Promise.race([result, aborted])
  }

  /** Ends a run whose outcome says nothing about its step. */
  function interrupt(run: AbortController): void {
    interrupted.add(run.signal)
    run.abort()
  }

  /** Whether this run is the step's last one. */
  function isOverdue({ operation: { stepDeadline }, now }: ClaimedOperation, signal: AbortSignal): boolean {
    return !interrupted.has(signal) && stepDeadline !== undefined && stepDeadline.getTime() <= now.getTime()
  }

  /** The lease is extended while this process lives; the step runs while the lease is valid. */
  async function runWhileHeld(claimed: ClaimedOperation, token: string): Promise<Transition> {
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
      const isLast = mayPass(thrown) && isOverdue(claimed, signal)
      const error = isLast ? timedOut(operation, thrown.message, thrown) : thrown
      const failed = failStep(operation, error, now(), random)
      const step = operation.steps[operation.step]?.title
      const details = { err: error, operationId: operation.id, kind: operation.kind, step }
      if (failed.operation.endedAt) logger.error(details, 'an operation failed')
      else logger.warn(details, 'a step will be tried again')
      return failed
    } finally {
      active.delete(run)
      leases.letGo(token)
      clearTimeout(limit)
    }
  }

  return {
    /**
     * One step of the operation, if it is due and free. Answers in how many milliseconds the next one is due. Safe to repeat.
     * Rejects while the store is away.
     */
    async run(id: string): Promise<number | undefined> {
      const token = newToken()
      const claimed = await claim(id, token)
      if (!claimed) return findDelayMs(database, id)
      if (claimed.operation.endedAt) return undefined
      const transition = await runWhileHeld(claimed, token)
      const saved = await database.transaction(tx => saveTransition(tx, transition, now(), { token }))
      if (!saved) logger.warn({ operationId: id }, 'an outcome came too late; another run has taken over')
      if (!saved || saved.endedAt) return undefined
      return saved.cancelRequestedAt && !isUndoing(saved) ? 0 : (transition.delayMs ?? 0)
    },

    /** Waits for no step any more: its outcome will be that it did not end in time. */
    abandon(): void {
      for (const run of active) interrupt(run)
    },

    /** Where no other process can be at work on the store, what a dead one held need not be waited for. */
    releaseAll: () => leases.releaseAll(),

    async due(): Promise<string[]> {
      return listDue(database)
    }
  }
}

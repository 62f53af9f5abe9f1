import { type Database } from '../database/database.ts'
import { ServiceError } from '../errors.ts'
import { type BoundOperation, type StepResult } from './define-operation.ts'
import { type Operation } from './operation.ts'
import { claimOperation, extendVisit, listDue, releaseOperation, saveTransition } from './store.ts'
import { beginCancelling, beginStep, failStep, findRun, isUndoing, settleStep, type Transition } from './transitions.ts'
import { type JobsLogger } from './logger.ts'

export interface RunnerOptions {
  readonly database: Database
  readonly definitions: ReadonlyMap<string, BoundOperation>
  /** Milliseconds since 1970. Those of all instances must agree within a few seconds. */
  readonly clock: { now(): number }
  readonly logger: JobsLogger
  readonly newToken: () => string
  readonly random: () => number
  /** How long an operation stays taken when its visitor is no longer heard of. */
  readonly leaseSeconds: number
  /** How long one look at the world may take. */
  readonly stepTimeoutSeconds: number
}

/**
 * Runs single steps. A run leases the operation, so that no other run of any instance does a step of it, does one step, and
 * writes the outcome with the time of the next run. Runs may come too early, twice, or not at all.
 */
export function createRunner(options: RunnerOptions) {
  const { database, definitions, clock, logger, newToken, random, leaseSeconds } = options
  const now = () => new Date(clock.now())
  const inSeconds = (seconds: number) => new Date(clock.now() + seconds * 1_000)

  const active = new Set<AbortController>()

  /** Takes the operation, and writes that its step begins. */
  async function claim(id: string, token: string): Promise<Operation | undefined> {
    return database.transaction(async tx => {
      const claimed = await claimOperation(tx, { id, token, now: now(), until: inSeconds(leaseSeconds) })
      if (!claimed) return undefined
      const definition = definitions.get(claimed.kind)
      if (!definition) {
        logger.warn({ operationId: id, kind: claimed.kind }, 'another version must carry this operation on')
        await releaseOperation(tx, id, token, inSeconds(60))
        return undefined
      }
      let { operation, events }: Transition = { operation: claimed, events: [] }
      if (claimed.cancelRequestedAt && !isUndoing(claimed)) {
        ;({ operation, events } = beginCancelling(claimed, definition, now()))
      }
      if (!operation.endedAt) {
        const begun = beginStep(operation, now())
        ;({ operation, events } = { operation: begun.operation, events: [...events, ...begun.events] })
      }
      if (operation === claimed) return claimed
      return saveTransition(tx, { operation, events }, now(), { token, keeps: !operation.endedAt })
    })
  }

  async function runStep(operation: Operation, signal: AbortSignal): Promise<StepResult> {
    const definition = definitions.get(operation.kind)
    const step = definition && findRun(operation, definition)
    if (!step) throw new Error(`${operation.kind} has no step called ${operation.steps[operation.step]?.title}`)
    const { id, input, outputs, attempts } = operation
    const result = step(input, { operationId: id, failures: attempts, data: outputs, signal })
    const aborted = new Promise<never>((_, reject) => {
      const tooLong = () => reject(new ServiceError('CLOUDFRONT_TIMEOUT', 'The step did not end in time.'))
      signal.addEventListener('abort', tooLong, { once: true })
    })
    return Promise.race([result, aborted])
  }

  /** The visit goes on for as long as this process lives, and its step for as long as the visit counts. */
  async function runWhileHeld(operation: Operation, token: string): Promise<Transition> {
    const overdue = new AbortController()
    active.add(overdue)
    const limit = setTimeout(() => overdue.abort(), options.stepTimeoutSeconds * 1_000).unref()
    const renewal = setInterval(
      () => {
        extendVisit(database, operation.id, token, inSeconds(leaseSeconds)).then(
          held => {
            if (!held) overdue.abort()
          },
          (error: unknown) => logger.warn({ err: error, operationId: operation.id }, 'a visit could not be extended')
        )
      },
      (leaseSeconds * 1_000) / 3
    ).unref()
    try {
      return settleStep(operation, await runStep(operation, overdue.signal), now())
    } catch (error) {
      const failed = failStep(operation, error, now(), random)
      const step = operation.steps[operation.step]?.title
      const details = { err: error, operationId: operation.id, kind: operation.kind, step }
      if (failed.operation.endedAt) logger.error(details, 'an operation failed')
      else logger.warn(details, 'a step will be tried again')
      return failed
    } finally {
      active.delete(overdue)
      clearInterval(renewal)
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
      const operation = await claim(id, token)
      if (!operation || operation.endedAt) return undefined
      const transition = await runWhileHeld(operation, token)
      const saved = await database.transaction(tx => saveTransition(tx, transition, now(), { token }))
      if (!saved) logger.warn({ operationId: id }, 'an outcome came too late; somebody else has gone on')
      return saved && !saved.endedAt ? saved.nextRunAt.getTime() - clock.now() : undefined
    },

    /** Waits for no step any more: its outcome will be that it did not end in time. */
    abandon(): void {
      for (const controller of active) controller.abort()
    },

    async due(): Promise<string[]> {
      return listDue(database, now())
    }
  }
}

import { randomUUID } from 'node:crypto'
import { createChanges, type Watch } from '../database/changes.ts'
import { type Database, type Queryable } from '../database/database.ts'
import { createOutageLog } from '../database/outage-log.ts'
import { ServiceError } from '../errors.ts'
import { type BoundOperation, type OperationDefinition } from './define-operation.ts'
import { type Operation, type OperationEvent } from './operation.ts'
import { type JobsLogger } from './logger.ts'
import { createRunner } from './runner.ts'
import { createScheduler } from './scheduler.ts'
import * as store from './store.ts'
import { isPastReturn, resumeFailed } from './transitions.ts'

export interface EngineOptions {
  /** Called at the end of each transaction in which a caller begins, cancels or retries an operation. */
  readonly onWrite?: (tx: Queryable, operation: Operation) => Promise<void>
  /** The current span, which is stored with an operation that begins (W3C Trace Context). */
  readonly traceparent?: () => string | undefined
  readonly database: Database
  /** Every kind of operation, with its dependencies bound. */
  readonly definitions: readonly BoundOperation[]
  /** Milliseconds since 1970. */
  readonly clock: { now(): number }
  readonly logger: JobsLogger
  readonly newId?: () => string
  readonly random?: () => number
  readonly leaseSeconds?: number
  /** The timeout of one run of a step. */
  readonly stepTimeoutSeconds?: number
  /** How long a step may keep asking for another run, in addition to its `waitsSeconds`. */
  readonly stepDeadlineSeconds?: number
  readonly sweepSeconds?: number
  /** Operations on resources of one lane never wait for those of another. Default: a single lane. */
  readonly laneOf?: ((resource: string) => string) | undefined
  /** Whether no other process can use the store, so that `start` may release all leases. */
  readonly onlyProcess?: boolean
  /** For the log: who began the operation, and by which request. */
  readonly originOf?: (operationId: string) => Promise<object>
  /** Called with every operation that this process has ended. */
  readonly onEnded?: (operation: Operation) => void
}

const CONCURRENCY = 8
/** Notifications can be lost with their connection, so waiters also poll, this often. */
const POLL_MS = 5_000

export type Engine = ReturnType<typeof createEngine>

/** Begins, runs, shows and cancels long-running operations, which it keeps in the store. Nothing runs before `start`. */
export function createEngine(options: EngineOptions) {
  const { database, clock, logger, newId = randomUUID, random = Math.random } = options
  const { leaseSeconds = 60, stepTimeoutSeconds = 120, stepDeadlineSeconds = 21_600 } = options
  const { sweepSeconds = 5, onlyProcess = false } = options
  const definitions = new Map(options.definitions.map(definition => [definition.kind, definition]))
  const now = () => new Date(clock.now())

  const changes = createChanges({ database, channel: store.CHANNEL })
  const runner = createRunner({
    database,
    definitions,
    clock,
    logger,
    newToken: randomUUID,
    random,
    leaseSeconds,
    stepTimeoutSeconds,
    stepDeadlineSeconds,
    originOf: options.originOf ?? (() => Promise.resolve({})),
    onEnded: options.onEnded ?? (() => undefined)
  })
  const outages = createOutageLog(logger)
  const { laneOf } = options
  /** The lanes of the operations that have a run or a timer here. */
  const lanes = new Map<string, string>()
  const scheduler = createScheduler({
    async run(id) {
      const delayMs = await runner.run(id)
      if (delayMs === undefined) lanes.delete(id)
      return delayMs
    },
    concurrency: CONCURRENCY,
    laneOf: laneOf && (id => lanes.get(id) ?? ''),
    onError: (error, operationId) => outages.failed(error, 'an operation could not be run', { operationId })
  })
  /** Finds operations that another process has left, or that have no timer in this one. */
  const sweeps = createScheduler({
    run: async () => {
      await wakeDue()
      outages.succeeded()
      return sweepSeconds * 1_000
    },
    concurrency: 1,
    onError: error => outages.failed(error, 'due operations could not be read')
  })
  let started = false

  async function write<Written extends Operation | undefined>(
    run: (tx: Queryable) => Promise<Written>
  ): Promise<Written> {
    return database.transaction(async tx => {
      const operation = await run(tx)
      if (operation) await options.onWrite?.(tx, operation)
      return operation
    })
  }

  async function wakeDue(): Promise<number> {
    const due = await runner.due()
    for (const operation of due) wake(operation)
    return due.length
  }

  function wake({ id, resource }: { readonly id: string; readonly resource: string }): void {
    if (laneOf) lanes.set(id, laneOf(resource))
    scheduler.wake(id)
  }

  async function get(id: string): Promise<Operation> {
    const found = await store.findOperation(database, id)
    if (!found) throw new ServiceError('OPERATION_NOT_FOUND', `There is no operation ${id}.`)
    return found
  }

  function inProgress(resource: string, active: Operation | undefined): ServiceError {
    const which = active ? `${active.kind} ${active.id}` : 'Another operation'
    return new ServiceError('OPERATION_IN_PROGRESS', `${which} is working on ${resource}.`, {
      headers: active ? { location: `/operations/${active.id}` } : {}
    })
  }

  return {
    /** Resumes every unfinished operation, whichever process began it. */
    async start(): Promise<void> {
      if (onlyProcess) await runner.releaseAll()
      await changes.start()
      started = true
      sweeps.wake('')
    },

    /**
     * Stores an operation and starts it. Once this has resolved, the operation will run to its end even if this process
     * dies. Throws OPERATION_IN_PROGRESS, with the address of the other operation, if one is active on the resource.
     */
    async begin<Input extends object>(
      definition: Pick<OperationDefinition<Input, never>, 'kind' | 'steps'>,
      { resource, input }: { resource: string; input: Input }
    ): Promise<Operation> {
      const { kind, steps } = definition
      if (!definitions.has(kind)) throw new Error(`${kind} is not among the engine's definitions`)
      const fresh = {
        id: newId(),
        kind,
        resource,
        input,
        titles: steps.map(({ title }) => title),
        traceparent: options.traceparent?.()
      }
      const operation = await write(async tx => {
        const inserted = await store.insertOperation(tx, fresh, now())
        if (!inserted) throw inProgress(resource, await store.findActiveOn(tx, resource))
        return inserted
      })
      if (started) wake(operation)
      return operation
    },

    /** Throws OPERATION_NOT_FOUND. */
    get,

    /** Newest first. */
    list: async (filter: store.OperationFilter) => store.listOperations(database, filter),

    /** At most 100 events, those after the given sequence number. */
    events: (id: string, after: number): Promise<OperationEvent[]> => store.listEvents(database, id, after),

    /** The number of operations that have not ended, by kind and status. */
    countActive: () => store.countActive(database),

    /** The median duration of each of these kinds, if any has succeeded. */
    typicalSeconds: (kinds: readonly string[]) => store.typicalSeconds(database, kinds),

    /** Requests cancellation; safe to repeat. Throws OPERATION_NOT_FOUND, OPERATION_ENDED or OPERATION_NOT_CANCELLABLE. */
    async cancel(id: string): Promise<Operation> {
      const operation = await write(async tx => {
        const found = await store.lockOperation(tx, id)
        if (!found) throw new ServiceError('OPERATION_NOT_FOUND', `There is no operation ${id}.`)
        if (found.status === 'cancelled' || (found.cancelRequestedAt && !found.endedAt)) return found
        if (found.endedAt) throw new ServiceError('OPERATION_ENDED', `The operation has already ${found.status}.`)
        const definition = definitions.get(found.kind)
        if (definition && isPastReturn(found, definition)) {
          throw new ServiceError('OPERATION_NOT_CANCELLABLE', `"${found.steps[found.step]?.title}" cannot be stopped.`)
        }
        const cancelling: Operation = { ...found, status: 'cancelling', cancelRequestedAt: now() }
        return store.saveTransition(
          tx,
          { operation: cancelling, events: [{ type: 'cancelRequested', data: {} }] },
          now()
        )
      })
      if (started) scheduler.wake(id)
      return operation ?? get(id)
    },

    /**
     * Resumes a failed operation at the step that failed. Throws OPERATION_NOT_FOUND, OPERATION_NOT_RETRYABLE (also when
     * repeated) or OPERATION_IN_PROGRESS.
     */
    async retry(id: string): Promise<Operation> {
      const operation = await write(async tx => {
        const found = await store.lockOperation(tx, id)
        if (!found) throw new ServiceError('OPERATION_NOT_FOUND', `There is no operation ${id}.`)
        if (found.status !== 'failed') {
          throw new ServiceError(
            'OPERATION_NOT_RETRYABLE',
            `The operation has not failed; its status is ${found.status}.`
          )
        }
        const active = await store.findActiveOn(tx, found.resource)
        if (active) throw inProgress(found.resource, active)
        try {
          return await store.saveTransition(tx, resumeFailed(found), now())
        } catch (error) {
          throw store.isResourceTaken(error) ? inProgress(found.resource, undefined) : error
        }
      })
      if (started) scheduler.wake(id)
      return operation ?? get(id)
    },

    watch: (id: string): Watch => changes.watch(id),

    /** Resolves with the operation once it has ended, the timeout has passed, or the signal aborts. */
    async waitUntilEnded(id: string, timeoutMs: number, signal?: AbortSignal): Promise<Operation> {
      const watch = changes.watch(id)
      const until = performance.now() + timeoutMs
      try {
        for (;;) {
          const operation = await get(id)
          const leftMs = until - performance.now()
          if (operation.endedAt || leftMs <= 0 || signal?.aborted) return operation
          await watch.wait(Math.min(leftMs, POLL_MS), signal)
        }
      } finally {
        watch.end()
      }
    },

    /** Runs operations until none is both due and unleased: for tests that hold the clock. */
    async sweep(): Promise<void> {
      while ((await wakeDue()) > 0) await scheduler.idle()
      await scheduler.idle()
    },

    /** Gives running steps `graceSeconds` to end; the next start resumes what is unfinished. */
    async close({ graceSeconds = 20 } = {}): Promise<void> {
      started = false
      await sweeps.close(0)
      await scheduler.close(graceSeconds * 1_000)
      runner.abandon()
      // Gives abandoned steps time to store that they are to be retried.
      await scheduler.close(2_000)
      await changes.close()
    }
  }
}

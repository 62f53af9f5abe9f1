import { randomUUID } from 'node:crypto'
import { createChanges, type Watch } from '../database/changes.ts'
import { type Database } from '../database/database.ts'
import { createOutageLog } from '../database/outage-log.ts'
import { ServiceError } from '../errors.ts'
import { type BoundOperation, type OperationDefinition } from './define-operation.ts'
import { type Operation, type OperationEvent } from './operation.ts'
import { type JobsLogger } from './logger.ts'
import { createRunner } from './runner.ts'
import { createScheduler } from './scheduler.ts'
import * as store from './store.ts'
import { beginAgain, isPastReturn } from './transitions.ts'

export interface EngineOptions {
  readonly database: Database
  /** Every kind this program knows, each with its dependencies. */
  readonly definitions: readonly BoundOperation[]
  /** Milliseconds since 1970. */
  readonly clock: { now(): number }
  readonly logger: JobsLogger
  readonly newId?: () => string
  readonly random?: () => number
  readonly leaseSeconds?: number
  /** How long one run of a step may take. */
  readonly stepTimeoutSeconds?: number
  /** How long a step may be run again, besides what it waits for by its definition. */
  readonly stepDeadlineSeconds?: number
  readonly sweepSeconds?: number
  /** No other process can be at work on the store: what a dead one held need not be waited for. */
  readonly alone?: boolean
}

const CONCURRENCY = 8
/** Notifications can be lost with their connection; who waits polls this often. */
const POLL_MS = 5_000

export type Engine = ReturnType<typeof createEngine>

/** Long-running work on a store: begins, runs, shows and cancels operations. Nothing runs before `start`. */
export function createEngine(options: EngineOptions) {
  const { database, clock, logger, newId = randomUUID, random = Math.random } = options
  const { leaseSeconds = 60, stepTimeoutSeconds = 120, stepDeadlineSeconds = 21_600 } = options
  const { sweepSeconds = 5, alone = false } = options
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
    stepDeadlineSeconds
  })
  const outages = createOutageLog(logger)
  const scheduler = createScheduler({
    run: id => runner.run(id),
    concurrency: CONCURRENCY,
    onError: (error, operationId) => outages.failed(error, 'an operation could not be brought forward', { operationId })
  })
  /** Finds what other processes have left, and what has no timer here. */
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

  async function wakeDue(): Promise<number> {
    const due = await runner.due()
    for (const id of due) scheduler.wake(id)
    return due.length
  }

  async function get(id: string): Promise<Operation> {
    const found = await store.findOperation(database, id)
    if (!found) throw new ServiceError('OPERATION_NOT_FOUND', `There is no operation ${id}.`)
    return found
  }

  function taken(resource: string, active: Operation | undefined): ServiceError {
    const which = active ? `${active.kind} ${active.id}` : 'Another operation'
    return new ServiceError('OPERATION_IN_PROGRESS', `${which} is working on ${resource}.`, {
      headers: active ? { location: `/operations/${active.id}` } : {}
    })
  }

  return {
    /** Resumes whatever was left unfinished, by any process. */
    async start(): Promise<void> {
      if (alone) await runner.releaseAll()
      await changes.start()
      started = true
      sweeps.wake('')
    },

    /**
     * Writes an operation down and begins with it. Once this has resolved it will run to an end, whatever happens to this
     * process. Throws OPERATION_IN_PROGRESS, naming it, where another one works on the resource.
     */
    async begin<Input extends object>(
      definition: Pick<OperationDefinition<Input, never>, 'kind' | 'steps'>,
      { resource, input }: { resource: string; input: Input }
    ): Promise<Operation> {
      const { kind, steps } = definition
      if (!definitions.has(kind)) throw new Error(`the engine was not given ${kind}`)
      const fresh = { id: newId(), kind, resource, input, titles: steps.map(({ title }) => title) }
      const operation = await database.transaction(async tx => {
        const inserted = await store.insertOperation(tx, fresh, now())
        if (!inserted) throw taken(resource, await store.findActiveOn(tx, resource))
        return inserted
      })
      if (started) scheduler.wake(operation.id)
      return operation
    },

    /** Throws OPERATION_NOT_FOUND. */
    get,

    /** The newest first. */
    list: (filter: store.OperationFilter): Promise<Operation[]> => store.listOperations(database, filter),

    /** At most 100, after the given sequence. */
    events: (id: string, after: number): Promise<OperationEvent[]> => store.listEvents(database, id, after),

    /** How long operations of these kinds usually take, where some have succeeded before. */
    typicalSeconds: (kinds: readonly string[]) => store.typicalSeconds(database, kinds),

    /** A repeat is harmless. Throws OPERATION_NOT_FOUND, OPERATION_ENDED or OPERATION_NOT_CANCELLABLE. */
    async cancel(id: string): Promise<Operation> {
      const operation = await database.transaction(async tx => {
        const found = await store.lockOperation(tx, id)
        if (!found) throw new ServiceError('OPERATION_NOT_FOUND', `There is no operation ${id}.`)
        if (found.status === 'cancelled' || (found.cancelRequestedAt && !found.endedAt)) return found
        if (found.endedAt) throw new ServiceError('OPERATION_ENDED', `The operation has ${found.status} already.`)
        const definition = definitions.get(found.kind)
        if (definition && isPastReturn(found, definition)) {
          throw new ServiceError('OPERATION_NOT_CANCELLABLE', `"${found.steps[found.step]?.title}" cannot be stopped.`)
        }
        const asked: Operation = { ...found, status: 'cancelling', cancelRequestedAt: now() }
        return store.saveTransition(tx, { operation: asked, events: [{ type: 'cancelRequested', data: {} }] }, now())
      })
      if (started) scheduler.wake(id)
      return operation ?? get(id)
    },

    /** Resumes it at the step that failed. Throws OPERATION_NOT_FOUND, OPERATION_NOT_RETRYABLE or OPERATION_IN_PROGRESS. */
    async retry(id: string): Promise<Operation> {
      const operation = await database.transaction(async tx => {
        const found = await store.lockOperation(tx, id)
        if (!found) throw new ServiceError('OPERATION_NOT_FOUND', `There is no operation ${id}.`)
        if (found.status !== 'failed') {
          throw new ServiceError('OPERATION_NOT_RETRYABLE', `The operation has not failed; it is ${found.status}.`)
        }
        const active = await store.findActiveOn(tx, found.resource)
        if (active) throw taken(found.resource, active)
        try {
          return await store.saveTransition(tx, beginAgain(found), now())
        } catch (error) {
          throw store.isResourceTaken(error) ? taken(found.resource, undefined) : error
        }
      })
      if (started) scheduler.wake(id)
      return operation ?? get(id)
    },

    watch: (id: string): Watch => changes.watch(id),

    /** The operation as it is once it has ended, or when the time is up or the signal aborts. */
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

    /** Runs everything that is due, until nothing is due or free any more: for tests that hold the clock. */
    async sweep(): Promise<void> {
      while ((await wakeDue()) > 0) await scheduler.idle()
      await scheduler.idle()
    },

    /** Steps under way have so many seconds to end; what does not is resumed by the next start. */
    async close({ graceSeconds = 20 } = {}): Promise<void> {
      started = false
      await sweeps.close(0)
      await scheduler.close(graceSeconds * 1_000)
      runner.abandon()
      // What was abandoned writes down that it is to be tried again, if the store lets it.
      await scheduler.close(2_000)
      await changes.close()
    }
  }
}

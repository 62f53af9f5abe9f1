import { type ListedAccount } from '../../accounts/accounts.ts'
import { type Engine } from '../../jobs/engine.ts'
import { type Operation as StoredOperation, type OperationStatus, toServiceError } from '../../jobs/operation.ts'
import { problemOf } from '../../plugins/problems.ts'
import { type Operation } from './schemas.ts'

export interface OperationFilter {
  readonly status?: OperationStatus | undefined
  readonly kind?: string | undefined
  readonly resource?: string | undefined
  readonly account?: ListedAccount | undefined
  /** Only operations on these distributions. */
  readonly within?: readonly string[] | undefined
  readonly limit: number
  readonly marker: string | undefined
}

export type OperationService = ReturnType<typeof createOperationService>

/** Long-running work as callers see it. */
export function createOperationService({ engine }: { engine: Engine }) {
  async function present(operations: readonly StoredOperation[]): Promise<Operation[]> {
    const typical = await engine.typicalSeconds(operations.map(({ kind }) => kind))
    return operations.map(operation => toAnswer(operation, typical.get(operation.kind)))
  }

  async function presentOne(operation: StoredOperation): Promise<Operation> {
    const typical = await engine.typicalSeconds([operation.kind])
    return toAnswer(operation, typical.get(operation.kind))
  }

  return {
    presentOne,

    /** Waits up to `waitSeconds` for its end. Throws OPERATION_NOT_FOUND. */
    async get(id: string, waitSeconds = 0, signal?: AbortSignal): Promise<Operation> {
      return presentOne(await engine.waitUntilEnded(id, waitSeconds * 1_000, signal))
    },

    /** Newest first. */
    async list({ marker, limit, ...filter }: OperationFilter) {
      const before = marker !== undefined && /^\d{1,18}$/.test(marker) ? marker : undefined
      const { rows, next } = await engine.list({ ...filter, before, limit })
      return { items: await present(rows), nextMarker: next }
    },

    /** Safe to repeat. Throws OPERATION_NOT_FOUND, OPERATION_ENDED or OPERATION_NOT_CANCELLABLE. */
    async cancel(id: string): Promise<Operation> {
      return presentOne(await engine.cancel(id))
    },

    /** Throws OPERATION_NOT_FOUND, OPERATION_NOT_RETRYABLE or OPERATION_IN_PROGRESS. */
    async retry(id: string): Promise<Operation> {
      return presentOne(await engine.retry(id))
    }
  }
}

function toAnswer(operation: StoredOperation, typicalSeconds: number | undefined): Operation {
  const { id, kind, status, resource, reason, error, nextRunAt, createdAt, updatedAt, endedAt } = operation
  return {
    id,
    kind,
    status,
    // Stored under its original name.
    steps: operation.steps.map(({ undo: _, finishedAt, ...step }) => ({
      ...step,
      ...(finishedAt !== undefined && { endedAt: finishedAt })
    })),
    resource,
    ...(reason !== undefined && { reason }),
    // The failure belongs to no request, so its request id is the operation's id, as in logs.
    ...(error && { error: problemOf(toServiceError(error), id) }),
    ...(operation.steps[operation.step]?.status === 'waiting' && !endedAt && { nextCheckAt: nextRunAt.toISOString() }),
    createdAt: createdAt.toISOString(),
    updatedAt: updatedAt.toISOString(),
    ...(endedAt && { endedAt: endedAt.toISOString() }),
    ...(typicalSeconds !== undefined && { typicalSeconds: Math.round(typicalSeconds * 10) / 10 })
  }
}

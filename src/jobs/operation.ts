import { type CloudFrontAnswer, type ErrorCode, type FieldError, isServiceError, ServiceError } from '../errors.ts'

export const STATUSES = ['queued', 'running', 'waiting', 'cancelling', 'succeeded', 'failed', 'cancelled'] as const
export type OperationStatus = (typeof STATUSES)[number]

export interface StepState {
  readonly title: string
  readonly status: 'pending' | 'running' | 'waiting' | 'succeeded' | 'failed' | 'cancelled'
  /** ISO 8601, as everything in here: it is stored as JSON. */
  readonly startedAt?: string
  readonly finishedAt?: string
  /** Added by a cancellation. */
  readonly undo?: true
}

/** A ServiceError without its cause, which is for the log only. */
export interface Failure {
  readonly code: ErrorCode
  readonly detail: string
  readonly errors: readonly FieldError[]
  readonly remedy?: string
  readonly cloudFront?: Pick<CloudFrontAnswer, 'code' | 'requestId'>
}

/** One piece of long-running work, as it is stored. */
export interface Operation {
  readonly id: string
  readonly position: string
  readonly kind: string
  /** The address of what is worked on. */
  readonly resource: string
  readonly status: OperationStatus
  readonly input: unknown
  readonly steps: readonly StepState[]
  /** The index of the step that is next or under way. */
  readonly step: number
  readonly outputs: Readonly<Record<string, unknown>>
  readonly attempts: number
  /** Why it waits. */
  readonly reason: string | undefined
  readonly error: Failure | undefined
  readonly cancelRequestedAt: Date | undefined
  /** By the store's clock, which all instances share. */
  readonly nextRunAt: Date
  /**
   * From when on the step under way, should it not end with its next run, counts as one that will never end; by the store's
   * clock. Undefined where none has begun yet.
   */
  readonly stepDeadline: Date | undefined
  readonly createdAt: Date
  readonly updatedAt: Date
  readonly endedAt: Date | undefined
}

/** Something that happened to an operation; the sequence counts from 1 without gaps. */
export interface OperationEvent {
  readonly sequence: number
  readonly type: EventType
  readonly data: Readonly<Record<string, unknown>>
  readonly createdAt: Date
}

export type EventType =
  | 'queued'
  | 'stepStarted'
  | 'stepWaiting'
  | 'stepFinished'
  | 'cancelRequested'
  | 'retried'
  | 'succeeded'
  | 'failed'
  | 'cancelled'

export function failureOf(error: unknown): Failure {
  if (!isServiceError(error)) {
    return { code: 'INTERNAL', detail: 'A step failed with an internal error.', errors: [] }
  }
  const { code, message, errors, remedy, cloudFront } = error
  return {
    code,
    detail: message,
    errors,
    ...(remedy !== undefined && { remedy }),
    ...(cloudFront && {
      cloudFront: {
        code: cloudFront.code,
        ...(cloudFront.requestId !== undefined && { requestId: cloudFront.requestId })
      }
    })
  }
}

/** As it was thrown, for whoever renders problems. */
export function toServiceError({ code, detail, errors, remedy, cloudFront }: Failure): ServiceError {
  return new ServiceError(code, detail, {
    errors,
    ...(remedy !== undefined && { remedy }),
    ...(cloudFront && { cloudFront })
  })
}

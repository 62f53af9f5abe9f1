import { type CloudFrontAnswer, type ErrorCode, type FieldError, isServiceError, ServiceError } from '../errors.ts'

export const STATUSES = ['queued', 'running', 'waiting', 'cancelling', 'succeeded', 'failed', 'cancelled'] as const
export type OperationStatus = (typeof STATUSES)[number]

export interface StepState {
  readonly title: string
  readonly status: 'pending' | 'running' | 'waiting' | 'succeeded' | 'failed' | 'cancelled'
  /** ISO 8601, as steps are stored as JSON. */
  readonly startedAt?: string
  readonly finishedAt?: string
  /** Set on the steps that a cancellation adds. */
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
  /** The address of the resource that it works on. */
  readonly resource: string
  readonly status: OperationStatus
  readonly input: unknown
  readonly steps: readonly StepState[]
  /** The index of the current step: the one that is running, or is next. */
  readonly step: number
  readonly outputs: Readonly<Record<string, unknown>>
  readonly attempts: number
  /** Why it is waiting. */
  readonly reason: string | undefined
  readonly error: Failure | undefined
  readonly cancelRequestedAt: Date | undefined
  /** By the store's clock, which all instances share. */
  readonly nextRunAt: Date
  /**
   * The operation fails when a run of the current step that begins after this time asks for another one. By the store's
   * clock; undefined until a step has begun.
   */
  readonly stepDeadline: Date | undefined
  /** The span of the request that began it (W3C Trace Context). */
  readonly traceparent: string | undefined
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

export const EVENT_TYPES = [
  'queued',
  'stepStarted',
  'stepWaiting',
  'stepEnded',
  'cancelRequested',
  'retried',
  'succeeded',
  'failed',
  'cancelled'
] as const
export type EventType = (typeof EVENT_TYPES)[number]

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

/** The error from which a stored failure was made; problems are rendered from it. */
export function toServiceError({ code, detail, errors, remedy, cloudFront }: Failure): ServiceError {
  return new ServiceError(code, detail, {
    errors,
    ...(remedy !== undefined && { remedy }),
    ...(cloudFront && { cloudFront })
  })
}

import { isServiceError, ServiceError } from '../errors.ts'
import { type BoundOperation, type BoundStep, type StepResult } from './define-operation.ts'
import { type EventType, failureOf, type Operation, type StepState } from './operation.ts'

/** What is to be stored: the new state of the operation, and what has happened to it. */
export interface Transition {
  readonly operation: Operation
  /** The milliseconds until the next run. Default: 0. */
  readonly delayMs?: number
  /** Sets the deadline of the current step, in seconds from now. */
  readonly deadlineSeconds?: number
  readonly events: readonly { readonly type: EventType; readonly data: Readonly<Record<string, unknown>> }[]
}

/** After this many consecutive retryable failures the operation fails; the pauses add up to at most an hour. */
export const ATTEMPTS_MAX = 20
const PAUSE_SECONDS_MAX = 300

/** The current step; undefined if the definition has none with its title. */
export function findStep(
  { steps, step }: Operation,
  { steps: defined }: BoundOperation
): Pick<BoundStep, 'run' | 'waitsSeconds'> | undefined {
  const title = steps[step]?.title
  for (const each of defined) {
    if (each.title === title) return each
    if (each.onCancel && each.onCancel.title === title) return { run: each.onCancel.run, waitsSeconds: () => 0 }
  }
  return undefined
}

/** Begins the current step, unless it has begun, and sets its deadline. */
export function beginStep(operation: Operation, deadlineSeconds: number, now: Date): Transition {
  const current = operation.steps[operation.step]
  if (current?.status !== 'pending') {
    // A step that an older version began has no deadline yet.
    return { operation, ...(!operation.stepDeadline && { deadlineSeconds }), events: [] }
  }
  return {
    deadlineSeconds,
    operation: {
      ...operation,
      status: current.undo ? 'cancelling' : 'running',
      steps: withStep(operation, { status: 'running', startedAt: now.toISOString() })
    },
    events: [{ type: 'stepStarted', data: { step: current.title } }]
  }
}

/** Applies the result of a run. */
export function settleStep(operation: Operation, result: StepResult, now: Date): Transition {
  if (result !== 'done' && 'againInSeconds' in result) {
    return wait({ ...operation, attempts: 0 }, Math.max(0.01, result.againInSeconds), result.reason)
  }
  const current = operation.steps[operation.step]
  const next: Operation = {
    ...operation,
    steps: withStep(operation, { status: 'succeeded', finishedAt: now.toISOString() }),
    step: operation.step + 1,
    outputs: result === 'done' ? operation.outputs : { ...operation.outputs, ...result.data },
    attempts: 0,
    reason: undefined,
    status: current?.undo ? 'cancelling' : 'running'
  }
  const events: Transition['events'] = [{ type: 'stepEnded', data: { step: current?.title } }]
  if (next.step < next.steps.length) return { operation: next, events }
  const ended = current?.undo ? 'cancelled' : 'succeeded'
  return { operation: end(next, ended, now), events: [...events, { type: ended, data: {} }] }
}

/**
 * Applies the error of a run. Retryable ones are repeated with exponential back-off: after 1, 2, 4 … up to 300 seconds,
 * each shortened at random by up to a half so that many are not retried together.
 */
export function failStep(operation: Operation, error: unknown, now: Date, random: () => number): Transition {
  const failure = failureOf(error)
  const attempts = operation.attempts + 1
  if (isRetryable(error) && attempts < ATTEMPTS_MAX) {
    const pauseSeconds = Math.min(PAUSE_SECONDS_MAX, 2 ** (attempts - 1)) * (1 - random() / 2)
    return wait({ ...operation, attempts }, pauseSeconds, failure.detail)
  }
  const current = operation.steps[operation.step]
  const failed: Operation = {
    ...operation,
    attempts,
    error: failure,
    reason: undefined,
    steps: withStep(operation, { status: 'failed', finishedAt: now.toISOString() })
  }
  return {
    operation: end(failed, 'failed', now),
    events: [{ type: 'failed', data: { step: current?.title, code: failure.code, detail: failure.detail } }]
  }
}

/** Whether a later run may succeed; after a stale ETag it may, because it reads the current one. */
export function isRetryable(error: unknown): error is ServiceError {
  return isServiceError(error) && (error.retryable || error.code === 'ETAG_MISMATCH')
}

/** The error of an operation whose step asked for another run after its deadline; `reason` is what it last waited for. */
export function timedOut({ steps, step, stepDeadline }: Operation, reason: string | undefined, cause?: ServiceError) {
  const waitedFor = reason === undefined ? '' : ` The last reason for waiting: ${reason}`
  return new ServiceError(
    'OPERATION_TIMED_OUT',
    `"${steps[step]?.title}" did not end by ${stepDeadline?.toISOString()}.${waitedFor}`,
    { cause, ...(cause?.cloudFront && { cloudFront: cause.cloudFront }) }
  )
}

/** Applies a requested cancellation: steps that have begun are undone, the last one first; the others are skipped. */
export function beginCancelling(operation: Operation, { steps: defined }: BoundOperation, now: Date): Transition {
  const undo = operation.steps
    .filter(({ startedAt }) => startedAt !== undefined)
    .flatMap(({ title }): StepState[] => {
      const onCancel = defined.find(step => step.title === title)?.onCancel
      return onCancel ? [{ title: onCancel.title, status: 'pending', undo: true }] : []
    })
    .reverse()
  const left = operation.steps.map((step): StepState => {
    if (step.status === 'succeeded') return step
    return { ...step, status: 'cancelled', ...(step.startedAt !== undefined && { finishedAt: now.toISOString() }) }
  })
  const cancelling: Operation = {
    ...operation,
    status: 'cancelling',
    steps: [...left, ...undo],
    step: left.length,
    attempts: 0,
    reason: undefined
  }
  if (undo.length > 0) return { operation: cancelling, events: [] }
  return { operation: end(cancelling, 'cancelled', now), events: [{ type: 'cancelled', data: {} }] }
}

/** Resumes a failed operation at the step that failed. */
export function resumeFailed(operation: Operation): Transition {
  const current = operation.steps[operation.step]
  return {
    operation: {
      ...operation,
      status: current?.undo ? 'cancelling' : 'queued',
      steps: operation.steps.map((step, index) =>
        index === operation.step ? { title: step.title, status: 'pending', ...(step.undo && { undo: true }) } : step
      ),
      attempts: 0,
      error: undefined,
      endedAt: undefined
    },
    events: [{ type: 'retried', data: { step: current?.title } }]
  }
}

/** Whether a cancellation has already taken effect. */
export function isUndoing({ steps }: Operation): boolean {
  return steps.some(({ undo }) => undo === true)
}

/** Whether a step after which nothing can be cancelled has begun. */
export function isPastReturn({ steps }: Operation, { steps: defined }: BoundOperation): boolean {
  return defined.some(
    ({ title, pointOfNoReturn }) =>
      pointOfNoReturn && steps.some(step => step.title === title && step.startedAt !== undefined)
  )
}

function wait(operation: Operation, seconds: number, reason: string | undefined): Transition {
  const current = operation.steps[operation.step]
  // Consecutive waits for the same reason are one event.
  const isNews = current?.status !== 'waiting' || reason !== operation.reason
  return {
    operation: {
      ...operation,
      status: current?.undo ? 'cancelling' : 'waiting',
      steps: withStep(operation, { status: 'waiting' }),
      reason
    },
    delayMs: Math.round(seconds * 1_000),
    events: isNews ? [{ type: 'stepWaiting', data: { step: current?.title, reason } }] : []
  }
}

function withStep({ steps, step }: Operation, change: Partial<StepState>): StepState[] {
  return steps.map((each, index) => (index === step ? { ...each, ...change } : each))
}

function end(operation: Operation, status: 'succeeded' | 'failed' | 'cancelled', now: Date): Operation {
  return { ...operation, status, endedAt: now }
}

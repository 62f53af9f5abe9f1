import { isServiceError, ServiceError } from '../errors.ts'
import { type BoundOperation, type BoundStep, type StepResult } from './define-operation.ts'
import { type EventType, failureOf, type Operation, type StepState } from './operation.ts'

/** What is to be written: the operation as it is now, and what happened to it. */
export interface Transition {
  readonly operation: Operation
  /** In how many milliseconds the next step is due: none, unless it waits. */
  readonly delayMs?: number
  /** The step under way has so many seconds from now on. */
  readonly deadlineSeconds?: number
  readonly events: readonly { readonly type: EventType; readonly data: Readonly<Record<string, unknown>> }[]
}

/** A step that keeps failing for passing reasons fails the operation after about an hour and a half. */
export const ATTEMPTS_MAX = 20
const PAUSE_SECONDS_MAX = 300

/** The step that is next or under way; undefined where this program's definition does not have it. */
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

/** The step begins, unless it is under way already, and has so many seconds to end. */
export function beginStep(operation: Operation, deadlineSeconds: number, now: Date): Transition {
  const current = operation.steps[operation.step]
  if (current?.status !== 'pending') {
    // Where it began before steps had deadlines, its time begins now.
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

/** The step was run and is done, or wants to be run again. */
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
  const events: Transition['events'] = [{ type: 'stepFinished', data: { step: current?.title } }]
  if (next.step < next.steps.length) return { operation: next, events }
  const ended = current?.undo ? 'cancelled' : 'succeeded'
  return { operation: end(next, ended, now), events: [...events, { type: ended, data: {} }] }
}

/**
 * A step has thrown. What may pass is tried again, in 1, 2, 4 … up to 300 seconds, each shortened by up to a half at random
 * so that many do not come back together. A stale version passes, too: the next run reads the current one.
 */
export function failStep(operation: Operation, error: unknown, now: Date, random: () => number): Transition {
  const failure = failureOf(error)
  const attempts = operation.attempts + 1
  if (mayPass(error) && attempts < ATTEMPTS_MAX) {
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

/** Whether a later run may succeed although nothing has been changed. */
export function mayPass(error: unknown): error is ServiceError {
  return isServiceError(error) && (error.retryable || error.code === 'ETAG_MISMATCH')
}

/** The failure of an operation whose step wants another run after its deadline: what it waited for last, and why. */
export function timedOut({ steps, step, stepDeadline }: Operation, reason: string | undefined, cause?: ServiceError) {
  const waitedFor = reason === undefined ? '' : ` What it waited for last: ${reason}`
  return new ServiceError(
    'OPERATION_TIMED_OUT',
    `"${steps[step]?.title}" was to end by ${stepDeadline?.toISOString()}.${waitedFor}`,
    { cause, ...(cause?.cloudFront && { cloudFront: cause.cloudFront }) }
  )
}

/** A cancellation that was asked for takes effect: what had begun is undone, the last first; the rest is not done. */
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

/** A failed operation is resumed at the step that failed. */
export function beginAgain(operation: Operation): Transition {
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

/** Whether a cancellation has taken effect already. */
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
  // A wait of many runs is one event, unless its reason changes.
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

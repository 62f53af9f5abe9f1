import assert from 'node:assert'

export interface StepContext {
  readonly operationId: string
  /** How many runs of this step have failed in a row so far, all of them retryably. */
  readonly failures: number
  /** The merged `data` of the earlier steps. */
  readonly data: Readonly<Record<string, unknown>>
  /** Aborted when the lease is lost, the run times out, or the engine closes. */
  readonly signal: AbortSignal
  /** When this run began, by the store's clock: the clocks of instances may differ. */
  readonly now: Date
  /** The span of the request that began the operation. */
  readonly traceparent?: string | undefined
}

/**
 * The outcome of a run: the step is done, optionally with JSON for later steps, or is to be run again later, optionally with
 * the reason. A run that throws a retryable ServiceError is repeated with exponential back-off; any other error fails the
 * operation, and so does asking for another run after the step's deadline.
 */
export type StepResult =
  | 'done'
  | { readonly data: Readonly<Record<string, unknown>> }
  | { readonly againInSeconds: number; readonly reason?: string }

/** Must be idempotent: it may be repeated after a crash midway, so it reads the current state before it acts. */
export type Run<Input, Deps> = (input: Input, deps: Deps, context: StepContext) => Promise<StepResult>

export interface Step<Input, Deps> {
  /** A sentence shown to callers. Stored as the step's identity: rename it only when no operation can be in progress. */
  readonly title: string
  readonly run: Run<Input, Deps>
  /** Once this step has begun, the operation can no longer be cancelled. */
  readonly pointOfNoReturn?: boolean
  /** How long the step waits by design, in seconds; extends its deadline. */
  readonly waitsSeconds?: (input: Input) => number
  /** Undoes this step when the operation is cancelled after it has begun. Later steps are undone first. */
  readonly onCancel?: { readonly title: string; readonly run: Run<Input, Deps> }
}

export interface OperationDefinition<Input, Deps> {
  readonly kind: string
  readonly steps: readonly Step<Input, Deps>[]
}

/**
 * Defines an operation by its ordered steps. Kind, titles and inputs are stored, so later versions must still understand
 * them: keep the input an id, or a small object that can grow. Throws when two steps share a title.
 */
export function defineOperation<Input extends object, Deps>(
  kind: string,
  steps: readonly Step<Input, Deps>[]
): OperationDefinition<Input, Deps> {
  assert(steps.length > 0, `${kind} has no steps`)
  const titles = steps.flatMap(({ title, onCancel }) => (onCancel ? [title, onCancel.title] : [title]))
  assert(new Set(titles).size === titles.length, `two steps of ${kind} share a title`)
  return { kind, steps }
}

/** A definition with its dependencies bound: the engine knows neither inputs nor dependencies. */
export interface BoundOperation {
  readonly kind: string
  readonly steps: readonly BoundStep[]
}

export interface BoundStep {
  readonly title: string
  readonly pointOfNoReturn: boolean
  readonly run: (input: unknown, context: StepContext) => Promise<StepResult>
  readonly waitsSeconds: (input: unknown) => number
  readonly onCancel: { readonly title: string; readonly run: BoundStep['run'] } | undefined
}

/** Binds the dependencies to every step of a definition. */
export function bindOperation<Input, Deps>(definition: OperationDefinition<Input, Deps>, deps: Deps): BoundOperation {
  // Only `begin` of the same definition writes inputs of this kind.
  const bind =
    (run: Run<Input, Deps>): BoundStep['run'] =>
    (input, context) =>
      run(input as Input, deps, context)
  return {
    kind: definition.kind,
    steps: definition.steps.map(({ title, run, pointOfNoReturn = false, waitsSeconds = () => 0, onCancel }) => ({
      title,
      pointOfNoReturn,
      run: bind(run),
      waitsSeconds: input => waitsSeconds(input as Input),
      onCancel: onCancel && { title: onCancel.title, run: bind(onCancel.run) }
    }))
  }
}

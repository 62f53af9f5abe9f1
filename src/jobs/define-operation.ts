import assert from 'node:assert'

export interface StepContext {
  readonly operationId: string
  /** How often this step has failed in a row before, for a reason that may pass. */
  readonly failures: number
  /** What the steps before left as `data`, merged. */
  readonly data: Readonly<Record<string, unknown>>
  /** Aborted when the outcome no longer counts, or the step has taken too long. */
  readonly signal: AbortSignal
  /** The time as this run began, by the store's clock: the clocks of instances need not agree. */
  readonly now: Date
}

/**
 * How a run ended: the step is done, and may leave JSON for those after it, or it wants to be run again later,
 * and may say why. A retryable ServiceError means the same with growing pauses; any other error fails the operation, and so
 * does a run that wants another one after the step's deadline.
 */
export type StepResult =
  | 'done'
  | { readonly data: Readonly<Record<string, unknown>> }
  | { readonly againInSeconds: number; readonly reason?: string }

/** Reads the world before it acts, so that running it twice, or again after a crash in the middle, is harmless. */
export type Run<Input, Deps> = (input: Input, deps: Deps, context: StepContext) => Promise<StepResult>

export interface Step<Input, Deps> {
  /** A sentence, because callers read it. Its identity, too: rename it only when no operation can be under way. */
  readonly title: string
  readonly run: Run<Input, Deps>
  /** Once this step has begun, the operation can no longer be cancelled. */
  readonly pointOfNoReturn?: boolean
  /** How long the step waits because it is meant to: so many seconds later than others it counts as one that will never end. */
  readonly waitsSeconds?: (input: Input) => number
  /** What a cancelled operation does where this step had begun; the last step's comes first. */
  readonly onCancel?: { readonly title: string; readonly run: Run<Input, Deps> }
}

export interface OperationDefinition<Input, Deps> {
  readonly kind: string
  readonly steps: readonly Step<Input, Deps>[]
}

/**
 * An operation as its ordered steps. The kind, the titles and the inputs are stored, so they are an API: let the input be
 * an id, or a small object that can grow. Throws when two steps share a title.
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

/** A definition with what its steps need, for the engine, which knows neither inputs nor dependencies. */
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

/** Gives every step of a definition its dependencies. */
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

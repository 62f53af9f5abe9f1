import { type TraceContext } from '../tracing/trace-context.ts'

/** What the SDK tells every middleware about its call. */
export interface CallContext {
  readonly commandName?: string
  /** Holds more than the SDK's types say, such as `abortSignal`. */
  readonly __smithy_context?: unknown
}

export function operationOfContext({ commandName = '' }: CallContext): string {
  return commandName.replace(/Command$/, '')
}

/** The signal that was passed to `send`. */
export function signalOfContext(context: CallContext): AbortSignal | undefined {
  return (context.__smithy_context as { abortSignal?: AbortSignal } | undefined)?.abortSignal
}

const traces = new WeakMap<object, TraceContext>()

/** Marks a command as part of a span, for commands that are not sent on behalf of a request. */
export function asPartOf<Command extends { readonly input: object }>(
  command: Command,
  trace: TraceContext | undefined
): Command {
  if (trace) traces.set(command.input, trace)
  return command
}

/** The span that a middleware's call was marked with. */
export function traceOfCall({ input }: { readonly input: object }): TraceContext | undefined {
  return traces.get(input)
}

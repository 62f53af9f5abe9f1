/** What the SDK tells every middleware about the call it is part of. */
export interface CallContext {
  readonly commandName?: string
  /** Of the SDK's own retries, too; its types know less about it than is there. */
  readonly __smithy_context?: unknown
}

export function operationOfContext({ commandName = '' }: CallContext): string {
  return commandName.replace(/Command$/, '')
}

/** The signal that `send` was given. */
export function signalOfContext(context: CallContext): AbortSignal | undefined {
  return (context.__smithy_context as { abortSignal?: AbortSignal } | undefined)?.abortSignal
}

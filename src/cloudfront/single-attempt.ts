import { ServiceError } from '../errors.ts'
import { type CallContext, operationOfContext } from './call-context.ts'
import { fromSdk } from './errors.ts'

interface Middleware {
  addRelativeTo(middleware: unknown, options: { relation: 'before'; toMiddleware: string; name: string }): void
}

/**
 * Disables the SDK's retries for a command: the SDK reports only the last attempt, which hides whether an earlier one
 * may have taken effect.
 */
export function withoutRepetition<Command extends object>(command: Command): Command {
  // A command's middleware stack is merged with the client's when it is sent; its type is specific to the command.
  const stack = (command as unknown as { middlewareStack: Middleware }).middlewareStack
  const once =
    <Args, Result>(next: (args: Args) => Promise<Result>, context: CallContext) =>
    async (args: Args) => {
      try {
        return await next(args)
      } catch (error) {
        const failure = fromSdk(error, operationOfContext(context))
        if (!(failure instanceof ServiceError)) throw failure
        // The SDK retries what any cause in the chain marks as retryable, except under this name. The client throws the cause.
        throw Object.assign(new Error('not retried', { cause: failure }), { name: 'AbortError' })
      }
    }
  // Inside the SDK's retries and outside the pacing.
  stack.addRelativeTo(once, { relation: 'before', toMiddleware: 'frontagePacing', name: 'frontageSingleAttempt' })
  return command
}

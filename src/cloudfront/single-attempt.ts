import { ServiceError } from '../errors.ts'
import { fromSdk } from './errors.ts'

interface Middleware {
  addRelativeTo(middleware: unknown, options: { relation: 'before'; toMiddleware: string; name: string }): void
}

/**
 * The command, attempted once however it fails. The SDK repeats by itself and tells of the last attempt only, which hides
 * whether an earlier one may have had its effect.
 */
export function withoutRepetition<Command extends object>(command: Command): Command {
  // A command's own stack is joined with the client's when it is sent; its type speaks of one command's input and output.
  const stack = (command as unknown as { middlewareStack: Middleware }).middlewareStack
  const once =
    <Args, Result>(next: (args: Args) => Promise<Result>, context: { commandName?: string }) =>
    async (args: Args) => {
      try {
        return await next(args)
      } catch (error) {
        const failure = fromSdk(error, (context.commandName ?? '').replace(/Command$/, ''))
        if (!(failure instanceof ServiceError)) throw failure
        // The SDK repeats what any cause in the chain says may pass, except under this name. The client throws the cause.
        throw Object.assign(new Error('not repeated', { cause: failure }), { name: 'AbortError' })
      }
    }
  // Inside the SDK's retries, around the pacing.
  stack.addRelativeTo(once, { relation: 'before', toMiddleware: 'frontagePacing', name: 'frontageSingleAttempt' })
  return command
}

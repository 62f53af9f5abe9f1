import { type CloudFrontClient } from '@aws-sdk/client-cloudfront'
import { createSemaphore } from '../semaphore.ts'
import { type CallContext, signalOfContext } from './call-context.ts'

/**
 * Allows at most `max` concurrent attempts; the others wait in order. They must not wait in Node's agent for a socket,
 * whose connection and answer timeouts would already be running.
 */
export function limitCalls(client: CloudFrontClient, max: number): void {
  const semaphore = createSemaphore(max)
  const limit =
    <Args, Result>(next: (args: Args) => Promise<Result>, context: CallContext) =>
    async (args: Args) =>
      semaphore.run(() => next(args), signalOfContext(context))
  // After the pacing, so that no call holds a slot while it waits for the pacer; before signing, which adds the time.
  client.middlewareStack.addRelativeTo(limit, {
    relation: 'after',
    toMiddleware: 'frontagePacing',
    name: 'frontageSemaphore'
  })
}

import { type CloudFrontClient } from '@aws-sdk/client-cloudfront'
import { type CallContext, signalOfContext } from './call-context.ts'

/**
 * Allows at most `max` concurrent attempts; the others wait in order. They must not wait in Node's agent for a socket,
 * because the timeouts of connecting and of the answer already run there, before anything is sent.
 */
export function limitCalls(client: CloudFrontClient, max: number): void {
  const semaphore = createSemaphore(max)
  const limit =
    <Args, Result>(next: (args: Args) => Promise<Result>, context: CallContext) =>
    async (args: Args) => {
      await semaphore.acquire(signalOfContext(context))
      try {
        return await next(args)
      } finally {
        semaphore.release()
      }
    }
  // After the pacing, so that no call holds a slot while it waits for the pacer; before signing, which adds the time.
  client.middlewareStack.addRelativeTo(limit, {
    relation: 'after',
    toMiddleware: 'frontagePacing',
    name: 'frontageSemaphore'
  })
}

/**
 * A first-come, first-served semaphore. Whoever acquires a slot must release it, exactly once. `acquire` rejects with the
 * signal's reason when that is aborted first.
 */
export function createSemaphore(max: number) {
  let free = max
  const waiting = new Set<() => void>()

  return {
    async acquire(signal?: AbortSignal): Promise<void> {
      signal?.throwIfAborted()
      if (free > 0) {
        free--
        return
      }
      await new Promise<void>((resolve, reject) => {
        const abort = () => {
          waiting.delete(enter)
          // A reason may be any value.
          reject(signal?.reason as Error)
        }
        const enter = () => {
          signal?.removeEventListener('abort', abort)
          resolve()
        }
        waiting.add(enter)
        signal?.addEventListener('abort', abort, { once: true })
      })
    },

    release(): void {
      const [next] = waiting
      if (next === undefined) {
        free++
        return
      }
      waiting.delete(next)
      next()
    }
  }
}

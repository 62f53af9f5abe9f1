import { type CloudFrontClient } from '@aws-sdk/client-cloudfront'
import { type CallContext, signalOfContext } from './call-context.ts'

/**
 * Lets at most `max` attempts be under way; the others wait in their order. They must not wait for a socket in Node's
 * agent: there the timeouts of connecting and of the answer already run, for something that was never sent.
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
  // Behind the pacing, so that nobody waits for a turn while holding a slot, and before the signature and its time.
  client.middlewareStack.addRelativeTo(limit, {
    relation: 'after',
    toMiddleware: 'frontagePacing',
    name: 'frontageSemaphore'
  })
}

/** Whoever acquires a slot releases it; `acquire` rejects with the signal's reason when that comes first. */
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
          // The reason is whatever the caller has aborted with.
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

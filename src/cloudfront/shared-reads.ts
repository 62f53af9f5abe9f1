import { type CloudFrontClient } from '@aws-sdk/client-cloudfront'
import { withinDeadline, wrapSend } from './deadline.ts'
import { kindOfCall, operationOf } from './pacing.ts'

/**
 * Concurrent equal reads become one call. Whoever asks while a call is under way gets the answer of the next one, begun
 * after all of them asked: an answer is never older than its question, not even beside writers in other processes.
 */
export function createSharedReads() {
  const running = new Map<string, Promise<unknown>>()
  const following = new Map<string, Promise<unknown>>()

  async function begin<Answer>(key: string, read: () => Promise<Answer>): Promise<Answer> {
    const call = read()
    running.set(key, call)
    try {
      return await call
    } finally {
      if (running.get(key) === call) running.delete(key)
    }
  }

  return {
    /** Those who share an answer share one object: they must not change it. A failure is shared, too. */
    async share<Answer>(key: string, read: () => Promise<Answer>): Promise<Answer> {
      // The key names the operation and its input, and with them the type of the answer.
      const next = following.get(key) as Promise<Answer> | undefined
      if (next) return next
      const current = running.get(key)
      if (!current) return begin(key, read)
      const call = current.then(
        () => undefined,
        () => undefined
      )
      const follower = call.then(() => {
        following.delete(key)
        return begin(key, read)
      })
      following.set(key, follower)
      return follower
    }
  }
}

/** Every read of the client is shared; a caller waits no longer than the deadline for an answer that others asked for, too. */
export function shareReads(client: CloudFrontClient, deadlineMs: number): void {
  const reads = createSharedReads()
  wrapSend(client, send => async (command, options) => {
    const operation = operationOf(command)
    // A call with a signal of its own may be given up, which must not end the others'.
    if (kindOfCall(operation) === 'write' || options?.abortSignal) return send(command, options)
    const key = `${operation} ${JSON.stringify((command as { input?: unknown }).input)}`
    return withinDeadline(deadlineMs, () => reads.share(key, () => send(command)))
  })
}

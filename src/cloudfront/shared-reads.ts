import { setTimeout as delay } from 'node:timers/promises'
import { type CloudFrontClient } from '@aws-sdk/client-cloudfront'
import { withinDeadline, wrapSend } from './deadline.ts'
import { kindOfCall, operationOf } from './pacing.ts'

/** The next call waits so long for each reader that shared the last one: not at all after a single reader. */
const HOLD_MS_PER_READER = 2
const HOLD_MS_MAX = 200

/** One call and those who share its answer. */
interface Shared {
  readonly answer: Promise<unknown>
  readers: number
}

/**
 * Concurrent equal reads become one call. Whoever asks while a call is under way gets the answer of the next one, begun
 * after all of them asked: an answer is never older than its question, not even beside writers in other processes. Where
 * many ask, calls begin further apart, so that a burst is a handful of them however fast CloudFront answers.
 */
export function createSharedReads({
  pause = delay
}: {
  /** Ends after so many milliseconds. */
  pause?: (ms: number) => Promise<unknown>
} = {}) {
  const running = new Map<string, Shared>()
  const following = new Map<string, Shared>()

  /** It has begun: later readers share the next one. */
  async function after({ answer, readers }: Shared): Promise<void> {
    await answer.catch(() => undefined)
    if (readers > 1) await pause(Math.min(HOLD_MS_MAX, readers * HOLD_MS_PER_READER))
  }

  return {
    /** Those who share an answer share one object: they must not change it. A failure is shared, too. */
    async share<Answer>(key: string, read: () => Promise<Answer>): Promise<Answer> {
      const next = following.get(key)
      if (next) {
        next.readers++
        // The key names the operation and its input, and with them the type of the answer.
        return next.answer as Promise<Answer>
      }
      const current = running.get(key)
      const follow = () => {
        following.delete(key)
        running.set(key, call)
        return read()
      }
      const answer = current ? after(current).then(follow) : read()
      const call: Shared = { answer, readers: 1 }
      ;(current ? following : running).set(key, call)
      const end = () => {
        if (running.get(key) === call) running.delete(key)
      }
      // Before any reader is answered: one that asks again then is the first of a new call.
      answer.then(end, end)
      return answer
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

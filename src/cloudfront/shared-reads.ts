import { setTimeout as delay } from 'node:timers/promises'
import { type CloudFrontClient } from '@aws-sdk/client-cloudfront'
import { withinDeadline, wrapSend } from './deadline.ts'
import { kindOfCall, operationOf } from './pacing.ts'

/** The pause before the next call, for each reader that shared the last one; none after a single reader. */
const HOLD_MS_PER_READER = 2
const HOLD_MS_MAX = 200

/** One call and the number of readers that share its answer. */
interface Shared {
  readonly answer: Promise<unknown>
  readers: number
}

/**
 * Merges concurrent identical reads into one call. A reader that arrives while a call is in flight shares the next call,
 * which begins after it arrived, so an answer is never older than its request, even with writers in other processes. With
 * many readers calls begin further apart: a burst is a handful of calls, however fast CloudFront answers.
 */
export function createSharedReads({
  pause = delay
}: {
  /** Resolves after this many milliseconds; tests replace it. */
  pause?: (ms: number) => Promise<unknown>
} = {}) {
  const running = new Map<string, Shared>()
  const following = new Map<string, Shared>()

  /** Resolves when the call after this one may begin. */
  async function after({ answer, readers }: Shared): Promise<void> {
    await answer.catch(() => undefined)
    if (readers > 1) await pause(Math.min(HOLD_MS_MAX, readers * HOLD_MS_PER_READER))
  }

  return {
    /** Readers share one object, which they must not change; a failure is shared, too. */
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
      // Registered before any reader's continuation: a reader that reads again begins a new call.
      answer.then(end, end)
      return answer
    }
  }
}

/** Shares the reads of a client. The deadline holds for each reader, including its wait for the shared call to begin. */
export function shareReads(client: CloudFrontClient, deadlineMs: number): void {
  const reads = createSharedReads()
  wrapSend(client, send => async (command, options) => {
    const operation = operationOf(command)
    // A call with its own signal may be aborted, which must not affect other readers.
    if (kindOfCall(operation) === 'write' || options?.abortSignal) return send(command, options)
    const key = `${operation} ${JSON.stringify((command as { input?: unknown }).input)}`
    return withinDeadline(deadlineMs, () => reads.share(key, () => send(command)))
  })
}

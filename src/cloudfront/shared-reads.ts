import { setTimeout as delay } from 'node:timers/promises'
import { type CloudFrontClient } from '@aws-sdk/client-cloudfront'
import { withinDeadline, wrapSend } from './deadline.ts'
import { kindOfCall, operationOf } from './pacing.ts'

/** For each who shared a call the next one waits so long: not at all after one reader alone. */
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
export function createSharedReads() {
  const running = new Map<string, Shared>()
  const following = new Map<string, Shared>()

  async function begin<Answer>(key: string, readers: number, read: () => Promise<Answer>): Promise<Answer> {
    const call = { answer: read(), readers }
    running.set(key, call)
    try {
      return await call.answer
    } finally {
      if (running.get(key) === call) running.delete(key)
    }
  }

  async function follow<Answer>(
    key: string,
    { answer, readers }: Shared,
    read: () => Promise<Answer>
  ): Promise<Answer> {
    await answer.catch(() => undefined)
    if (readers > 1) await delay(Math.min(HOLD_MS_MAX, readers * HOLD_MS_PER_READER))
    const together = following.get(key)?.readers ?? 1
    following.delete(key)
    return begin(key, together, read)
  }

  return {
    /** Those who share an answer share one object: they must not change it. A failure is shared, too. */
    async share<Answer>(key: string, read: () => Promise<Answer>): Promise<Answer> {
      // The key names the operation and its input, and with them the type of the answer.
      const next = following.get(key) as (Shared & { readonly answer: Promise<Answer> }) | undefined
      if (next) {
        next.readers++
        return next.answer
      }
      const current = running.get(key)
      if (!current) return begin(key, 1, read)
      const answer = follow(key, current, read)
      following.set(key, { answer, readers: 1 })
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

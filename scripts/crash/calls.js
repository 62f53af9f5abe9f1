// @ts-check
import { setTimeout as delay } from 'node:timers/promises'

/** One call as the local CloudFront saw it. @typedef {{ operation: string, labels: Record<string, string>, requestId: string, status?: number, code?: string }} SeenCall */

const POLL_MS = 250
const LAST_MAX = 1_000

/**
 * Collects every call that the local CloudFront receives, which itself keeps only the last thousand.
 * @param {string} cloudFront
 */
export function recordCalls(cloudFront) {
  /** @type {Map<string, SeenCall>} */
  const seen = new Map()
  let ended = false

  async function read() {
    const response = await fetch(`${cloudFront}/_local/calls?last=${LAST_MAX}`)
    const { counts, items } = /** @type {{ counts: Record<string, number>, items: SeenCall[] }} */ (
      await response.json()
    )
    // A call that was in progress at the last poll may have an answer now.
    for (const call of items) seen.set(call.requestId, call)
    const total = Object.values(counts).reduce((sum, count) => sum + count, 0)
    if (total !== seen.size) throw new Error(`${total - seen.size} of ${total} calls were missed; they came too fast`)
  }

  const reading = (async () => {
    while (!ended) {
      await read()
      await delay(POLL_MS)
    }
  })()
  // A failure is reported by the next poll.
  reading.catch(() => undefined)

  return {
    /** All calls so far. Throws if some were missed. */
    async all() {
      ended = true
      await reading
      await read()
      return [...seen.values()]
    }
  }
}

/**
 * How often an operation took effect on each distribution; refused calls do not count.
 * @param {readonly SeenCall[]} calls @param {string} operation
 */
export function countEffects(calls, operation) {
  /** @type {Map<string, number>} */
  const counts = new Map()
  for (const { operation: name, labels, status } of calls) {
    if (name !== operation || status === undefined || status >= 400) continue
    const id = labels.Id ?? ''
    counts.set(id, (counts.get(id) ?? 0) + 1)
  }
  return counts
}

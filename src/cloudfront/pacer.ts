import { ServiceError } from '../errors.ts'

/** What the pacer needs of time; milliseconds. */
export interface PacerClock {
  now(): number
  /** Calls back once; the answer cancels it. */
  after(ms: number, callback: () => void): () => void
}

const systemClock: PacerClock = {
  now: () => performance.now(),
  after(ms, callback) {
    const timer = setTimeout(callback, ms)
    return () => clearTimeout(timer)
  }
}

export type CallKind = 'read' | 'write'

export interface Pacer {
  /**
   * Resolves when a call may be sent. Writes go before waiting reads, but of four calls one is a read where any waits:
   * without reads nobody would learn that the writes have come to their end. Rejects with the signal's reason when that is
   * aborted first, and at once with CLOUDFRONT_THROTTLED when the turn would come too late to be of use.
   */
  acquire(kind: CallKind, signal?: AbortSignal): Promise<void>
  /** What came of a call that was sent. */
  report(outcome: 'accepted' | 'throttled'): void
  /** What another process with the same account has learnt: this one goes no faster either. */
  hear(ratePerSecond: number): void
  /** Calls back with the new rate whenever CloudFront's refusals have lowered it here. */
  onLowered(listener: (ratePerSecond: number) => void): void
  /** Calls per second that are let through; Infinity until CloudFront has throttled. */
  readonly ratePerSecond: number
  readonly waiting: number
}

const RATE_MIN = 1
/** After a refusal the rate falls to this share of what CloudFront really accepted. */
const DECREASE = 0.7
/** A burst of refusals tells one thing: the rate falls once for all of them. */
const DECREASE_PAUSE_MS = 500
const INCREASE_PER_SECOND = 1.1
/** Calls that were accepted in this time are the measured rate. */
const WINDOW_MS = 1_000
/** After so many writes in a row it is the reads' turn. */
const WRITES_IN_A_ROW_MAX = 3
/** Without a refusal for this long, the limit is forgotten. */
const FORGET_MS = 60_000

/**
 * Paces calls per account, by what CloudFront shows: AWS publishes no rate for the control plane. Nothing is held back
 * until the first `Throttling`; then the rate falls below what was refused and creeps up again (additive in time,
 * multiplicative in refusals, as TCP does), so that callers wait here in order instead of being refused there.
 */
export function createPacer({ waitMaxMs, clock = systemClock }: { waitMaxMs: number; clock?: PacerClock }): Pacer {
  const writes: Waiting[] = []
  const reads: Waiting[] = []
  let accepted: number[] = []
  let rate = Infinity
  let tokens = 1
  let refilledAt = clock.now()
  let refusedAt = -Infinity
  let writesInARow = 0
  let onLowered: (ratePerSecond: number) => void = () => undefined
  let cancelTimer: (() => void) | undefined

  /** Whose turn it is. */
  function nextQueue(): Waiting[] {
    if (writes.length === 0) return reads
    return reads.length > 0 && writesInARow >= WRITES_IN_A_ROW_MAX ? reads : writes
  }

  function refill(): void {
    const now = clock.now()
    const seconds = (now - refilledAt) / 1_000
    refilledAt = now
    if (rate === Infinity) return
    if (now - refusedAt > FORGET_MS) {
      rate = Infinity
      return
    }
    rate *= INCREASE_PER_SECOND ** seconds
    // At most one call's worth in store: a rate is a distance between calls, not a licence for bursts.
    tokens = Math.min(1, tokens + seconds * rate)
  }

  function measuredRate(): number {
    const since = clock.now() - WINDOW_MS
    accepted = accepted.filter(at => at > since)
    return accepted.length / (WINDOW_MS / 1_000)
  }

  function refuseIfHopeless(kind: CallKind): void {
    const ahead = kind === 'write' ? writes.length : writes.length + reads.length
    const waitMs = (ahead / rate) * 1_000
    if (waitMs <= waitMaxMs) return
    const seconds = Math.ceil(waitMs / 1_000)
    throw new ServiceError(
      'CLOUDFRONT_THROTTLED',
      `CloudFront lets too few calls through: this one would wait ${seconds} s.`,
      {
        headers: { 'retry-after': String(seconds) }
      }
    )
  }

  function letThrough(): void {
    cancelTimer?.()
    cancelTimer = undefined
    refill()
    for (;;) {
      const queue = nextQueue()
      if (queue.length === 0) return
      if (rate !== Infinity && tokens < 1) break
      writesInARow = queue === writes ? writesInARow + 1 : 0
      if (rate !== Infinity) tokens -= 1
      queue.shift()?.go()
    }
    cancelTimer = clock.after(Math.ceil(((1 - tokens) / rate) * 1_000), letThrough)
  }

  return {
    async acquire(kind, signal) {
      refuseIfHopeless(kind)
      return new Promise((resolve, reject) => {
        if (signal?.aborted) return reject(reasonOf(signal))
        const queue = kind === 'write' ? writes : reads
        const abort = () => {
          queue.splice(queue.indexOf(entry), 1)
          reject(reasonOf(signal))
        }
        const entry: Waiting = {
          go() {
            signal?.removeEventListener('abort', abort)
            resolve()
          }
        }
        signal?.addEventListener('abort', abort, { once: true })
        queue.push(entry)
        // With a timer running somebody waits already, and only a write may overtake; the order is the queues'.
        if (!cancelTimer) letThrough()
      })
    },

    report(outcome) {
      if (outcome === 'accepted') {
        accepted.push(clock.now())
        if (accepted.length > 10_000) measuredRate()
        return
      }
      refill()
      const now = clock.now()
      if (now - refusedAt >= DECREASE_PAUSE_MS) {
        rate = Math.max(RATE_MIN, Math.min(rate, measuredRate()) * DECREASE)
        tokens = 0
        onLowered(rate)
      }
      refusedAt = now
      if (writes.length + reads.length > 0) letThrough()
    },

    hear(ratePerSecond) {
      refill()
      refusedAt = clock.now()
      rate = Math.max(RATE_MIN, Math.min(rate, ratePerSecond))
      if (writes.length + reads.length > 0) letThrough()
    },

    onLowered(listener) {
      onLowered = listener
    },

    get ratePerSecond() {
      return rate
    },
    get waiting() {
      return writes.length + reads.length
    }
  }
}

interface Waiting {
  go(): void
}

function reasonOf(signal: AbortSignal | undefined): Error {
  const reason: unknown = signal?.reason
  return reason instanceof Error ? reason : new Error('aborted')
}

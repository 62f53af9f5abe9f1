import { ServiceError } from '../errors.ts'
import { createAdaptiveRate } from './adaptive-rate.ts'

/** The pacer's source of time, in milliseconds. */
export interface PacerClock {
  now(): number
  /** Calls back once; returns a function that cancels it. */
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

/** Permission to send one call, whose outcome is reported with it. */
export interface Permit {
  readonly sentAt: number
}

export interface Pacer {
  /**
   * Resolves when a call may be sent. Writes overtake waiting reads, but every fourth call is a read if any waits:
   * otherwise nobody would see that the writes have taken effect. Rejects with the signal's reason when that is aborted
   * first, and at once with CLOUDFRONT_THROTTLED when the wait would be longer than `waitMaxMs`.
   */
  acquire(kind: CallKind, signal?: AbortSignal): Promise<Permit>
  /** Reports whether CloudFront throttled a call, or answered anything else. */
  report(outcome: 'accepted' | 'throttled', permit: Permit): void
  /** Takes account of the rate of another process with the same account. */
  learn(ratePerSecond: number): void
  /** Calls back with the new rate whenever a refusal has reduced it here. */
  onRateReduced(listener: (ratePerSecond: number) => void): void
  /** Calls per second; Infinity until CloudFront has throttled. */
  readonly ratePerSecond: number
  readonly waiting: number
}

/** After this many writes in a row, a read is sent. */
const WRITES_IN_A_ROW_MAX = 3
/** With no waiters and no refusal for this long, here and in other processes, the limit is forgotten. */
const FORGET_MS = 60_000
/** Calls due within this time may be sent together, so that a late timer does not reduce the rate. */
const TIMER_LATE_MS = 50
/** How many calls are skipped after a refusal, so that CloudFront's token bucket holds a reserve. */
const SKIPPED_CALLS = 1

/**
 * Paces calls at a rate learned from CloudFront's answers, since AWS publishes none for the control plane. Nothing
 * waits until the first `Throttling`. From then on calls are spread evenly over time, at a rate that follows what
 * CloudFront accepts (adaptive-rate.ts), so that callers wait here in order instead of being throttled. Several
 * processes on one account each find a share of its rate; if they announce their rates to each other, the shares become
 * equal.
 */
export function createPacer({ waitMaxMs, clock = systemClock }: { waitMaxMs: number; clock?: PacerClock }): Pacer {
  const rate = createAdaptiveRate()
  const writes: Waiting[] = []
  const reads: Waiting[] = []
  let tokens = 0
  let refilledAt = clock.now()
  let limitedAt = clock.now()
  let writesInARow = 0
  let onRateReduced: (ratePerSecond: number) => void = () => undefined
  let cancelTimer: (() => void) | undefined

  function nextQueue(): Waiting[] {
    if (writes.length === 0) return reads
    return reads.length > 0 && writesInARow >= WRITES_IN_A_ROW_MAX ? reads : writes
  }

  function refill(): void {
    const now = clock.now()
    const seconds = (now - refilledAt) / 1_000
    refilledAt = now
    if (rate.perSecond === Infinity) return
    if (cancelTimer) {
      limitedAt = now
      rate.grow(seconds)
    } else if (now - limitedAt > FORGET_MS) {
      rate.forget()
      return
    }
    // Tokens are not saved up: the rate is a distance between calls, and bursts are not allowed.
    tokens = Math.min(Math.max(1, rate.perSecond * (TIMER_LATE_MS / 1_000)), tokens + seconds * rate.perSecond)
  }

  function refuseIfTooLate(kind: CallKind): void {
    if (rate.perSecond === Infinity) return
    const readsBetween = Math.min(reads.length, Math.floor(writes.length / WRITES_IN_A_ROW_MAX))
    const ahead = writes.length + (kind === 'write' ? readsBetween : reads.length)
    const waitMs = ((ahead + 1 - tokens) / rate.perSecond) * 1_000
    if (waitMs <= waitMaxMs) return
    const seconds = Math.ceil(waitMs / 1_000)
    throw new ServiceError(
      'CLOUDFRONT_THROTTLED',
      `CloudFront accepts too few calls: this one would have to wait ${seconds} s.`,
      {
        headers: { 'retry-after': String(seconds) }
      }
    )
  }

  function sendDue(): void {
    refill()
    cancelTimer?.()
    cancelTimer = undefined
    for (;;) {
      const queue = nextQueue()
      if (queue.length === 0) return
      if (rate.perSecond !== Infinity) {
        if (tokens < 1) break
        tokens -= 1
      }
      writesInARow = queue === writes ? writesInARow + 1 : 0
      queue.shift()?.go()
    }
    cancelTimer = clock.after(Math.ceil(((1 - tokens) / rate.perSecond) * 1_000), sendDue)
  }

  /** Applies a reduced rate to the calls that wait. */
  function slowDown(): void {
    limitedAt = clock.now()
    tokens = -SKIPPED_CALLS
    if (cancelTimer) sendDue()
  }

  return {
    async acquire(kind, signal) {
      refill()
      refuseIfTooLate(kind)
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
            resolve({ sentAt: clock.now() })
          }
        }
        signal?.addEventListener('abort', abort, { once: true })
        queue.push(entry)
        // While a timer is running, calls wait for it in the order of the queues.
        if (!cancelTimer) sendDue()
      })
    },

    report(outcome, { sentAt }) {
      if (outcome === 'accepted') return rate.accepted(sentAt)
      refill()
      if (!rate.refused(sentAt, clock.now())) return
      slowDown()
      onRateReduced(rate.perSecond)
    },

    learn(ratePerSecond) {
      refill()
      limitedAt = clock.now()
      const wasUnlimited = rate.perSecond === Infinity
      rate.learn(ratePerSecond, cancelTimer !== undefined, clock.now())
      if (wasUnlimited) slowDown()
    },

    onRateReduced(listener) {
      onRateReduced = listener
    },

    get ratePerSecond() {
      refill()
      return rate.perSecond
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

import { ServiceError } from '../errors.ts'
import { createAdaptiveRate } from './adaptive-rate.ts'

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

/** A call that may be sent; its outcome is reported with it. */
export interface Permit {
  readonly sentAt: number
}

export interface Pacer {
  /**
   * Resolves when a call may be sent. Writes go before waiting reads, but of four calls one is a read where any waits:
   * without reads nobody would see that the writes have taken effect. Rejects with the signal's reason when that is
   * aborted first, and at once with CLOUDFRONT_THROTTLED when the turn would come too late to be of use.
   */
  acquire(kind: CallKind, signal?: AbortSignal): Promise<Permit>
  /** The outcome of a call: whether CloudFront throttled it, or answered anything else. */
  report(outcome: 'accepted' | 'throttled', permit: Permit): void
  /** Learns the rate that another process with the same account has arrived at. */
  learn(ratePerSecond: number): void
  /** Calls back with the new rate whenever CloudFront's refusals have reduced it here. */
  onRateReduced(listener: (ratePerSecond: number) => void): void
  /** Calls per second that are let through; Infinity until CloudFront has throttled. */
  readonly ratePerSecond: number
  readonly waiting: number
}

/** After so many writes in a row it is the reads' turn. */
const WRITES_IN_A_ROW_MAX = 3
/** With nobody waiting and no refusal for this long, here and in other processes, the limit is forgotten. */
const FORGET_MS = 60_000
/** A timer that comes late loses no more than what is due beyond this time. */
const TIMER_LATE_MS = 50
/** So many calls are left out after a refusal, for CloudFront to have something in store for two that come close together. */
const LEFT_OUT = 1

/**
 * Paces calls per account, by what CloudFront shows: AWS publishes no rate for the control plane. Nothing is held back until
 * the first `Throttling`. From then on calls are spread evenly over time, at a rate that follows what CloudFront lets through
 * (adaptive-rate.ts), so that callers wait here in order instead of being refused there. Several processes on one account
 * each find a share of it; those that tell each other converge to equal shares, and a new one begins at once with a share.
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

  /** Whose turn it is. */
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
    // A rate is a distance between calls, not a licence for bursts.
    tokens = Math.min(Math.max(1, rate.perSecond * (TIMER_LATE_MS / 1_000)), tokens + seconds * rate.perSecond)
  }

  function refuseIfHopeless(kind: CallKind): void {
    if (rate.perSecond === Infinity) return
    const readsBetween = Math.min(reads.length, Math.floor(writes.length / WRITES_IN_A_ROW_MAX))
    const ahead = writes.length + (kind === 'write' ? readsBetween : reads.length)
    const waitMs = ((ahead + 1 - tokens) / rate.perSecond) * 1_000
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
    cancelTimer = clock.after(Math.ceil(((1 - tokens) / rate.perSecond) * 1_000), letThrough)
  }

  /** The rate has fallen: what waits does so for longer. */
  function slowDown(): void {
    limitedAt = clock.now()
    tokens = -LEFT_OUT
    if (cancelTimer) letThrough()
  }

  return {
    async acquire(kind, signal) {
      refill()
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
            resolve({ sentAt: clock.now() })
          }
        }
        signal?.addEventListener('abort', abort, { once: true })
        queue.push(entry)
        // With a timer running somebody waits already, and only a write may overtake; the order is the queues'.
        if (!cancelTimer) letThrough()
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

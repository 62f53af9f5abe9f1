/** The lowest rate, in calls per second, so that a limit that rises again is noticed. */
const RATE_MIN = 0.25
/** After a refusal the rate falls to this share of the target rate. */
const DECREASE = 0.85
/** Time from a decrease until the rate is back at the target: the time of this many calls, within bounds. */
const RETURN_CALLS = 14
const RETURN_SECONDS = { min: 3, max: 8 }
/** The same once the rate has risen as far above the target as it was below: then the limit has been raised. */
const PROBE_SECONDS = 3
/** The rate is measured over the time of this many calls before a refusal, and at least over this many seconds. */
const MEASURED_CALLS = 12
const MEASURED_SECONDS = 2
/** The current rate weighs as much as this many measured calls, because a refusal after two calls says little. */
const PRIOR_CALLS = 4
/** The bounds of the time over which the first rate is measured. */
const BURST_SECONDS = { min: 0.05, max: 1 }
/** The share of the first measured rate to begin with, since that includes the burst of a full token bucket. */
const BURST_SHARE = 0.7
/** Calls per second added to it, so that the first rate is not too low; a lower limit is soon found. */
const FIRST_RATE_MIN = 4
/** A process that has not determined a rate yet begins at this share of the one that another process announces. */
const JOIN_SHARE = 0.5
/** While callers wait, each announcement closes this share of the distance to the other rate. */
const EQUALISE = 0.2

/**
 * Estimates how many calls per second CloudFront accepts, from its refusals. All times are milliseconds of the pacer's clock.
 *
 * It follows CUBIC (RFC 9438), as the SDK's adaptive retry mode does (`DefaultRateLimiter` in `@smithy/core`, after botocore's
 * `retries/throttling.py`): after a refusal the rate falls, returns to the rate last known to be good, stays near it for a while,
 * then probes beyond it, faster and faster. It differs from the SDK's in four ways, all of which suit a token bucket:
 * - A refusal counts only if its call was sent after the last decrease: calls already in flight then say nothing new.
 * - The known good rate is that of calls accepted between the last decrease and the refusal: the bucket is empty at both
 *   ends, so this is the account's rate, whatever the size of its bucket. The SDK measures calls sent.
 * - Time is counted in calls: the SDK's curve (0.4 t³ calls/s) probes too fast for 2 calls/s and too slowly for 100.
 * - The rate grows only while callers wait, because only then is it put to the test.
 * Simulated (`test/cloudfront/pacer.test.ts`) with 20 callers without pause and a bucket of 100, over the last 40 s of a
 * minute, the SDK's limiter → this one: at 2 calls/s 17.5 → 5 % refused, at 5/s 9.5 → 4 %, at 100/s 56 → 95 % of the rate used.
 */
export function createAdaptiveRate() {
  let perSecond = Infinity
  /** The rate that CloudFront is thought to accept. */
  let target = Infinity
  /** From the last decrease (0) to the target (1), and beyond it. */
  let progress = 0
  let growingSeconds = 0
  let reducedAt = -Infinity
  /** The times of sending of the calls accepted since the last decrease. */
  let accepted: number[] = []

  function returnSeconds(): number {
    if (progress > 2) return PROBE_SECONDS
    return Math.min(RETURN_SECONDS.max, Math.max(RETURN_SECONDS.min, RETURN_CALLS / perSecond))
  }

  function dropBefore(since: number): void {
    accepted = accepted.filter(at => at >= since)
  }

  function measuredSeconds(): number {
    return perSecond === Infinity ? BURST_SECONDS.max : Math.max(MEASURED_SECONDS, MEASURED_CALLS / target)
  }

  function measure(until: number): number {
    const windowSeconds = measuredSeconds()
    dropBefore(until - windowSeconds * 1_000)
    const count = accepted.length
    if (perSecond === Infinity) {
      const seconds = (until - accepted.reduce((first, at) => Math.min(first, at), until)) / 1_000
      return (count / Math.max(BURST_SECONDS.min, seconds)) * BURST_SHARE + FIRST_RATE_MIN
    }
    const seconds = Math.min(windowSeconds, growingSeconds, (until - reducedAt) / 1_000)
    return Math.min(perSecond, (count + PRIOR_CALLS) / (seconds + PRIOR_CALLS / perSecond))
  }

  function reduceTo(rate: number, now: number): void {
    target = Math.max(RATE_MIN / DECREASE, rate)
    perSecond = target * DECREASE
    progress = 0
    growingSeconds = 0
    reducedAt = now
    accepted = []
  }

  return {
    /** Infinity until CloudFront has refused a call. */
    get perSecond() {
      return perSecond
    },

    /** Grows the rate by the time that callers have waited. */
    grow(seconds: number): void {
      if (perSecond === Infinity) return
      growingSeconds += seconds
      progress += seconds / returnSeconds()
      perSecond = Math.max(RATE_MIN, target * (1 + (1 - DECREASE) * (progress - 1) ** 3))
    },

    accepted(sentAt: number): void {
      if (sentAt <= reducedAt) return
      accepted.push(sentAt)
      if (accepted.length > 10_000) dropBefore(sentAt - measuredSeconds() * 1_000)
    },

    /** Returns whether this reduced the rate. */
    refused(sentAt: number, now: number): boolean {
      if (sentAt <= reducedAt) return false
      reduceTo(measure(sentAt), now)
      return true
    },

    /** Takes account of the rate of another process with the same account; `waiting`: whether callers wait here, too. */
    learn(otherPerSecond: number, waiting: boolean, now: number): void {
      if (perSecond === Infinity) reduceTo((otherPerSecond / DECREASE) * JOIN_SHARE, now)
      else if (waiting) target += (otherPerSecond / DECREASE - target) * EQUALISE
    },

    forget(): void {
      perSecond = target = Infinity
      accepted = []
    }
  }
}

/** Calls per second; never less, so that a limit that rises is found again. */
const RATE_MIN = 0.25
/** After a refusal the rate falls to this share of what CloudFront is thought to let through. */
const DECREASE = 0.85
/** Seconds from a decrease until the rate is back at what CloudFront is thought to let through: the time of so many calls, within bounds. */
const RETURN_CALLS = 14
const RETURN_SECONDS = { min: 3, max: 8 }
/** The same, once the rate is as far above it as it had been below, without a refusal: the limit has risen. */
const PROBE_SECONDS = 3
/** What is accepted in the time of so many calls before a refusal is the measured rate, but in so many seconds at least. */
const MEASURED_CALLS = 12
const MEASURED_SECONDS = 2
/** A measurement counts as much as so many calls at the present rate: one refusal after two calls says little. */
const PRIOR_CALLS = 4
/** Before the first refusal, what was accepted in this last time is measured; less than the minimum measures nothing. */
const BURST_SECONDS = { min: 0.05, max: 1 }
/** A first measurement is a burst that CloudFront had saved up for. */
const BURST_SHARE = 0.7
/** Calls per second to begin with where nothing was accepted before: lower ones are soon found. */
const FIRST_RATE_MIN = 4
/** A process that is told another one's rate begins at this share of it. */
const JOIN_SHARE = 0.5
/** And comes so much nearer to it each time while both have work. */
const EQUALISE = 0.2

/**
 * How many calls per second CloudFront lets through, learnt from its refusals. All times are milliseconds of the pacer's clock.
 *
 * It follows CUBIC (RFC 9438), as the SDK's adaptive retry mode does (`DefaultRateLimiter` in `@smithy/core`, after botocore's
 * `retries/throttling.py`): after a refusal the rate falls, returns to the rate last known to be good, stays near it for a while,
 * then probes beyond it, faster and faster. What is different here, with an account of a token bucket in mind, and each
 * difference is one that the SDK's rule lacks:
 * - A refusal counts only where the call was sent after the last decrease. The others, under way at the time, say nothing new.
 * - The known good rate is what was accepted shortly before the refusal, since the last decrease: from one refusal to the next
 *   the bucket is empty at both ends, so that this is the account's rate whatever its burst. The SDK measures what was sent.
 * - Time is counted in calls: the SDK's curve (0.4 t³ calls/s) probes too fast for 2 calls/s and too slowly for 100.
 * - It grows only while callers wait, for only then is the rate tried.
 * Simulated, 20 callers without pause and a burst of 100, the settled 40 s of a minute, the SDK's limiter → this one: at 2 calls/s
 * 17.5 → 5 % refused, at 5/s 9.5 → 4 %, at 100/s 56 → 95 % of the rate used (in the simulation of `test/cloudfront/pacer.test.ts`).
 */
export function createAdaptiveRate() {
  let perSecond = Infinity
  /** What CloudFront is thought to let through. */
  let goal = Infinity
  /** From the last decrease (0) to the goal (1), and beyond it. */
  let course = 0
  let growingSeconds = 0
  let reducedAt = -Infinity
  /** When the calls were sent that were accepted since the last decrease. */
  let accepted: number[] = []

  function returnSeconds(): number {
    if (course > 2) return PROBE_SECONDS
    return Math.min(RETURN_SECONDS.max, Math.max(RETURN_SECONDS.min, RETURN_CALLS / perSecond))
  }

  function dropBefore(since: number): void {
    accepted = accepted.filter(at => at >= since)
  }

  function measuredSeconds(): number {
    return perSecond === Infinity ? BURST_SECONDS.max : Math.max(MEASURED_SECONDS, MEASURED_CALLS / goal)
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

  function lowerTo(rate: number, now: number): void {
    goal = Math.max(RATE_MIN / DECREASE, rate)
    perSecond = goal * DECREASE
    course = 0
    growingSeconds = 0
    reducedAt = now
    accepted = []
  }

  return {
    /** Infinity until CloudFront has refused a call. */
    get perSecond() {
      return perSecond
    },

    /** Callers have waited for so long. */
    grow(seconds: number): void {
      if (perSecond === Infinity) return
      growingSeconds += seconds
      course += seconds / returnSeconds()
      perSecond = Math.max(RATE_MIN, goal * (1 + (1 - DECREASE) * (course - 1) ** 3))
    },

    accepted(sentAt: number): void {
      if (sentAt <= reducedAt) return
      accepted.push(sentAt)
      if (accepted.length > 10_000) dropBefore(sentAt - measuredSeconds() * 1_000)
    },

    /** Whether it reduced the rate. */
    refused(sentAt: number, now: number): boolean {
      if (sentAt <= reducedAt) return false
      lowerTo(measure(sentAt), now)
      return true
    },

    /** What another process with the same account has come to; `waiting` says whether callers wait here, too. */
    learn(otherPerSecond: number, waiting: boolean, now: number): void {
      if (perSecond === Infinity) lowerTo((otherPerSecond / DECREASE) * JOIN_SHARE, now)
      else if (waiting) goal += (otherPerSecond / DECREASE - goal) * EQUALISE
    },

    forget(): void {
      perSecond = goal = Infinity
      accepted = []
    }
  }
}

export interface PollPace {
  /** The shortest and the longest time between two polls, in milliseconds. */
  readonly minMs: number
  readonly maxMs: number
}

/** AWS takes from seconds to minutes; the local CloudFront is asked without cost. */
export const POLL_PACE: Readonly<Record<'aws' | 'local', PollPace>> = {
  aws: { minMs: 1_000, maxMs: 20_000 },
  local: { minMs: 50, maxMs: 1_000 }
}

/** The first look comes just before the usual time. */
const FIRST_LOOK = 0.97
/** Of the usual time, how much may be lost when others wait for the place; of the time gone by, when nobody does. */
const URGENT = 0.03
const RELAXED = 0.1

/**
 * How long to wait before looking again whether a batch is completed, which has been under way for `elapsedMs`; `typicalMs`
 * is what batches of the target take, if that is known.
 */
export function untilNextLook(
  { minMs, maxMs }: PollPace,
  { elapsedMs, typicalMs, urgent }: { elapsedMs: number; typicalMs: number | undefined; urgent: boolean }
): number {
  const within = (ms: number) => Math.min(maxMs, Math.max(minMs, ms))
  const firstPoll = typicalMs === undefined ? 0 : typicalMs * FIRST_LOOK - elapsedMs
  if (firstPoll > 0) return Math.min(maxMs, firstPoll)
  return within(urgent ? (typicalMs ?? elapsedMs) * URGENT : elapsedMs * RELAXED)
}

/** A running idea of how long batches take: new ones count more, one outlier not for all. */
export function smooth(typicalMs: number | undefined, durationMs: number): number {
  return typicalMs === undefined ? durationMs : typicalMs * 0.7 + durationMs * 0.3
}

/**
 * How long a batch took that was open at one look and completed at the next: something between. One that was completed at
 * the first look took less than that, which is how looking comes forward again.
 */
export function durationOf({ openMs, doneMs }: { openMs: number | undefined; doneMs: number }): number {
  return openMs === undefined ? doneMs * FIRST_LOOK : (openMs + doneMs) / 2
}

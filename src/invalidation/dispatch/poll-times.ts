export interface PollPace {
  /** The shortest and the longest time between two polls, in milliseconds. */
  readonly minMs: number
  readonly maxMs: number
}

/** AWS takes seconds to minutes; polling the local CloudFront costs nothing. */
export const POLL_PACE: Readonly<Record<'aws' | 'local', PollPace>> = {
  aws: { minMs: 1_000, maxMs: 20_000 },
  local: { minMs: 50, maxMs: 1_000 }
}

/** The first poll comes just before the typical time. */
const FIRST_POLL = 0.97
/** The poll interval: while others wait for the quota a share of the typical time, otherwise of the elapsed time. */
const URGENT = 0.03
const RELAXED = 0.1

/**
 * How long to wait before polling a batch again that has been in progress for `elapsedMs`; `typicalMs` is how long batches of
 * the target take, if known.
 */
export function untilNextPoll(
  { minMs, maxMs }: PollPace,
  { elapsedMs, typicalMs, urgent }: { elapsedMs: number; typicalMs: number | undefined; urgent: boolean }
): number {
  const within = (ms: number) => Math.min(maxMs, Math.max(minMs, ms))
  const firstPoll = typicalMs === undefined ? 0 : typicalMs * FIRST_POLL - elapsedMs
  if (firstPoll > 0) return Math.min(maxMs, firstPoll)
  return within(urgent ? (typicalMs ?? elapsedMs) * URGENT : elapsedMs * RELAXED)
}

/** An exponential moving average of how long batches take. */
export function smooth(typicalMs: number | undefined, durationMs: number): number {
  return typicalMs === undefined ? durationMs : typicalMs * 0.7 + durationMs * 0.3
}

/**
 * The estimated duration of a batch: half way between the last poll that saw it open and the one that saw it completed.
 * If the first poll saw it completed it took less time, so the next first poll comes earlier.
 */
export function durationOf({ openMs, doneMs }: { openMs: number | undefined; doneMs: number }): number {
  return openMs === undefined ? doneMs * FIRST_POLL : (openMs + doneMs) / 2
}

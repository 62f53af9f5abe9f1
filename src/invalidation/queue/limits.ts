import { type Lane } from '../planning/paths.ts'

/** Per distribution or tenant, whatever the number of batches (CloudFront Developer Guide, quotas). */
export const QUOTA: Readonly<Record<Lane, number>> = { path: 3_000, wildcard: 15 }

/** What others of the account may use of the quotas, left free for them. */
export interface HeadRoom {
  readonly paths: number
  readonly wildcards: number
}

interface LaneState {
  /** How much may be in progress of ours; undefined while nothing is known of others. */
  limit: number | undefined
  refusedAt: number
  pauseMs: number
}

const PAUSE_MS: Readonly<Record<Lane, { min: number; max: number }>> = {
  path: { min: 200, max: 10_000 },
  // The slowest lane: a place that becomes free there must be seen soon.
  wildcard: { min: 200, max: 5_000 }
}
const FORGET_MS = 120_000

export type Limits = ReturnType<typeof createLimits>

/**
 * How much of a target's quotas is ours. CloudFront only says when they are exceeded, so others' share is felt for: after a
 * refusal half as much is tried at once, down to one; where even that is too much, after a pause that grows. What is
 * accepted widens the limit again. Times are milliseconds of any clock that only goes forward.
 */
export function createLimits({ headRoom, now }: { headRoom: HeadRoom; now: () => number }) {
  const max: Record<Lane, number> = {
    path: Math.max(1, QUOTA.path - headRoom.paths),
    wildcard: Math.max(1, QUOTA.wildcard - headRoom.wildcards)
  }
  const fresh = (): LaneState => ({ limit: undefined, refusedAt: -Infinity, pauseMs: 0 })
  const lanes: Record<Lane, LaneState> = { path: fresh(), wildcard: fresh() }

  function current(lane: Lane): LaneState {
    if (now() - lanes[lane].refusedAt > FORGET_MS) lanes[lane] = fresh()
    return lanes[lane]
  }

  return {
    /** How many more may be put in progress now, beside the `live` ones of ours. */
    free(lane: Lane, live: number): number {
      const state = current(lane)
      if (state.limit === undefined) return Math.max(0, max[lane] - live)
      // After its pause one is tried again, however much others use.
      const probe = state.limit <= live && now() - state.refusedAt >= state.pauseMs ? 1 : 0
      return Math.max(0, Math.min(max[lane], Math.max(state.limit, live + probe)) - live)
    },

    /** In how many milliseconds one more may be tried, where others' use is what stands in the way. */
    pauseLeftMs(lane: Lane): number | undefined {
      const { limit, refusedAt, pauseMs } = current(lane)
      return limit === undefined ? undefined : Math.max(0, refusedAt + pauseMs - now())
    },

    refused(lane: Lane, { live, tried }: { live: number; tried: number }): void {
      const state = current(lane)
      const half = Math.floor(tried / 2)
      state.limit = live + half
      state.refusedAt = now()
      const { min, max: most } = PAUSE_MS[lane]
      state.pauseMs = half > 0 ? 0 : Math.min(most, Math.max(min, state.pauseMs * 2))
    },

    accepted(lane: Lane, taken: number): void {
      const state = current(lane)
      if (taken === 0 || state.limit === undefined) return
      state.limit += taken
      state.pauseMs = 0
      if (state.limit >= max[lane]) lanes[lane] = fresh()
    }
  }
}

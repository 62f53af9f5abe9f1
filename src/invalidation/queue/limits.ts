import { type Lane } from '../planning/paths.ts'

/** Per distribution or tenant, regardless of the number of batches (CloudFront Developer Guide, quotas). */
export const QUOTA: Readonly<Record<Lane, number>> = { path: 3_000, wildcard: 15 }

/** The part of the quotas that is left to other users of the account. */
export interface HeadRoom {
  readonly paths: number
  readonly wildcards: number
}

interface LaneState {
  /** How much of Frontage's may be in progress; undefined while no use by others is known. */
  limit: number | undefined
  refusedAt: number
  pauseMs: number
}

const PAUSE_MS: Readonly<Record<Lane, { min: number; max: number }>> = {
  path: { min: 200, max: 10_000 },
  // The slowest lane, where a free place must be noticed soon.
  wildcard: { min: 200, max: 5_000 }
}
const FORGET_MS = 120_000

export type Limits = ReturnType<typeof createLimits>

/**
 * Estimates how much of a target's quotas is available, since CloudFront only says when they are exceeded. After a
 * refusal it allows half as much immediately, down to one; if even that is refused, it waits for an exponential
 * back-off. Each acceptance raises the limit again. `now` is a monotonic clock in milliseconds.
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
    /** How many more may be in progress now, in addition to Frontage's `live` ones. */
    free(lane: Lane, live: number): number {
      const state = current(lane)
      if (state.limit === undefined) return Math.max(0, max[lane] - live)
      // After the back-off one more is tried, however much others use.
      const probe = state.limit <= live && now() - state.refusedAt >= state.pauseMs ? 1 : 0
      return Math.max(0, Math.min(max[lane], Math.max(state.limit, live + probe)) - live)
    },

    /** The milliseconds until one more may be tried; undefined if no use of the quota by others is known. */
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

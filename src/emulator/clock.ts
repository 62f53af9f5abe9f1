/** Where the emulator reads the time: every status that changes over time is computed from it, so nothing sleeps. */
export interface Clock {
  /** Milliseconds since 1970. */
  now(): number
}

/** A clock that can be held and advanced. It never goes back; when released it continues from where it was held. */
export interface HeldClock extends Clock {
  /** Stops the clock at the current time; safe to repeat. */
  hold(): void
  /** Advances the clock, held or running. Throws a RangeError unless the number of seconds is 0 or more. */
  advance(seconds: number): void
  /** Lets the clock run again; safe to repeat. */
  release(): void
  readonly held: boolean
}

/** Follows the system clock until it is held. */
export function createClock({ systemNow = Date.now }: { systemNow?: () => number } = {}): HeldClock {
  let aheadMs = 0
  let heldAt: number | undefined

  const now = () => heldAt ?? systemNow() + aheadMs
  return {
    now,
    hold() {
      heldAt ??= now()
    },
    advance(seconds) {
      if (!Number.isFinite(seconds) || seconds < 0) {
        throw new RangeError(`the clock advances by a number of seconds from 0 up, not by ${seconds}`)
      }
      if (heldAt === undefined) aheadMs += seconds * 1000
      else heldAt += seconds * 1000
    },
    release() {
      if (heldAt === undefined) return
      aheadMs = heldAt - systemNow()
      heldAt = undefined
    },
    get held() {
      return heldAt !== undefined
    }
  }
}

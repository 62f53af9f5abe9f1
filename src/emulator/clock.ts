/** Where the emulator reads the time: every status that moves by itself is computed from it, so that nothing sleeps. */
export interface Clock {
  /** Milliseconds since 1970. */
  now(): number
}

/** A clock that can be stopped and put forward. It never goes back, and runs on from where it was held. */
export interface HeldClock extends Clock {
  /** Stops at the present moment; a repeat changes nothing. */
  hold(): void
  /** Puts the clock forward, held or running. Throws a RangeError for anything but a number of seconds from 0 up. */
  advance(seconds: number): void
  /** Lets the clock run on; a repeat changes nothing. */
  release(): void
  readonly held: boolean
}

/** Runs with the system's clock until it is held. */
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

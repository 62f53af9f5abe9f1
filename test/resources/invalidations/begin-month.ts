import { type HeldClock } from '../../../src/emulator/clock.ts'

/** Puts the clock past a month's end that is near, so that a test of a month stays within one. */
export function beginMonth(clock: HeldClock): void {
  if (new Date(clock.now()).getUTCDate() >= 26) clock.advance(8 * 86_400)
}

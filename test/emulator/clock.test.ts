import { expect, test } from 'vitest'
import { createClock } from '../../src/emulator/clock.ts'

/** A system clock that is moved by hand. */
function startClock() {
  let systemMs = 1000
  return { clock: createClock({ systemNow: () => systemMs }), pass: (ms: number) => (systemMs += ms) }
}

test('the clock runs with the system’s', () => {
  const { clock, pass } = startClock()
  pass(500)
  expect(clock.now()).toBe(1500)
  expect(clock.held).toBe(false)
})

test('a held clock stands still and moves when it is told to', () => {
  const { clock, pass } = startClock()
  clock.hold()
  pass(500)
  clock.hold()
  expect(clock.now()).toBe(1000)
  clock.advance(2.5)
  expect(clock.now()).toBe(3500)
  expect(clock.held).toBe(true)
})

test('a released clock runs on from where it was held and never goes back', () => {
  const { clock, pass } = startClock()
  clock.hold()
  pass(500)
  clock.release()
  expect(clock.now()).toBe(1000)
  pass(100)
  clock.release()
  expect(clock.now()).toBe(1100)
})

test('a running clock can be put forward', () => {
  const { clock, pass } = startClock()
  clock.advance(60)
  pass(1)
  expect(clock.now()).toBe(61_001)
})

test.each([-1, Number.NaN, Number.POSITIVE_INFINITY])('the clock does not advance by %d seconds', seconds => {
  const { clock } = startClock()
  expect(() => clock.advance(seconds)).toThrow(RangeError)
  expect(clock.now()).toBe(1000)
})

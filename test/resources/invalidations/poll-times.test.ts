import { expect, test } from 'vitest'
import { durationOf, smooth, untilNextPoll } from '../../../src/invalidation/dispatch/poll-times.ts'

const aws = { minMs: 1_000, maxMs: 20_000 }

test('the first look comes just before the usual time', () => {
  expect(untilNextPoll(aws, { elapsedMs: 0, typicalMs: 10_000, urgent: true })).toBeCloseTo(9_700)
  expect(untilNextPoll(aws, { elapsedMs: 4_000, typicalMs: 10_000, urgent: false })).toBeCloseTo(5_700)
})

test('then every three hundredths of it while others wait for the quota, and seldom otherwise', () => {
  expect(untilNextPoll(aws, { elapsedMs: 100_000, typicalMs: 100_000, urgent: true })).toBe(3_000)
  expect(untilNextPoll(aws, { elapsedMs: 100_000, typicalMs: 100_000, urgent: false })).toBe(10_000)
})

test('never more often than every second at AWS, nor more seldom than every twenty', () => {
  expect(untilNextPoll(aws, { elapsedMs: 500, typicalMs: undefined, urgent: true })).toBe(1_000)
  expect(untilNextPoll(aws, { elapsedMs: 3_600_000, typicalMs: undefined, urgent: false })).toBe(20_000)
  expect(untilNextPoll(aws, { elapsedMs: 0, typicalMs: 600_000, urgent: false })).toBe(20_000)
})

test('one outlier does not count for all', () => {
  expect(smooth(undefined, 5_000)).toBe(5_000)
  expect(smooth(5_000, 15_000)).toBe(8_000)
})

test('a duration lies between the last look that found it open and the one that found it completed', () => {
  expect(durationOf({ openMs: 1_000, doneMs: 1_100 })).toBe(1_050)
  expect(durationOf({ openMs: undefined, doneMs: 1_000 })).toBeLessThan(1_000)
})

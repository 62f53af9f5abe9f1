import { expect, test } from 'vitest'
import { price } from '../../../src/invalidation/planning/price.ts'

test.each([
  ['the first 1,000 of a month are free', 1_000, 0, { free: 1_000, billed: 0, usd: 0 }],
  ['the next costs half a cent', 1_001, 0, { free: 1_000, billed: 1, usd: 0.005 }],
  ['earlier ones use up what is free', 300, 900, { free: 100, billed: 200, usd: 1 }],
  ['later nothing is free', 3, 5_000, { free: 0, billed: 3, usd: 0.015 }],
  ['100,000 at once', 100_000, 0, { free: 1_000, billed: 99_000, usd: 495 }],
  ['nothing costs nothing', 0, 0, { free: 0, billed: 0, usd: 0 }]
])('%s', (_, items, usedThisMonth, expected) => {
  expect(price({ items, usedThisMonth })).toEqual({ paths: items, ...expected })
})

import { expect, test } from 'vitest'
import { readWaitSeconds } from '../../src/plugins/prefer.ts'

test.each([
  ['wait=10', 10],
  ['respond-async, wait=10', 10],
  ['WAIT = "5"', 5],
  ['wait=5; foo=bar', 5],
  ['wait=5, wait=9', 5],
  ['wait=0', 0],
  ['wait=100000', 60],
  ['wait=-1', undefined],
  ['wait=soon', undefined],
  ['waiting=5', undefined],
  ['', undefined],
  [undefined, undefined]
])('Prefer: %s means %s seconds', (header, seconds) => {
  expect(readWaitSeconds(header)).toBe(seconds)
})

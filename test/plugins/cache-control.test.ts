import { expect, test } from 'vitest'
import { readMaxAgeSeconds } from '../../src/plugins/cache-control.ts'

test.each([
  ['no-cache', 0],
  ['No-Cache, max-age=60', 0],
  ['max-age=60, no-store', 0],
  ['max-age=60', 60],
  ['max-age="60", foo', 60],
  ['max-age=60, max-age=30', 30],
  ['max-age=-1', undefined],
  ['max-age=soon', undefined],
  ['only-if-cached', undefined],
  ['', undefined],
  [undefined, undefined]
])('Cache-Control: %s allows %s seconds', (header, seconds) => {
  expect(readMaxAgeSeconds(header)).toBe(seconds)
})

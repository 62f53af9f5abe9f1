import { expect, test } from 'vitest'
import { hopsOf } from '../../src/delivery/hops.ts'

const NAME = `${'0123456789abcdef'.repeat(2)}.cloudfront.net`
const HOP = `1.1 ${NAME} (CloudFront)`

test.each([
  ['alone', HOP],
  ['after others', `1.0 proxy, ${HOP}`],
  ['after a quote that does not end', `1.1 a "x, ${HOP}`],
  ['right after a quote', `"${HOP}`],
  ['after a word of thirty thousand letters', `${'a'.repeat(30_000)}, ${HOP}`]
])('a hop is found %s', (_where, via) => {
  expect(hopsOf([['Via', via]])).toEqual([HOP])
})

test('a value without a hop has none', () => {
  expect(hopsOf([['Via', `1.1 ${'a'.repeat(30_000)}`]])).toEqual([])
})

import { expect, test } from 'vitest'
import { isTokenText, newTokenText } from '../../src/access/token-text.ts'

test('a token can be told from other texts by its prefix, its length and its checksum', () => {
  const tokens = Array.from({ length: 500 }, newTokenText)
  expect(new Set(tokens).size).toBe(tokens.length)
  for (const token of tokens) {
    expect(token).toMatch(/^frt_[0-9A-Za-z]{49}$/)
    expect(isTokenText(token)).toBe(true)
    const mistyped = token.replace(/.(?=.{10}$)/, digit => (digit === 'x' ? 'y' : 'x'))
    expect(isTokenText(mistyped)).toBe(false)
  }
})

test.each(['', 'frt_', `frt_${'0'.repeat(49)}`, `frt_${'a'.repeat(50)}`, 'x'.repeat(53), newTokenText().slice(0, -1)])(
  '%j is no token',
  text => expect(isTokenText(text)).toBe(false)
)

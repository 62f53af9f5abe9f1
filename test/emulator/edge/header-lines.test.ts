import fc from 'fast-check'
import { expect, test } from 'vitest'
import { headerLines } from '../../../src/emulator/edge/header-lines.ts'

const rawOf = (lines: readonly (readonly [string, string])[]) => lines.flat().map(text => Buffer.from(text, 'latin1'))

test('header lines are what was sent, whatever came before', () => {
  const name = fc.constantFrom('ETag', 'etag', 'Date', 'Set-Cookie')
  const value = fc.oneof(fc.constantFrom('', '1', '2', '3', '4', '5', '6', '\xe9'), fc.constant('x'.repeat(300)))
  fc.assert(
    fc.property(fc.array(fc.tuple(name, value)), lines => {
      expect(headerLines(rawOf(lines))).toEqual(lines)
    })
  )
})

test('equal lines of two answers are one object', () => {
  const raw = rawOf([['Content-Type', 'image/png']])
  expect(headerLines(raw)[0]).toBe(headerLines(raw)[0])
})

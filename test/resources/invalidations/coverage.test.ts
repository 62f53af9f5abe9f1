import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createCoverage, createPrefixSet } from '../../../src/invalidation/planning/coverage.ts'

const by = (items: string[], item: string) => createCoverage(items).find(item)

describe('what a wildcard covers', () => {
  test.each([
    ['/a/*', '/a/b'],
    ['/a/*', '/a/'],
    ['/a/*', '/a/b*'],
    ['/a/*', '/a/b/*'],
    ['/a/*', '/a/b?x=1'],
    ['/a/*', '/a/b*c'],
    ['/a*', '/a'],
    ['/a*', '/ab'],
    ['/a*', '/a/b'],
    ['/a.jpg*', '/a.jpg?size=1'],
    ['/*', '/'],
    ['/*', '/a/*'],
    ['/*', '#product:1']
  ])('%s covers %s', (wildcard, item) => {
    expect(by([wildcard], item)).toBe(wildcard)
  })

  test.each([
    ['/a/*', '/a'],
    ['/a/*', '/b/a/'],
    ['/a/*', '/A/b'],
    ['/a/*', '/a*'],
    ['/a/*', '/a/*'],
    ['/a*b', '/axb'],
    ['/a', '/a'],
    ['/%C3*', '/%c3%a9'],
    ['/a*', '#product:1'],
    ['/a**', '/a*'],
    ['/a**', '/a']
  ])('%s does not cover %s', (wildcard, item) => {
    expect(by([wildcard], item)).toBeUndefined()
  })

  test('of several wildcards the widest is named', () => {
    expect(by(['/img/big/*', '/img/*', '/im*', '/js/*'], '/img/big/a.jpg')).toBe('/im*')
    expect(by(['/im*', '/img/*'], '/img/*')).toBe('/im*')
  })
})

// So few characters that prefixes meet, fork and swallow each other.
const word = fc.string({ unit: fc.constantFrom('a', 'b', '/'), minLength: 1, maxLength: 6 })

test('a set of prefixes finds what going through all of them would find, in whatever order they came', () => {
  fc.assert(
    fc.property(fc.array(word, { maxLength: 12 }), word, (prefixes, text) => {
      const fitting = prefixes.filter(prefix => text.startsWith(prefix)).map(prefix => prefix.length)
      const shortest = fitting.length > 0 ? Math.min(...fitting) : undefined
      expect(createPrefixSet(prefixes).find(text)).toBe(shortest)
    }),
    { numRuns: 1_000 }
  )
})

import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { compileInvalidation, tagsOf } from '../../src/delivery/invalidation.ts'

const object = (url: string) => {
  const [path = '', query] = url.split('?')
  return { path, query }
}

describe('invalidations', () => {
  test.each([
    ['/a', '/a', true],
    ['/a', '/a?x=1', false],
    ['/a', '/a/', false],
    ['/a', '/A', false],
    ['/a', '/ab', false],
    ['/a*', '/a', true],
    ['/a*', '/ab/c.html', true],
    ['/a*', '/a?x=1', true],
    ['/a?x=1', '/a?x=1', true],
    ['/a?x=1', '/a?x=1&y=2', false],
    ['/a?x=1', '/axx=1', false],
    ['/a?x=*', '/a?x=17', true],
    ['/*', '/', true],
    ['/*', '/a/b?c', true],
    ['/a*b', '/a*b', true],
    ['/a*b', '/axb', false],
    ['/*.jpg', '/x.jpg', false],
    ['/a**', '/a*x', true],
    ['/a**', '/ax', false],
    ['/%7Ea', '/~a', false],
    ['/', '/index.html', true],
    ['/', '/other.html', false],
    ['/index.html', '/index.html', true]
  ])('%s removes %s: %s', (item, url, wanted) => {
    expect(compileInvalidation([item], 'index.html')(object(url))).toBe(wanted)
  })

  test('an invalidation removes exactly what its items match', () => {
    const text = fc
      .string({ unit: fc.constantFrom('a', 'b', '/', '*', '?', '.'), maxLength: 5 })
      .map(rest => `/${rest}`)
    const url = fc.string({ unit: fc.constantFrom('a', 'b', '/', '*', '.'), maxLength: 4 })
    const objects = fc.record({ path: url.map(rest => `/${rest}`), query: fc.option(url, { nil: undefined }) })
    fc.assert(
      fc.property(fc.array(text, { maxLength: 4 }), objects, (items, { path, query }) => {
        const full = query === undefined ? path : `${path}?${query}`
        // The rule in other words: an expression in which everything but the last asterisk is quoted.
        const wanted = items.some(item => {
          const quoted = item.replace(/\*$/, '').replace(/[.*+?^${}()|[\]\\/]/g, '\\$&')
          return new RegExp(`^${quoted}${item.endsWith('*') ? '[^]*' : ''}$`).test(full)
        })
        expect(compileInvalidation(items, undefined)({ path, query })).toBe(wanted)
      }),
      { numRuns: 3_000 }
    )
  })

  test('tags: any case, without a wildcard; objects without tags stay', () => {
    const removes = compileInvalidation(['#Product:1'], undefined)
    expect(removes({ path: '/a', query: undefined, tags: tagsOf([['Edge-Tag', 'x, PRODUCT:1']], 'edge-tag') })).toBe(
      true
    )
    expect(removes({ path: '/a', query: undefined, tags: new Set(['product:12']) })).toBe(false)
    expect(removes({ path: '/#product:1', query: undefined })).toBe(false)
    expect(compileInvalidation(['/a'], undefined)({ path: '/b', query: undefined, tags: new Set(['/a']) })).toBe(false)
  })

  test('an invalidation by tags removes exactly the objects whose answers had one of them, and those that its paths match', () => {
    const tag = fc.string({ unit: fc.constantFrom('a', 'A', 'b', ':', '*', '/', ' '), maxLength: 3 })
    const tagged = fc.array(fc.array(tag, { maxLength: 4 }), { maxLength: 2 })
    const items = fc.array(
      fc.oneof(
        tag.map(text => `#${text}`),
        fc.constantFrom('/a', '/b*', '/*')
      ),
      { maxLength: 4 }
    )
    const objects = fc.record({ path: fc.constantFrom('/a', '/b', '/ba', '/a*'), tagged, configured: fc.boolean() })
    fc.assert(
      fc.property(items, objects, (given, { path, tagged: lines, configured }) => {
        const headers = lines.map(words => ['Edge-Tag', words.join(',')] as const)
        // The rule in other words: some item and some word of the header are the same, but for case and blanks around them.
        const words = configured ? lines.flat().filter(word => word.trim() !== '') : []
        const isSame = (one: string, other: string) => one.trim().toUpperCase() === other.trim().toUpperCase()
        const wanted = given.some(item =>
          item.startsWith('#')
            ? words.some(word => isSame(word, item.slice(1)))
            : item === path || (item.endsWith('*') && path.startsWith(item.slice(0, -1)))
        )
        const tags = tagsOf(headers, configured ? 'edge-tag' : undefined)
        expect(compileInvalidation(given, undefined)({ path, query: undefined, tags })).toBe(wanted)
      }),
      { numRuns: 3_000 }
    )
  })

  test('tags are split at commas, trimmed, 50 of at most 256 characters', () => {
    expect([
      ...tagsOf(
        [
          ['T', ' a ,,B'],
          ['t', 'a,c']
        ],
        't'
      )
    ]).toEqual(['a', 'b', 'c'])
    const many = Array.from({ length: 60 }, (_, at) => `t${at}`).join(',')
    expect(tagsOf([['T', `${'x'.repeat(257)},${many}`]], 't').size).toBe(50)
    expect(tagsOf([['T', 'a']], undefined).size).toBe(0)
  })
})

import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { encodePath, isWildcard, readPath, readTag } from '../../../src/invalidation/planning/paths.ts'

describe('the form in which a path is sent', () => {
  test.each([
    ['/straße.jpg', '/stra%C3%9Fe.jpg'],
    ['/a b.html', '/a%20b.html'],
    ['/日本/*', '/%E6%97%A5%E6%9C%AC/*'],
    ['/😀.png', '/%F0%9F%98%80.png'],
    ['/"<>[\\]^`{|}', '/%22%3C%3E%5B%5C%5D%5E%60%7B%7C%7D'],
    ['/a.jpg\n', '/a.jpg%0A'],
    ['/half%20done ü', '/half%20done%20%C3%BC']
  ])('%j is encoded as %j', (given, sent) => {
    expect(readPath(given)).toMatchObject({ sent })
    expect(readPath(given)).not.toHaveProperty('problem')
  })

  test.each([
    '/',
    '/*',
    '/Index.html',
    "/a.jpg?size=1&x=/y;z:@,(!$'+=)",
    '/%C3%A9',
    '/%c3%a9',
    '/100%25',
    '/a%2A',
    '//a/../b'
  ])('%j is sent as it is, without a warning', path => {
    expect(readPath(path)).toEqual({ sent: path, warnings: [] })
  })

  test('encoding what is encoded changes nothing, and the result is what CloudFront accepts', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme', maxLength: 30 }).filter(text => !text.includes('%')),
        text => {
          const { sent, problem } = readPath(`/${text}`)
          if (problem !== undefined) return
          expect(encodePath(sent)).toBe(sent)
          expect(sent).toMatch(/^\/([!-$&-}]|%[0-9A-F]{2})*$/i)
          expect(decodeURIComponent(sent)).toBe(decodeURIComponent(`/${text}`))
        }
      )
    )
  })
})

describe('what cannot be invalidated', () => {
  test.each([
    ['', 'does not begin with a slash'],
    ['a.jpg', 'does not begin with a slash'],
    ['*', 'does not begin with a slash'],
    ['https://www.example.com/a.jpg?x=1', 'is a whole URL; give only its path, "/a.jpg?x=1"'],
    ['https://www.example.com', 'is a whole URL; give only its path, "/"'],
    ['#product:1', 'is not a path; give cache tags in "cacheTags", without #'],
    ['/a#b', 'has a fragment, which is never sent to CloudFront; write %23 for a literal #'],
    ['/100%', 'has a % that does not begin a percent-encoded byte; write %25 for a literal %'],
    ['/%zz', 'has a % that does not begin a percent-encoded byte; write %25 for a literal %'],
    ['/%4*', 'has a % that does not begin a percent-encoded byte; write %25 for a literal %'],
    ['/\ud800', 'is not well-formed Unicode'],
    [
      '/static/runtime~main.js',
      'has a ~, which CloudFront does not accept in invalidations; use a wildcard that ends before it, "/static/runtime*"'
    ],
    ['/~ü/*', 'has a ~, which CloudFront does not accept in invalidations; use a wildcard that ends before it, "/*"'],
    [`/${'x'.repeat(4_000)}`, 'has more than 4000 characters'],
    [`/${'ü'.repeat(700)}`, 'has more than 4000 characters when encoded']
  ])('%j', (path, problem) => {
    expect(readPath(path).problem).toBe(problem)
  })

  test('a path of 4,000 characters is the longest there is', () => {
    expect(readPath(`/${'x'.repeat(3_999)}`)).not.toHaveProperty('problem')
    expect(readPath(`/${'ü'.repeat(666)}`)).not.toHaveProperty('problem')
  })

  test.each(['', 'a,b', 'a b', 'ü', 'x'.repeat(257)])('the tag %j', tag => {
    expect(readTag(tag).problem).toBe('must be 1 to 256 visible ASCII characters without a comma')
  })

  test('a tag with a *, since tags have no wildcard', () => {
    expect(readTag('product:*').problem).toBe('has a *, but cache tags have no wildcard')
  })
})

describe('warnings', () => {
  test.each([
    ['/%7Euser/a.jpg', /use a wildcard that ends before it/],
    ['/%7euser/a.jpg', /use a wildcard that ends before it/],
    ['/a*b', /only as the last character/],
    ['/a**', /only as the last character/],
    ['/a.jpg ', /ends with white space/],
    ['/a.jpg\r', /ends with white space/],
    ['/a.jpg?Expires=1&Signature=x&Key-Pair-Id=K1', /signed URL/],
    ['/ü.jpg?Key-Pair-Id=K1', /signed URL/]
  ])('%j', (path, sentence) => {
    const { warnings, problem } = readPath(path)
    expect([problem, warnings]).toEqual([undefined, [expect.stringMatching(sentence)]])
  })

  test('a tag given with its #, which is then a part of the tag', () => {
    expect(readTag('#a')).toEqual({ sent: '##a', warnings: [expect.stringMatching(/added automatically/)] })
    expect(readTag('a')).toEqual({ sent: '#a', warnings: [] })
  })
})

test('only a * at the end of a path makes a wildcard', () => {
  expect(['/*', '/a*', '/a?b*', '/a**'].filter(isWildcard)).toHaveLength(4)
  expect(['/a', '/a*b', '/a%2A', '#a'].filter(isWildcard)).toEqual([])
})

import { expect, test } from 'vitest'
import { liesUnder } from '../../src/access/path-prefixes.ts'

const prefixes = ['/blog/*', '/img/hero']

test.each([
  '/blog/',
  '/blog/*',
  '/blog/a*',
  '/blog/2026/a.html?x=1',
  '/blog/..a',
  '/img/hero',
  '/img/hero.jpg',
  '/img/hero*'
])('%s lies under one', item => expect(liesUnder(item, prefixes)).toBe(true))

test.each([
  '/*',
  '*',
  '/',
  '/blog',
  '/blog*',
  '/b*',
  '/blog2/a',
  '/Blog/a',
  '/%62log/a',
  '/img/her*',
  '/admin/a?/blog/',
  '/blog/../admin/*',
  '/blog/..',
  '/blog/./a',
  '/blog//a',
  '//blog/a',
  '/blog/%2e%2e/admin',
  '/blog/.%2E/admin',
  '/blog/%2e%2e%2fadmin',
  '/blog/%252e%252e/admin',
  '/blog/%25252525252e/admin',
  '/blog/..\\admin',
  '/blog/a%5c..%5cadmin',
  '#tag',
  '#/blog/a'
])('%s does not', item => expect(liesUnder(item, prefixes)).toBe(false))

test('without prefixes nothing does', () => expect(liesUnder('/a', [])).toBe(false))

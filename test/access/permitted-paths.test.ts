import { expect, test } from 'vitest'
import { isPermitted } from '../../src/access/permitted-paths.ts'

const permitted = ['/blog/*', '/img/hero', '/list?page=1', '/search?q=*']

test.each([
  '/blog/',
  '/blog/*',
  '/blog/a*',
  '/blog/2026/a.html?x=1',
  '/blog/..a',
  '/img/hero',
  '/list?page=1',
  '/search?q=a'
])('%s is permitted', item => expect(isPermitted(item, permitted)).toBe(true))

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
  '/img/hero.jpg',
  '/img/hero*',
  '/img/hero/',
  '/img/hero?x=1',
  '/list',
  '/list?page=10',
  '/search',
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
])('%s is not', item => expect(isPermitted(item, permitted)).toBe(false))

test('where no path is permitted, none is', () => expect(isPermitted('/a', [])).toBe(false))

test('/* stands for all paths, / only for itself', () => {
  expect(isPermitted('/*', ['/*'])).toBe(true)
  expect(['/', '/*', '/a'].map(item => isPermitted(item, ['/']))).toEqual([true, false, false])
})

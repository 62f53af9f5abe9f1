import { expect, test } from 'vitest'
import { linkLocalUrls } from '../../src/plugins/docs-local-links.ts'

/** The addresses that are linked below an answer. The plugin is as a browser gets it: the source text alone. */
function linksBelow(content: unknown): unknown[] {
  // eslint-disable-next-line @typescript-eslint/no-implied-eval -- that the text stands alone is what is tested
  const plugin = new Function(`return ${linkLocalUrls.toString()}`)() as typeof linkLocalUrls
  const createElement = (type: unknown, props: object | null, ...children: readonly unknown[]) => ({
    type,
    ...props,
    children
  })
  const ResponseBody = plugin().wrapComponents.responseBody('ResponseBody', { React: { createElement } })
  const { children } = ResponseBody({ content }) as { children: { href?: string; children: unknown[] }[] }
  const [original, ...links] = children
  expect(original).toMatchObject({ type: 'ResponseBody', content })
  for (const { href, children: text } of links) expect(text).toEqual([href])
  return links.map(({ href }) => href)
}

test('the local address of an answer is linked, and those in a list once each', () => {
  const [first, second] = ['http://d1.cloudfront.localhost:8082/', 'https://d2.cloudfront.localhost/']
  expect(linksBelow(JSON.stringify({ id: 'E1', localUrl: first }))).toEqual([first])
  const items = [{ localUrl: first }, { localUrl: second }, { localUrl: first }]
  expect(linksBelow(JSON.stringify({ items }))).toEqual([first, second])
  expect(linksBelow(JSON.stringify({ localUrl: 'http://localhost:8082/' }))).toEqual(['http://localhost:8082/'])
})

test.each([
  'javascript:alert(1)//localhost',
  'data://localhost/,x',
  'http://example.com/',
  'http://localhost.example.com/',
  'http://notlocalhost/',
  'http://localhost@example.com/',
  'http://example.com/#.localhost',
  '//localhost/',
  '<img src=x>',
  7,
  null
])('%j as localUrl is no link', value => {
  expect(linksBelow(JSON.stringify({ localUrl: value }))).toEqual([])
})

test('other members, and what is no JSON, have no links', () => {
  expect(linksBelow(JSON.stringify({ comment: 'http://d1.cloudfront.localhost/' }))).toEqual([])
  expect(linksBelow('"localUrl": "http://d1.cloudfront.localhost/"')).toEqual([])
  expect(linksBelow(undefined)).toEqual([])
  expect(linksBelow(new Blob(['{}']))).toEqual([])
})

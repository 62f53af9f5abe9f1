import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { operations } from '../../src/cloudfront/model/shapes.ts'
import { expandedDocument } from '../helpers/expanded-document.ts'
import { projectFolder } from '../helpers/project.ts'

interface Document {
  readonly paths: Readonly<
    Record<string, Readonly<Record<string, { readonly 'x-cloudfront-operations'?: readonly string[] }>>>
  >
}

test('every operation of CloudFront is called by a route that says so', async () => {
  const { paths } = (await expandedDocument()) as unknown as Document
  const named = new Set(
    Object.values(paths).flatMap(methods =>
      Object.values(methods).flatMap(operation => operation['x-cloudfront-operations'] ?? [])
    )
  )
  expect([...operations.keys()].filter(name => !named.has(name))).toEqual([])
  // Those of the API of the pairs in key value stores have a prefix.
  expect([...named].filter(name => !name.includes(':') && !operations.has(name))).toEqual([])
})

test('openapi/coverage.md names every operation with its routes and tests (else: npm run coverage)', () => {
  const page = readFileSync(join(projectFolder, 'openapi/coverage.md'), 'utf8')
  const rows = page.split('\n').flatMap(line => {
    const [, name = '', ...cells] = line.split('|').map(cell => cell.trim())
    return operations.has(name) ? [{ name, cells: cells.slice(0, 4) }] : []
  })
  expect(rows.map(({ name }) => name)).toEqual([...operations.keys()].sort())
  expect(rows.filter(({ cells }) => cells.includes(''))).toEqual([])
})

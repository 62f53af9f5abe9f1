import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { renderTypings } from '../../../scripts/extract-typings.js'

test("the committed data are what the installed SDK's typings say (else: npm run typings)", () => {
  const committed = readFileSync(new URL('../../../src/cloudfront/model/typings.ts', import.meta.url), 'utf8')
  expect(renderTypings() === committed).toBe(true)
})
